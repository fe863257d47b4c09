"""The start page: what is for me to do today."""
