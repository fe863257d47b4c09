# Dokument
document = Dokument
document-about = Angaben zum Dokument
document-place = Ort im Aktenplan
document-case = Vorgang { $no }
document-facts = Angaben
document-change = Angaben ändern
document-number = Dokument
document-entry = Nr. { $no }
document-not-filed = noch nicht abgelegt
document-state = Stand
document-subject = Betreff
document-sender = Absender
document-recipient = Empfänger
document-their-reference = Ihr Zeichen
document-kind = Art
document-kind-example = Brief, Rechnung, Plan
document-date = Vom
document-received = Eingang
document-direction = Richtung
document-protection = Schutz
document-office = Federführung
document-remark = Bemerkung
document-versions = Fassungen
document-history = Verlauf
document-to-dossier = Zur Akte
document-file = Ablegen
state-received = eingegangen, wird gleich gelesen
state-reading = wird gelesen, Seite { $page } von { $pages }
state-in-tray = im Posteingang
state-filed = abgelegt { $when }
state-failed = nicht lesbar
state-discarded = verworfen
direction-incoming = Eingang
direction-outgoing = Ausgang
direction-internal = intern
channel-web = hochgeladen von { $who }
channel-api = übergeben von { $who }
channel-upload = hochgeladen von { $who }
channel-scan-folder = über den Scan-Ordner
channel-cli = eingeliefert von { $who }
channel-demo = über die Poststelle
channel-other = eingegangen
version-archive = Lesefassung, PDF/A
version-archive-more = mit Text, { $size }
version-original = Original
version-original-more = { $type }, { $size }
version-earlier = Fassung { $no }
version-text = Text
version-hash = Prüfsumme
version-no-archive = Keine Lesefassung: { $reason }
archive-reason-signed = das Original ist signiert und bleibt, wie es ist
archive-reason-encrypted = das Original hat ein Kennwort
archive-reason-docx = Word-Dateien bekommen später eine
archive-reason-damaged = das Original ist beschädigt
history-all = Ganzen Verlauf zeigen
history-reason = Grund: { $reason }

# Verlauf
done-document-received = { $who } hat eingeliefert
done-document-received-by-us = eingegangen
done-document-read = { $pages ->
    [one] eine Seite gelesen
   *[other] { $pages } Seiten gelesen
}
done-document-failed = nicht lesbar
done-archive-written = Lesefassung geschrieben
done-document-filed = { $who } hat abgelegt: { $number }, Nr. { $entry }
done-document-moved = { $who } hat verschoben: { $from } nach { $to }
done-document-returned = { $who } hat in den Posteingang zurückgelegt, aus { $number }
done-filing-undone = { $who } hat das Ablegen rückgängig gemacht
done-document-discarded = { $who } hat verworfen
done-document-restored = { $who } hat wiederhergestellt
done-document-rerouted = { $who } hat weitergeleitet an { $to }
done-reading-repeated = { $who } lässt noch einmal lesen
done-metadata-changed = { $who } hat geändert: { $fields }
done-other = { $who }: { $act }

# Betrachter
viewer-pages = Seiten
viewer-page = Seite { $page }
viewer-page-of = Seite { $page } von { $pages }
viewer-page-alt = Seite { $page }: { $title }
viewer-desk = Seite { $page }, mit Pfeiltasten rollen
viewer-no-pages = Keine Seite
viewer-nothing = Dieses Dokument hat keine Seite, die sich zeigen lässt. Das Original können Sie herunterladen.
viewer-waiting = Seite { $page } wird vorbereitet
viewer-waiting-first = Das Dokument wird vorbereitet. Seine Seiten erscheinen hier.
viewer-previous = Vorige Seite
viewer-next = Nächste Seite
viewer-smaller = Verkleinern
viewer-larger = Vergrößern
viewer-turn = Drehen
viewer-text = Text statt Bild zeigen
viewer-print = Drucken
viewer-download = Herunterladen
viewer-own-window = In eigenem Fenster
viewer-tools = Ansicht der Seite
viewer-search = In diesem Dokument suchen
viewer-hits = { $hits ->
    [one] 1 Treffer
   *[other] { $hits } Treffer
}
viewer-hit-of = Treffer { $hit } von { $hits }
viewer-no-hits = Kein Treffer
viewer-previous-hit = Voriger Treffer
viewer-next-hit = Nächster Treffer

# Ziel
target-placeholder = Stichwort, Position, Akte oder alte Nummer
target-placeholder-dossier = Aktenzeichen, Wort oder alte Nummer
target-list = Ziele
target-none = Kein Ziel gefunden
target-new-dossier = neue Akte

# Was man mit einem Dokument tun kann
act-move = Verschieben
act-move-title = In eine andere Akte verschieben
act-move-hint = Das Dokument bekommt dort die nächste Nummer. Seine bisherige Nummer bleibt frei.
act-move-to = Wohin
act-return = In den Posteingang zurück
act-return-title = In den Posteingang zurücklegen
act-return-hint = Das Dokument verlässt die Akte und liegt wieder im Posteingang des Amtes.
act-restore = Wiederherstellen
act-restore-title = Wiederherstellen
act-reroute = Weiterleiten
act-reroute-title = An ein anderes Amt weiterleiten
act-reroute-to = An
act-discard = Verwerfen
act-discard-title = Verwerfen
act-discard-hint = Sie können es { $days } Tage lang wiederherstellen.
act-read = Noch einmal lesen
act-read-title = Noch einmal lesen
act-read-hint = Alle Seiten werden neu gelesen. Das Original ändert sich nicht.
