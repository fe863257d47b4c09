"""The filing plan as people see it, with the dossiers at each position."""
