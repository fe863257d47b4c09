"""The description of the whole JSON API."""
