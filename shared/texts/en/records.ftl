# Document
document = Document
document-about = About the document
document-place = Place in the filing plan
document-case = Case { $no }
document-facts = Facts
document-change = Change facts
document-number = Document
document-entry = no. { $no }
document-not-filed = not filed yet
document-state = State
document-subject = Subject
document-sender = Sender
document-recipient = Recipient
document-their-reference = Their reference
document-kind = Kind
document-kind-example = letter, invoice, plan
document-date = Dated
document-received = Received
document-direction = Direction
document-protection = Protection
document-office = Lead office
document-remark = Remark
document-versions = Versions
document-history = History
document-to-dossier = To the dossier
document-file = File
state-received = received, will be read in a moment
state-reading = being read, page { $page } of { $pages }
state-in-tray = in the in-tray
state-filed = filed { $when }
state-failed = not readable
state-discarded = discarded
direction-incoming = incoming
direction-outgoing = outgoing
direction-internal = internal
channel-web = uploaded by { $who }
channel-api = handed in by { $who }
channel-upload = uploaded by { $who }
channel-scan-folder = by the scan folder
channel-cli = handed in by { $who }
channel-demo = by the mail room
channel-other = received
version-archive = Reading copy, PDF/A
version-archive-more = with text, { $size }
version-original = Original
version-original-more = { $type }, { $size }
version-earlier = Version { $no }
version-text = Text
version-hash = Checksum
version-no-archive = No reading copy: { $reason }
archive-reason-signed = the original is signed and stays as it is
archive-reason-encrypted = the original has a password
archive-reason-docx = Word files get one later
archive-reason-damaged = the original is damaged
history-all = Show the whole history
history-reason = Reason: { $reason }

# History
done-document-received = { $who } handed in
done-document-received-by-us = received
done-document-read = { $pages ->
    [one] one page read
   *[other] { $pages } pages read
}
done-document-failed = not readable
done-archive-written = reading copy written
done-document-filed = { $who } filed: { $number }, no. { $entry }
done-document-moved = { $who } moved: { $from } to { $to }
done-document-returned = { $who } returned to the in-tray, from { $number }
done-filing-undone = { $who } undid the filing
done-document-discarded = { $who } discarded
done-document-restored = { $who } restored
done-document-rerouted = { $who } forwarded to { $to }
done-reading-repeated = { $who } has it read again
done-metadata-changed = { $who } changed: { $fields }
done-other = { $who }: { $act }

# Viewer
viewer-pages = Pages
viewer-page = Page { $page }
viewer-page-of = Page { $page } of { $pages }
viewer-page-alt = Page { $page }: { $title }
viewer-desk = Page { $page }, scroll with the arrow keys
viewer-no-pages = No page
viewer-nothing = This document has no page that can be shown. You can download the original.
viewer-waiting = Page { $page } is being prepared
viewer-waiting-first = The document is being prepared. Its pages appear here.
viewer-previous = Previous page
viewer-next = Next page
viewer-smaller = Smaller
viewer-larger = Larger
viewer-turn = Turn
viewer-text = Show text instead of the image
viewer-print = Print
viewer-download = Download
viewer-own-window = In its own window
viewer-tools = View of the page
viewer-search = Search in this document
viewer-hits = { $hits ->
    [one] 1 hit
   *[other] { $hits } hits
}
viewer-hit-of = Hit { $hit } of { $hits }
viewer-no-hits = No hit
viewer-previous-hit = Previous hit
viewer-next-hit = Next hit

# Target
target-placeholder = Keyword, position, dossier or old number
target-placeholder-dossier = File number, word or old number
target-list = Targets
target-none = No target found
target-new-dossier = new dossier

# What can be done with a document
act-move = Move
act-move-title = Move to another dossier
act-move-hint = The document gets the next number there. Its present number stays empty.
act-move-to = Where to
act-return = Back to the in-tray
act-return-title = Return to the in-tray
act-return-hint = The document leaves the dossier and lies in the in-tray of the office again.
act-restore = Restore
act-restore-title = Restore
act-reroute = Forward
act-reroute-title = Forward to another office
act-reroute-to = To
act-discard = Discard
act-discard-title = Discard
act-discard-hint = You can restore it for { $days } days.
act-read = Read again
act-read-title = Read again
act-read-hint = All pages are read anew. The original does not change.
