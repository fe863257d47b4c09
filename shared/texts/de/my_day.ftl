# Mein Tag
my-day-all = Alles
my-day-caption = Was heute zu tun ist
my-day-done = Für heute ist alles erledigt.
my-day-filed = Zuletzt abgelegt
my-day-long = Liegt länger als sieben Tage
my-day-new = Neu im Posteingang
my-day-no-content = Ihre Aufgabe hat keinen Posteingang.
my-day-none-here = Hier ist nichts offen.
my-day-nothing-failed = Nichts offen. Alles ließ sich lesen.
my-day-nothing-read = Gerade wird nichts gelesen.
my-day-open-tray = { $count ->
    [one] Im Posteingang öffnen
   *[other] Alle { $count } im Posteingang öffnen
}
my-day-running = Was läuft
my-day-summary = { $count ->
    [0] nichts offen
    [one] 1 im Posteingang
   *[other] { $count } im Posteingang
}
my-day-todo = Was zu tun ist
