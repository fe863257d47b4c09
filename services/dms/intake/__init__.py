"""How documents come in: channels, in-trays, reading, suggestions."""
