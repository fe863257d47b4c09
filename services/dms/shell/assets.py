"""Addresses of scripts, style sheets and icons: they carry the hash of their bytes, so browsers keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

OWN = Path(__file__).parents[1] / "static"


class Assets:
    """Own files stand under ``/static``, those of others (``settings.assets``) under ``/static/vendor``."""

    def __init__(self, vendor: Path) -> None:
        self.vendor = vendor
        self._hashes: dict[str, tuple[int, str]] = {}

    def file(self, name: str) -> Path:
        """Where the bytes are: ``app.css`` or ``vendor/htmx.min.js``."""
        return self.vendor / name if name.startswith("vendor/") else OWN / name

    def url(self, name: str) -> str:
        path = self.file(name)
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            return f"/static/{name}"
        if self._hashes.get(name, (0, ""))[0] != changed:
            self._hashes[name] = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        return f"/static/{name}?v={self._hashes[name][1]}"
