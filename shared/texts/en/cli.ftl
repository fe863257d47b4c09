# Command line
cli-about = Aktenverbund: take in documents, read, file and find them.
cli-command = COMMAND
cli-file = FILE
cli-words = WORD
cli-json = one line of JSON per result
cli-as = user name of the person who acts
cli-serve = Start the server.
cli-serve-demo = with invented towns, people and letters; reachable from this machine only
cli-intake = Put files into an in-tray.
cli-tenant = code of the town, for example michelstadt
cli-office = code of the office; else the person's first
cli-subject = subject
cli-force = take what is there already, too
cli-wait = wait until all is read
cli-search = Search documents as the person may see them.
cli-limit = at most so many hits
cli-demo = Create the demo: towns, people and letters.
cli-reindex = Build the search index anew.
cli-verify = Check that all files are unharmed and all documents in the index.
cli-plan = Ask the filing plan.
cli-plan-suggest = Suggest positions for letters.
cli-plan-learn = letters of known position to learn from
cli-serving = Aktenverbund starts: http://{ $host }:{ $port }
cli-demo-people = Demo sign-ins, password { $password }:
cli-demo-created = The demo is created: { $count } documents.
cli-nothing-found = Nothing found.
cli-reindexed = The search index is built anew.
cli-duplicate = there already
cli-state-received = taken, being read
cli-state-reading = being read
cli-state-in-tray = in the in-tray
cli-state-filed = filed
cli-state-failed = not readable
cli-state-discarded = discarded
cli-state-refused = not taken
cli-verified = { $count ->
    [0] Checked: all in order.
    [one] Checked: one finding.
   *[other] Checked: { $count } findings.
}
cli-finding-blob-missing = File missing: { $sha256 } ({ $tenant }), document { $document }
cli-finding-blob-damaged = File changed: { $sha256 } ({ $tenant }), document { $document }
cli-finding-not-indexed = Not in the index: document { $document }
cli-finding-index-count = The index has { $held } entries instead of { $wanted }.
cli-finding-work-given-up = Work given up: { $kind }, document { $document }: { $why }
error-no-installation = There is no installation in the data folder { $folder } yet. Start the server first.
error-person-unknown = There is no such user name: { $name }
error-server-silent = The server does not answer. Try again in a minute.
error-newer-data = The data were written by a newer version of the program. Nothing was changed. Install that version.
error-file-unreadable = The file could not be read. Check its name and permissions.
error-address-in-use = The address { $host }:{ $port } is in use. Choose another one with PORT.
