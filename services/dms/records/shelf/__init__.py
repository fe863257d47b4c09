"""Dossiers as people see them: the inventory, a dossier, a new one."""
