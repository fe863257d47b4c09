# Gerüst: was auf jeder Seite steht
product = Aktenverbund
skip-to-content = Zum Inhalt springen
nav-areas = Bereiche
nav-home = Aktenverbund, Startseite
nav-my-day = Mein Tag
nav-in-tray = Posteingang
nav-dossiers = Akten
nav-plan = Aktenplan
nav-keys = Tasten
nav-open-count = , offen:{" "}
search = Suchen
search-placeholder = Suchen: Wort, Name, Aktenzeichen, alte Nummer
upload = Hochladen
upload-files = Dateien hochladen
upload-drop = Dateien hier loslassen
upload-hint = PDF, TIFF, JPEG, PNG oder DOCX. Sie können Dateien auch auf jede Seite ziehen.
upload-choose = Dateien auswählen
upload-office = In den Posteingang von
upload-list = Hochgeladene Dateien
upload-sending = wird gesendet
upload-saved = gespeichert, wird gelesen
upload-duplicate = schon vorhanden
upload-filed = gespeichert und abgelegt
upload-open = Öffnen
upload-anyway = Trotzdem aufnehmen
upload-retry = Noch einmal versuchen
upload-lost = Nicht gespeichert, die Verbindung ist weg.
upload-said-start = Hochladen begonnen.
upload-said-end = Hochladen beendet.
person-settings = Person und Einstellungen
banner = Hinweis
banner-demo = Zum Ausprobieren.
banner-demo-more = Alle Personen und Akten sind erfunden. Nichts davon ist echt.
banner-sandbox = Übungsraum.
banner-sandbox-more = Alle Personen und Akten sind erfunden. Nichts verlässt diesen Raum.
close = Schließen
choose = – bitte wählen –
cancel = Abbrechen
save = Speichern
saved = Gespeichert.
more = Mehr
reason = Grund
reason-hint = Ein Satz. Er steht im Verlauf.
back = Zurück
show-more = Weitere zeigen
loading = Lädt …
optional = freiwillig
unknown = unbekannt
today = heute
yesterday = gestern
today-at = heute, { $time }
moment = { $day }, { $time }

# Anmelden
sign-in = Anmelden
sign-in-title = Anmelden bei Aktenverbund
sign-in-username = Benutzername
sign-in-password = Kennwort
sign-in-demo = Zum Ausprobieren
sign-in-demo-hint = Jedes Kennwort ist „demo“. Ein Klick füllt die Felder.
sign-out = Abmelden
signed-out = Sie sind abgemeldet.

# Einstellungen
settings = Einstellungen
settings-person = Zur Person
settings-name = Name
settings-username = Benutzername
settings-offices = Ämter
settings-roles = Aufgaben
settings-town = Stadt
settings-density = Dichte
settings-density-compact = kompakt
settings-density-roomy = großzügig, größere Schrift
settings-keys = Tastenkürzel
settings-keys-on = an
settings-keys-off = aus
settings-keys-hint = Einzelne Buchstaben und Ziffern als Kürzel. Aus ist sinnvoll bei Spracheingabe.
settings-direct = Ziffer im Posteingang legt sofort ab
settings-direct-hint = Nur wenn das Ziel eine bestehende Akte ist, nie wenn eine neue Nummer vergeben würde.
settings-language = Sprache

# Rollen
role-clerk = Sachbearbeitung
role-mailroom = Poststelle
role-head = Amtsleitung
role-records = Schriftgutverwaltung
role-planner = Projektteam Aktenplan
role-archivist = Archiv
role-dpo = Datenschutz
role-auditor = Rechnungsprüfung
role-trainer = Schulung
role-trainee = Übung
role-admin = Verwaltung der Stadt
role-operator = Betrieb

# Tasten
keys-title = Tasten
keys-intro = Jede Taste wiederholt nur eine sichtbare Schaltfläche. Buchstaben und Ziffern wirken nicht in Feldern.
keys-off = Tastenkürzel sind ausgeschaltet. Sie schalten sie unter Einstellungen ein.
keys-key = Taste
keys-act = Was sie tut
keys-where = Wo
keys-everywhere = überall
keys-search = Suchfeld
keys-table = diese Tabelle
keys-go = erst G, dann T, P, A oder L: Tag, Posteingang, Akten, Plan
keys-rows = vorige, nächste Zeile; Eingabe öffnet
keys-rows-where = in einer Liste
keys-digits = Vorschlag wählen, dann Eingabe legt ab
keys-in-tray = im Posteingang
keys-other = anderes Ziel
keys-forward = weiterleiten
keys-undo = rückgängig
keys-hits = nächster, voriger Treffer
keys-pages = vorige, nächste Seite
keys-document = im Dokument
keys-main = Hauptsache des Formulars
keys-main-where = auch in Feldern
keys-close = schließen, zurück zum Auslöser
keys-dialog = in einem Fenster
key-ctrl-enter = Strg ↵
key-ctrl-enter-long = Strg + Eingabe
key-esc = Esc

# Schutzklassen
protection-normal = normal
protection-personal = personenbezogen
protection-personnel = Personalakte
protection-social = Sozialgeheimnis
protection-tax = Steuergeheimnis

# Fehlerseite
error-title = Das hat nicht geklappt
error-request = Kennung der Anfrage: { $id }
error-home = Zur Startseite
