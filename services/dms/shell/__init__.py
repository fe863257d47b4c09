"""What all pages share: who asks, the frame around a page, its words, what happens when something fails.

Here HTTP is spoken for every room, so this package knows no room above ``organisation``; what a room adds to the
frame (a count in the rail) is handed in by :mod:`services.dms.app`.
"""
