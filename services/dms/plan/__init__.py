"""The filing plan (Aktenplan) as rows, so that dossiers can point at positions."""
