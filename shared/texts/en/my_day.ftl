# My day
my-day-all = All
my-day-caption = What is to be done today
my-day-done = All is done for today.
my-day-filed = Filed lately
my-day-long = Waiting for more than seven days
my-day-new = New in the in-tray
my-day-no-content = Your function has no in-tray.
my-day-none-here = Nothing is open here.
my-day-nothing-failed = Nothing open. All could be read.
my-day-nothing-read = Nothing is being read just now.
my-day-open-tray = { $count ->
    [one] Open in the in-tray
   *[other] Open all { $count } in the in-tray
}
my-day-running = What is going on
my-day-summary = { $count ->
    [0] nothing open
    [one] 1 in the in-tray
   *[other] { $count } in the in-tray
}
my-day-todo = What is to be done
