# Aktenplan
plan-below = Darunter
plan-counts = Zahlen: offene Akten Ihrer Stadt, die Sie sehen dürfen.
plan-dossiers-caption = Akten an der Position { $position }
plan-dossiers-here = Akten hier
plan-found = { $count ->
    [one] 1 Position gefunden
   *[other] { $count } Positionen gefunden
}
plan-here = Hierher
plan-here-or-beside = Gehört hierher oder daneben?
plan-levels = Ebenen
plan-new-dossier = Neue Akte hier
plan-no-dossiers = Hier ist noch keine Akte, die Sie sehen dürfen.
plan-none = Keine Position zu „{ $words }“. Versuchen Sie ein anderes Wort.
plan-not-here = Nicht hierher
plan-open-dossiers = { $count ->
    [one] 1 offene Akte
   *[other] { $count } offene Akten
}
plan-outline = Gliederung
plan-responsible = Federführend: { $town }
plan-responsible-none = Noch keine offene Akte.
plan-rules = Regeln
plan-search = Im Aktenplan suchen
plan-search-hint = Stichwort oder Nummer, z. B. Sperrmüll
plan-since = gilt seit { $day }
disposal-A = das Archiv übernimmt
disposal-B = das Archiv bewertet
disposal-V = wird vernichtet
then-A = dann ins Archiv (A)
then-B = dann Bewertung (B)
then-V = dann Vernichtung (V)
retention-after-year = { $years ->
    [one] 1 Jahr, ab Ende des Jahres der Schließung
   *[other] { $years } Jahre, ab Ende des Jahres der Schließung
}
retention-permanent = dauernd
retention-then = { $years ->
    [one] 1 Jahr nach Abschluss, { $then }
   *[other] { $years } Jahre nach Abschluss, { $then }
}
