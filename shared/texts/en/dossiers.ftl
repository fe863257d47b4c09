# Dossiers
dossier-about = About the dossier
dossier-change = Change the dossier
dossier-close = Close the dossier
dossier-content = Content of the dossier
dossier-content-caption = Cases and documents of the dossier
dossier-empty = No document yet. Drag files here.
dossier-empty-closed = No document.
dossier-export = Download as ZIP
dossier-may-not-open = Your function does not open dossiers.
dossier-new = New dossier
dossier-new-hint = The file number is given when the dossier is opened and never changes.
dossier-open-act = Open the dossier
dossier-parts = Parts of the dossier
dossier-reopen = Reopen
dossier-search = Search in this dossier
dossier-title = Title
dossier-title-hint = What it is about, with place or name: Lerchenackerweg 12, Trautwein-Pfaff
dossiers-count = { $count ->
    [one] 1 dossier that you may see
   *[other] { $count } dossiers that you may see
}
dossiers-none = No dossier found. Only what you may see is searched.
document-add = Add a document
document-filed = filed
document-unread = not readable
inventory-csv = CSV
inventory-xlsx = Excel
case-close = Close case { $no }
case-empty = No document in this case yet.
case-new = New case
case-open-act = Open the case
case-running = running
case-still-open = Case { $no } is still running
case-title = Title
case-title-hint = One project, one application, one enquiry
step-dossier-opened = { $who } opened the dossier
step-dossier-changed = { $who } changed the dossier
step-dossier-closed = { $who } closed the dossier to file
step-dossier-reopened = { $who } reopened the dossier
step-case-opened = { $who } opened the case { $title }
step-case-closed = { $who } closed the case { $title }
step-document-filed = { $who } filed: { $title }
step-document-moved = { $who } moved here: { $title }
