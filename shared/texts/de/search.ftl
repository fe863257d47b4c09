# Was die Suche an einer Eingabe ändern oder dazu sagen musste.
search-note-bracket-open = Die Klammer war nicht geschlossen. Gesucht wurde nach den Wörtern.
search-note-bracket-extra = Eine schließende Klammer zu viel wurde nicht beachtet.
search-note-quote-open = Ein Anführungszeichen ist nicht geschlossen. Es wurde am Ende ergänzt.
search-note-operator-alone = AND, OR oder das Minuszeichen stand allein und wurde nicht beachtet.
search-note-date-wrong = Ein Datum wurde nicht verstanden und als Wort gesucht. Form: 2024-01-31 oder 31.1.2024.
search-note-too-long = Die Eingabe ist sehr lang. Gesucht wurde mit dem Anfang.
search-note-corrected = Zu einem Wort gab es nichts. Gesucht wurde mit einer ähnlichen Schreibweise.
search-note-phrase = Die Wortfolge steht so nirgends. Gesucht wurde mit ihren Wörtern und mit schlecht Gelesenem.
search-note-parts = Zu einem Wort gab es nichts. Gesucht wurde nach seinen Teilen und seinem Anfang.
search-note-fewer-words = Kein Dokument enthält alle Wörter. Gezeigt wird, was die meisten davon enthält.
