"""Who did what to which object, and when; nothing here is ever changed or removed."""
