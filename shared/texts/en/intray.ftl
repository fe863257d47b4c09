# In-tray
tray-list = Incoming
tray-preview = Preview
tray-all = All offices
tray-offices = Choose an in-tray
tray-counts = { $open } open{ $reading ->
    [0] {""}
    [one] , 1 being read
   *[other] , { $reading } being read
}
tray-discarded = Discarded things
tray-show-discarded = Discarded
tray-show-open = To the in-tray
tray-undo = Undo
tray-new = New:{" "}
tray-from-person = Uploaded by { $who }
tray-from-scanner = Mail room scan
tray-progress = Reading progress of { $name }
tray-reading = Being read, page { $page } of { $pages }
tray-waiting = Will be read in a moment
tray-reading-hint = You can choose a target already. It is filed as soon as all is read.
tray-unreadable = Not readable: { $why }
tray-discarded-at = Discarded { $when }
tray-best = { $target }, { $sure }
tray-no-proposal = No suggestion
tray-no-proposal-hint = No suggestion. Search for a target.
sure-3 = certain
sure-2 = probable
sure-1 = possible
tray-empty = The in-tray is empty. New scans appear here by themselves.
tray-empty-discarded = Nothing discarded.
tray-nothing = Nothing to do.
tray-file = File
tray-kind = { $kind }, { $pages ->
    [one] 1 page
   *[other] { $pages } pages
}
tray-kind-scan = Scan
tray-kind-file = Document
tray-kind-unknown = Document
tray-duplicate = Already here as { $number }, no. { $entry }.
tray-duplicate-open = Already in the in-tray: { $title }.
tray-letter = { $sender }, letter of { $date }
tray-sender-unknown = Sender unknown
tray-arrived = Received { $date }, { $channel }
tray-more-facts = Further facts
tray-save-facts = Save facts
tray-where = Where to?
tray-place = { $title } · no. { $entry }
tray-place-case = { $title } · case { $case }, no. { $entry }
tray-other = Other target
tray-new-title = Title of the new dossier
tray-seen-by-all = It may be seen by everybody in { $town } who works on dossiers.
tray-seen-by-some = Protected: it may be seen only by the responsible office and by those with a grant.
tray-only-looking = { $office } can file it.
tray-more = More: read again, discard
tray-download = Download the original
tray-history = Facts and history
tray-filed = Filed: { $number }, no. { $entry }.
tray-wished = Will be filed as soon as it is read: { $title }.
tray-undone = Back in the in-tray: { $title }.
tray-done-discard = Discarded: { $title }.
tray-done-restore = Back in the in-tray: { $title }.
tray-done-reroute = Forwarded: { $title }.
tray-done-read = Being read again: { $title }.
tray-because-terms = { $words }
tray-because-learned = like what was filed before: { $words }
tray-because-file-number = the file number stands in the text: { $words }
tray-because-sender = this sender writes in this dossier already: { $words }
tray-because-similar = similar to what was filed there: { $words }
tray-undone-empty = The dossier { $number } stays, empty.
