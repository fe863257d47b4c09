# Anleitungen
nav-manual = Anleitungen
manual-contents = Inhalt der Anleitungen
manual-search = In den Anleitungen suchen
manual-none = In den Anleitungen steht nichts zu „{ $words }“.
manual-found = { $count ->
    [one] 1 Stelle gefunden
   *[other] { $count } Stellen gefunden
}
