# Warum etwas vorgeschlagen wird; { $words } sind Wörter, wie sie im Dokument stehen
suggested-terms = wegen: { $words }
suggested-terms-plain = passt zur Beschreibung der Position
suggested-learned = wie früher Abgelegtes, wegen: { $words }
suggested-learned-plain = wie früher Abgelegtes
suggested-file-number = Aktenzeichen im Text: { $words }
suggested-file-number-plain = Aktenzeichen im Text
suggested-sender = gleicher Absender: { $words }
suggested-sender-plain = gleicher Absender
suggested-similar = ähnlich dem dort Abgelegten: { $words }
suggested-similar-plain = ähnlich dem dort Abgelegten
