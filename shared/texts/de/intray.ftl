# Posteingang
tray-list = Eingänge
tray-preview = Vorschau
tray-all = Alle Ämter
tray-offices = Posteingang wählen
tray-counts = { $open } offen{ $reading ->
    [0] {""}
    [one] , 1 wird gelesen
   *[other] , { $reading } werden gelesen
}
tray-discarded = Verworfenes
tray-show-discarded = Verworfen
tray-show-open = Zum Posteingang
tray-undo = Rückgängig
tray-new = Neu:{" "}
tray-from-person = Hochgeladen von { $who }
tray-from-scanner = Scan Poststelle
tray-progress = Lesefortschritt { $name }
tray-reading = Wird gelesen, Seite { $page } von { $pages }
tray-waiting = Wird gleich gelesen
tray-reading-hint = Sie können schon ein Ziel wählen. Abgelegt wird, sobald alles gelesen ist.
tray-unreadable = Nicht lesbar: { $why }
tray-discarded-at = Verworfen { $when }
tray-best = { $target }, { $sure }
tray-no-proposal = Kein Vorschlag
tray-no-proposal-hint = Kein Vorschlag. Suchen Sie ein Ziel.
sure-3 = sicher
sure-2 = wahrscheinlich
sure-1 = möglich
tray-empty = Der Posteingang ist leer. Neue Scans erscheinen hier von selbst.
tray-empty-discarded = Nichts verworfen.
tray-nothing = Nichts zu tun.
tray-file = Ablegen
tray-kind = { $kind }, { $pages ->
    [one] 1 Seite
   *[other] { $pages } Seiten
}
tray-kind-scan = Scan
tray-kind-file = Datei
tray-kind-unknown = Datei
tray-duplicate = Schon vorhanden als { $number }, Nr. { $entry }.
tray-duplicate-open = Schon im Posteingang: { $title }.
tray-letter = { $sender }, Schreiben vom { $date }
tray-sender-unknown = Absender unbekannt
tray-arrived = Eingang { $date }, { $channel }
tray-more-facts = Weitere Angaben
tray-save-facts = Angaben speichern
tray-where = Wohin?
tray-place = { $title } · Nr. { $entry }
tray-place-case = { $title } · Vorgang { $case }, Nr. { $entry }
tray-other = Anderes Ziel
tray-new-title = Titel der neuen Akte
tray-seen-by-all = Sehen dürfen es alle in { $town }, die Akten bearbeiten.
tray-seen-by-some = Geschützt: Sehen dürfen es nur das zuständige Amt und wer eine Freigabe hat.
tray-only-looking = Ablegen kann { $office }.
tray-more = Mehr: noch einmal lesen, verwerfen
tray-download = Original herunterladen
tray-history = Angaben und Verlauf
tray-filed = Abgelegt: { $number }, Nr. { $entry }.
tray-wished = Wird abgelegt, sobald es gelesen ist: { $title }.
tray-undone = Wieder im Posteingang: { $title }.
tray-done-discard = Verworfen: { $title }.
tray-done-restore = Wieder im Posteingang: { $title }.
tray-done-reroute = Weitergeleitet: { $title }.
tray-done-read = Wird noch einmal gelesen: { $title }.
tray-because-terms = { $words }
tray-because-learned = wie früher Abgelegtes: { $words }
tray-because-file-number = das Aktenzeichen steht im Text: { $words }
tray-because-sender = dieser Absender schreibt schon in dieser Akte: { $words }
tray-because-similar = ähnlich dem dort Abgelegten: { $words }
tray-undone-empty = Die Akte { $number } bleibt leer bestehen.
