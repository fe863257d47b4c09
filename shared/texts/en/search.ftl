# What the search had to change or to say about an input.
search-note-bracket-open = A bracket is not closed. It was closed at the end.
search-note-bracket-extra = A closing bracket too many was ignored.
search-note-quote-open = A quotation mark is not closed. It was closed at the end.
search-note-operator-alone = AND, OR or the minus sign stood alone and was ignored.
search-note-date-wrong = A date was not understood and was searched as a word. Form: 2024-01-31 or 31.1.2024.
search-note-too-long = The input is very long. Its beginning was searched.
search-note-corrected = Nothing was found for a word. A similar spelling was searched.
search-note-phrase = The phrase is nowhere as typed. Its words were searched, and what was badly read.
search-note-parts = Nothing was found for a word. Its parts and its beginning were searched.
search-note-fewer-words = No document has all the words. Shown is what has most of them.
