"""One watched folder (scan-to-folder) as files: when a scan is complete, how it is claimed, refused, cleared away.

A claim is a folder ``.taken/<claim>/`` into which the file is moved by rename: from then on nobody else finds it, and
after a crash it is found there again. Every move is synced before the next step.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

TAKEN, REFUSED = ".taken", "abgelehnt"
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", "~")
"""Endings under which programs write what they rename when it is complete."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A scan that was set aside: ``id`` is remembered in the document's transaction, ``path`` where it lies."""

    id: str
    path: Path


@dataclass
class ScanFolder:
    """The folder of one office. ``settle``: seconds a file must not change before it is taken."""

    path: Path
    settle: float
    _seen: dict[str, tuple[tuple[int, int], float]] = field(default_factory=dict)

    def prepare(self) -> None:
        """There, with its two sub-folders."""
        for folder in (self.path, self.path / TAKEN, self.path / REFUSED):
            folder.mkdir(parents=True, exist_ok=True, mode=0o770)

    def complete(self) -> list[Path]:
        """Files that nobody writes to any more, in the order of their names."""
        with os.scandir(self.path) as entries:
            names = {entry.name for entry in entries if entry.is_file(follow_symlinks=False) and _finished(entry.name)}
        self._seen = {name: seen for name, seen in self._seen.items() if name in names}
        return [self.path / name for name in sorted(names) if self._is_complete(self.path / name)]

    def _is_complete(self, path: Path) -> bool:
        try:
            found = path.stat(follow_symlinks=False)
            writer = _has_writer(path)
        except OSError:  # gone meanwhile, or not readable yet
            return False
        signature, now = (found.st_size, found.st_mtime_ns), time.monotonic()
        before, since = self._seen.get(path.name, (signature, now))
        if before != signature or writer:
            since = now
        self._seen[path.name] = (signature, since)
        if writer:
            return False
        # Where the kernel says that nobody writes, the file's own age counts: what was renamed in is taken at once.
        aged = writer is False and time.time() - found.st_mtime >= self.settle
        return aged or now - since >= self.settle

    def claim(self, path: Path) -> Claim | None:
        """Set the file aside by rename; None where it is gone."""
        claim = uuid4().hex
        folder = self.path / TAKEN / claim
        folder.mkdir()
        try:
            path.rename(folder / path.name)
        except FileNotFoundError:
            folder.rmdir()
            return None
        for changed in (folder, folder.parent, self.path):
            _sync(changed)
        return Claim(claim, folder / path.name)

    def claims(self) -> Iterator[Claim]:
        """What was set aside and not cleared away: now, or before a crash. What is still written to waits."""
        for folder in sorted((self.path / TAKEN).iterdir()):
            files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
            if not files:
                with contextlib.suppress(OSError):
                    folder.rmdir()  # a crash between making it and moving the file
            for path in files[:1]:
                if not _has_writer(path):
                    yield Claim(folder.name, path)

    def clear(self, claim: Claim) -> None:
        """The document is there: the scan goes."""
        claim.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            claim.path.parent.rmdir()

    def refuse(self, claim: Claim, why: str) -> Path:
        """Move it to ``abgelehnt/`` with a text beside it that says why. Returns where it lies."""
        target = self.path / REFUSED / claim.path.name
        if target.exists():
            target = target.with_name(f"{claim.id[:8]}-{target.name}"[-255:])
        target.with_name(f"{target.name[:240]}.Grund.txt").write_text(why + "\n", encoding="utf-8")
        claim.path.rename(target)
        _sync(target.parent)
        with contextlib.suppress(OSError):
            claim.path.parent.rmdir()
        return target


def _finished(name: str) -> bool:
    return not name.startswith(".") and not name.lower().endswith(_UNFINISHED)


def _has_writer(path: Path) -> bool | None:
    """Has anybody the file open for writing? None where the kernel does not tell.

    A read lease is given only while nobody writes (fcntl(2), F_SETLEASE); foreign owners and network file systems do
    not give any."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    else:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
