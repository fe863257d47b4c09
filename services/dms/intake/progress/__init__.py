"""How far reading is, as server-sent events."""
