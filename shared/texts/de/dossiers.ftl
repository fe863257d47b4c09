# Akten
dossier-about = Zur Akte
dossier-change = Akte ändern
dossier-close = Akte schließen
dossier-content = Inhalt der Akte
dossier-content-caption = Vorgänge und Dokumente der Akte
dossier-empty = Noch kein Dokument. Ziehen Sie Dateien hierher.
dossier-empty-closed = Kein Dokument.
dossier-export = Als ZIP herunterladen
dossier-may-not-open = Mit Ihrer Aufgabe legen Sie keine Akten an.
dossier-new = Neue Akte
dossier-new-hint = Das Aktenzeichen wird beim Anlegen vergeben und ändert sich nie.
dossier-open-act = Akte anlegen
dossier-parts = Teile der Akte
dossier-reopen = Wieder öffnen
dossier-search = In dieser Akte suchen
dossier-title = Titel
dossier-title-hint = Worum es geht, mit Ort oder Namen: Lerchenackerweg 12, Trautwein-Pfaff
dossiers-count = { $count ->
    [one] 1 Akte, die Sie sehen dürfen
   *[other] { $count } Akten, die Sie sehen dürfen
}
dossiers-none = Keine Akte gefunden. Gesucht wird nur, was Sie sehen dürfen.
document-add = Dokument dazu
document-filed = abgelegt
document-unread = nicht lesbar
inventory-csv = CSV
inventory-xlsx = Excel
case-close = Vorgang { $no } schließen
case-empty = Noch kein Dokument in diesem Vorgang.
case-new = Neuer Vorgang
case-open-act = Vorgang anlegen
case-running = läuft
case-still-open = Vorgang { $no } läuft noch
case-title = Titel
case-title-hint = Ein Vorhaben, ein Antrag, eine Anfrage
step-dossier-opened = { $who } hat die Akte angelegt
step-dossier-changed = { $who } hat die Akte geändert
step-dossier-closed = { $who } hat die Akte geschlossen (z. d. A.)
step-dossier-reopened = { $who } hat die Akte wieder geöffnet
step-case-opened = { $who } hat den Vorgang { $title } angelegt
step-case-closed = { $who } hat den Vorgang { $title } geschlossen
step-document-filed = { $who } hat abgelegt: { $title }
step-document-moved = { $who } hat hierher verschoben: { $title }
