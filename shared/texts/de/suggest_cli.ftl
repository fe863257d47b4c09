# aktenverbund plan suggest
error-letters-unreadable = Die Datei { $file } lässt sich nicht lesen. Es wurde nichts geändert. Gebraucht wird eine lesbare Textdatei in UTF-8.
error-letters-line = { $file }, Zeile { $line }: Das ist kein Schreiben. Es wurde nichts geändert. Jede Zeile ist ein JSON-Objekt mit „id“, „sender“, „subject“ und „body“; zum Lernen auch mit „position“, einer Nummer der untersten Ebene des Aktenplans.
