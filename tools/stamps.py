"""Stamps: remember what a step was made from, so that a second start does nothing.

A stamp is a small file that holds the hash of everything its step read. The step runs again when the hash
differs or what it made is gone. The stamp is written last: an interrupted step is repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(parts: Iterable[str | bytes | Path]) -> str:
    """SHA-256 over texts, bytes and the contents of files, in order; a missing file counts as missing."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes() if part.is_file() else b"\0missing"
        elif isinstance(part, str):
            part = part.encode()
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


class Stamps:
    """The stamps of one folder, one file per step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fresh(self, step: str, wanted: str, *products: Path) -> bool:
        """Was ``step`` done for this hash, and does all it made still stand?"""
        stamp = self.folder / step
        return stamp.is_file() and stamp.read_text() == wanted and all(product.exists() for product in products)

    def write(self, step: str, done: str) -> None:
        """Call when the step has ended well."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / step).write_text(done)

    def forget(self, step: str) -> None:
        """The step begins: from here until ``write`` it does not count as done."""
        (self.folder / step).unlink(missing_ok=True)
