# Kommandozeile
cli-about = Aktenverbund: Dokumente aufnehmen, lesen, ablegen, finden.
cli-command = BEFEHL
cli-file = DATEI
cli-words = WORT
cli-json = eine JSON-Zeile je Ergebnis
cli-as = Benutzername, in dessen Namen es geschieht
cli-serve = Den Server starten.
cli-serve-demo = mit erfundenen Städten, Personen und Schreiben; nur auf diesem Rechner erreichbar
cli-intake = Dateien in einen Posteingang geben.
cli-tenant = Kürzel der Stadt, zum Beispiel michelstadt
cli-office = Kürzel des Amts; sonst das erste der Person
cli-subject = Betreff
cli-force = auch aufnehmen, was schon da ist
cli-wait = warten, bis alles gelesen ist
cli-search = Dokumente suchen, wie die Person sie sehen darf.
cli-limit = höchstens so viele Treffer
cli-demo = Die Demo anlegen: Städte, Personen und Schreiben.
cli-reindex = Den Suchindex neu aufbauen.
cli-verify = Prüfen, ob alle Dateien unversehrt und alle Dokumente im Index sind.
cli-plan = Den Aktenplan befragen.
cli-plan-suggest = Positionen für Schreiben vorschlagen.
cli-plan-learn = Schreiben mit bekannter Position, aus denen gelernt wird
cli-serving = Aktenverbund startet: http://{ $host }:{ $port }
cli-demo-people = Demo-Anmeldungen, Kennwort { $password }:
cli-demo-created = Die Demo ist angelegt: { $count } Dokumente.
cli-nothing-found = Nichts gefunden.
cli-reindexed = Der Suchindex ist neu aufgebaut.
cli-duplicate = schon vorhanden
cli-state-received = aufgenommen, wird gelesen
cli-state-reading = wird gelesen
cli-state-in-tray = im Posteingang
cli-state-filed = abgelegt
cli-state-failed = nicht lesbar
cli-state-discarded = verworfen
cli-state-refused = nicht aufgenommen
cli-verified = { $count ->
    [0] Geprüft: alles in Ordnung.
    [one] Geprüft: eine Beanstandung.
   *[other] Geprüft: { $count } Beanstandungen.
}
cli-finding-blob-missing = Datei fehlt: { $sha256 } ({ $tenant }), Dokument { $document }
cli-finding-blob-damaged = Datei verändert: { $sha256 } ({ $tenant }), Dokument { $document }
cli-finding-not-indexed = Nicht im Suchindex: Dokument { $document }
cli-finding-index-count = Der Suchindex hat { $held } Einträge statt { $wanted }.
cli-finding-work-given-up = Aufgegebene Arbeit: { $kind }, Dokument { $document }: { $why }
error-no-installation = Im Datenordner { $folder } ist noch keine Installation. Starten Sie zuerst den Server.
error-person-unknown = Diesen Benutzernamen gibt es nicht: { $name }
error-server-silent = Der Server antwortet nicht. Versuchen Sie es in einer Minute noch einmal.
error-newer-data = Die Daten stammen von einer neueren Fassung des Programms. Es wurde nichts geändert. Installieren Sie diese Fassung.
error-file-unreadable = Die Datei konnte nicht gelesen werden. Prüfen Sie Name und Rechte.
error-address-in-use = Die Adresse { $host }:{ $port } ist belegt. Wählen Sie mit PORT einen anderen Anschluss.
