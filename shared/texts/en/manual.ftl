# Manual
nav-manual = Manual
manual-contents = Contents of the manual
manual-search = Search the manual
manual-none = The manual says nothing about ‘{ $words }’.
manual-found = { $count ->
    [one] 1 passage found
   *[other] { $count } passages found
}
