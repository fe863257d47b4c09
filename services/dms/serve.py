"""The embedded server: one gunicorn process, one ``gthread`` worker, which alone owns the index, the relay and the
folder watcher. A lock file in the data folder refuses a second one.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]

from services.dms.runtime import Runtime
from shared.catalogue import explain
from shared.errors import AktenverbundError, Conflict
from shared.lexicon import LexiconMissing
from shared.settings import Settings

LOCK, ADDRESS = "serve.lock", "server.json"
GRACE = 15
"""Seconds a request under way has to end after SIGTERM."""


class AlreadyServed(Conflict):
    """Another process holds the installation (a server, or a command that works without one)."""

    code = "already_served"


class Installation:
    """The right to write the index and to run the relay, held as long as the file is open.

    The lock belongs to the open file: children that inherit it keep it, and the kernel releases it with the last.
    """

    def __init__(self, data: Path) -> None:
        """:raises AlreadyServed: somebody holds it."""
        data.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._file: IO[str] = (data / LOCK).open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "?"
            self._file.close()
            raise AlreadyServed(pid=holder, folder=str(data)) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


def address(data: Path) -> str | None:
    """Where the server of this data folder listens, or None: it told nothing (it may still not be running)."""
    try:
        return str(json.loads((data / ADDRESS).read_text())["url"])
    except (OSError, ValueError, KeyError):
        return None


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings. ``compose`` and ``web`` run in the worker: nothing is opened before the fork."""

    def __init__(
        self, settings: Settings, compose: Callable[[Settings], Runtime], web: Callable[[Runtime], Any]
    ) -> None:
        self._settings = settings
        self._compose = compose
        self._web = web
        self._runtime: Runtime | None = None
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        options = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.threads,
            "preload_app": False,
            "graceful_timeout": GRACE,
            "timeout": 120,
            "keepalive": 5,
            "loglevel": "warning",
            "proc_name": "aktenverbund",
            "control_socket_disable": True,
            "when_ready": self._ready,
            "worker_exit": self._exit,
            "on_exit": self._gone,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """In the worker: open, migrate, start what runs beside the web. What is missing is said in one line."""
        try:
            self._runtime = self._compose(self._settings)
        except (AktenverbundError, LexiconMissing, OSError) as error:
            said = explain(error) if isinstance(error, AktenverbundError) else str(error)
            print(f"aktenverbund: {said}", file=sys.stderr, flush=True)
            raise SystemExit(Arbiter.APP_LOAD_ERROR) from None
        app = self._web(self._runtime)
        self._runtime.start()
        return app

    def _ready(self, arbiter: Any) -> None:
        """The socket is bound: tell the commands where (port 0 is known only now)."""
        host, port = arbiter.LISTENERS[0].sock.getsockname()[:2]
        written = self._settings.data / f"{ADDRESS}.new"
        written.write_text(json.dumps({"url": f"http://{host}:{port}", "pid": os.getpid()}))
        written.chmod(0o600)
        written.replace(self._settings.data / ADDRESS)

    def _exit(self, _arbiter: Any, _worker: Worker) -> None:
        if self._runtime is not None:
            self._runtime.close()

    def _gone(self, _arbiter: Any) -> None:
        with suppress(OSError):
            (self._settings.data / ADDRESS).unlink()


def serve(settings: Settings, compose: Callable[[Settings], Runtime], web: Callable[[Runtime], Any]) -> None:
    """Serve until SIGTERM or SIGINT; does not return. :raises AlreadyServed: one serves this data folder already."""
    held = Installation(settings.data)
    try:
        Server(settings, compose, web).run()
    finally:
        held.release()
