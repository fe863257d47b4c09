"""Who holds an installation: a lock file in the data folder, and where its server listens."""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from shared.errors import Conflict

LOCK, ADDRESS = "serve.lock", "server.json"
PATIENCE = 0.5
"""Seconds to wait for the lock: who only looks holds it for a moment, and a killed server needs one to be gone."""


class AlreadyServed(Conflict):
    """Another process holds the installation (a server, or a command that works without one)."""

    code = "already_served"


class Installation:
    """The right to write the index and to run the relay, held as long as the file is open.

    The lock belongs to the open file: children that inherit it keep it, and the kernel releases it with the last.
    """

    def __init__(self, data: Path) -> None:
        """:raises AlreadyServed: somebody holds it, and not only to look (:func:`is_held`) or to die."""
        data.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._file: IO[str] = (data / LOCK).open("a+")
        deadline = time.monotonic() + PATIENCE
        while not _locked(self._file, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                self._file.seek(0)
                holder = self._file.read().strip() or "?"
                self._file.close()
                raise AlreadyServed(pid=holder, folder=str(data))
            time.sleep(PATIENCE / 10)
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


def is_held(data: Path) -> bool:
    """Does a server, or a command that works without one, hold the installation?"""
    try:
        with (data / LOCK).open() as file:
            return not _locked(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _locked(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def address(data: Path) -> str | None:
    """Where the server of this data folder listens, or None: it told nothing (it may still not be running)."""
    try:
        return str(json.loads((data / ADDRESS).read_text())["url"])
    except (OSError, ValueError, KeyError):
        return None


def tell_address(data: Path, host: str, port: int) -> None:
    """For the commands; replaced in one step, and for this user only."""
    written = data / f"{ADDRESS}.new"
    written.write_text(json.dumps({"url": f"http://{host}:{port}", "pid": os.getpid()}))
    written.chmod(0o600)
    written.replace(data / ADDRESS)


def forget_address(data: Path) -> None:
    """The server is gone, or was killed."""
    with suppress(OSError):
        (data / ADDRESS).unlink()
