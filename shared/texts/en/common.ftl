# Shell: what stands on every page
product = Aktenverbund
skip-to-content = Skip to content
nav-areas = Areas
nav-home = Aktenverbund, start page
nav-my-day = My day
nav-in-tray = In-tray
nav-dossiers = Dossiers
nav-plan = Filing plan
nav-keys = Keys
nav-open-count = , open:{" "}
search = Search
search-placeholder = Search: word, name, file number, old number
upload = Upload
upload-files = Upload files
upload-drop = Drop files here
upload-hint = PDF, TIFF, JPEG, PNG or DOCX. You can also drop files on any page.
upload-choose = Choose files
upload-office = Into the in-tray of
upload-list = Uploaded files
upload-sending = being sent
upload-saved = saved, being read
upload-duplicate = already here
upload-filed = saved and filed
upload-open = Open
upload-anyway = Take it anyway
upload-retry = Try again
upload-lost = Not saved, the connection is gone.
upload-said-start = Upload started.
upload-said-end = Upload finished.
person-settings = Person and settings
banner = Note
banner-demo = To try out.
banner-demo-more = All people and dossiers are invented. None of it is real.
banner-sandbox = Training room.
banner-sandbox-more = All people and dossiers are invented. Nothing leaves this room.
close = Close
choose = – please choose –
cancel = Cancel
save = Save
saved = Saved.
more = More
reason = Reason
reason-hint = One sentence. It stands in the history.
back = Back
show-more = Show more
loading = Loading …
optional = optional
unknown = unknown
today = today
yesterday = yesterday
today-at = today, { $time }
moment = { $day }, { $time }

# Signing in
sign-in = Sign in
sign-in-title = Sign in to Aktenverbund
sign-in-username = User name
sign-in-password = Password
sign-in-demo = To try out
sign-in-demo-hint = Every password is “demo”. A click fills in the fields.
sign-out = Sign out
signed-out = You are signed out.

# Settings
settings = Settings
settings-person = Person
settings-name = Name
settings-username = User name
settings-offices = Offices
settings-roles = Functions
settings-town = Town
settings-density = Density
settings-density-compact = compact
settings-density-roomy = roomy, larger text
settings-keys = Keyboard shortcuts
settings-keys-on = on
settings-keys-off = off
settings-keys-hint = Single letters and digits as shortcuts. Off makes sense with speech input.
settings-direct = A digit in the in-tray files at once
settings-direct-hint = Only where the target is an existing dossier, never where a new number would be given.
settings-language = Language

# Roles
role-clerk = Clerk
role-mailroom = Mail room
role-head = Head of office
role-records = Records management
role-planner = Project team filing plan
role-archivist = Archive
role-dpo = Data protection
role-auditor = Audit
role-trainer = Training
role-trainee = Trainee
role-admin = Town administration
role-operator = Operations

# Keys
keys-title = Keys
keys-intro = Each key only repeats a visible button. Letters and digits do not act in fields.
keys-off = Keyboard shortcuts are off. You switch them on under settings.
keys-key = Key
keys-act = What it does
keys-where = Where
keys-everywhere = everywhere
keys-search = search field
keys-table = this table
keys-go = first G, then T, P, A or L: day, in-tray, dossiers, plan
keys-rows = previous, next row; Enter opens
keys-rows-where = in a list
keys-digits = choose a suggestion, then Enter files
keys-in-tray = in the in-tray
keys-other = other target
keys-forward = forward
keys-undo = undo
keys-hits = next, previous hit
keys-pages = previous, next page
keys-document = in a document
keys-main = main act of the form
keys-main-where = in fields too
keys-close = close, back to the trigger
keys-dialog = in a dialog
key-ctrl-enter = Ctrl ↵
key-ctrl-enter-long = Ctrl + Enter
key-esc = Esc

# Protection classes
protection-normal = normal
protection-personal = personal data
protection-personnel = personnel file
protection-social = social secrecy
protection-tax = tax secrecy

# Error page
error-title = That did not work
error-request = Id of the request: { $id }
error-home = To the start page
