"""The towns, their offices and people, what everybody's function is, and signing in."""
