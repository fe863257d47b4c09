# Filing plan
plan-below = Below
plan-counts = Numbers: open dossiers of your town that you may see.
plan-dossiers-caption = Dossiers at the position { $position }
plan-dossiers-here = Dossiers here
plan-found = { $count ->
    [one] 1 position found
   *[other] { $count } positions found
}
plan-here = Here
plan-here-or-beside = Does it belong here or beside?
plan-levels = Levels
plan-new-dossier = New dossier here
plan-no-dossiers = There is no dossier here yet that you may see.
plan-none = No position for ‘{ $words }’. Try another word.
plan-not-here = Not here
plan-open-dossiers = { $count ->
    [one] 1 open dossier
   *[other] { $count } open dossiers
}
plan-outline = Outline
plan-responsible = Lead offices: { $town }
plan-responsible-none = No open dossier yet.
plan-rules = Rules
plan-search = Search the filing plan
plan-search-hint = Keyword or number, e.g. Sperrmüll
plan-since = in force since { $day }
disposal-A = the archive takes it
disposal-B = the archive appraises
disposal-V = is destroyed
then-A = then to the archive (A)
then-B = then appraisal (B)
then-V = then destruction (V)
retention-after-year = { $years ->
    [one] 1 year, from the end of the year of closing
   *[other] { $years } years, from the end of the year of closing
}
retention-permanent = permanent
retention-then = { $years ->
    [one] 1 year after closing, { $then }
   *[other] { $years } years after closing, { $then }
}
