"""Dossiers (Akten), cases (Vorgänge), documents with their versions, renditions and pages."""
