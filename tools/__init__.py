"""Set-up of a working copy: standard library only, because nothing else is installed yet."""
