"""The embedded server: one gunicorn process, one ``gthread`` worker, which alone owns the index, the relay and the
folder watcher. A lock file in the data folder refuses a second one.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]

from services.dms.installation import Installation, forget_address, tell_address
from services.dms.runtime import Runtime
from shared.catalogue import explain
from shared.errors import AktenverbundError, Conflict
from shared.lexicon import LexiconMissing
from shared.settings import Settings

GRACE = 15
"""Seconds a request under way has to end after SIGTERM."""


class AddressInUse(Conflict):
    """Another program listens there."""

    code = "address_in_use"


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings. ``compose`` and ``web`` run in the worker: nothing is opened before the fork.
    ``bound`` is told host and port once they are taken."""

    def __init__(
        self,
        settings: Settings,
        compose: Callable[[Settings], Runtime],
        web: Callable[[Runtime], Any],
        bound: Callable[[str, int], None],
    ) -> None:
        self._settings = settings
        self._compose = compose
        self._web = web
        self._bound = bound
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
        tell_address(self._settings.data, host, port)
        self._bound(host, port)

    def _exit(self, _arbiter: Any, _worker: Worker) -> None:
        if self._runtime is not None:
            self._runtime.close()

    def _gone(self, _arbiter: Any) -> None:
        forget_address(self._settings.data)


def _free(host: str, port: int) -> None:
    """:raises AddressInUse: so that it is said in one line, before anything is opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressInUse(error.strerror or "", host=host, port=str(port)) from None


def serve(
    settings: Settings,
    compose: Callable[[Settings], Runtime],
    web: Callable[[Runtime], Any],
    bound: Callable[[str, int], None],
) -> None:
    """Serve until SIGTERM or SIGINT; does not return. :raises AlreadyServed: one serves this data folder already;
    :raises AddressInUse: something else listens there."""
    held = Installation(settings.data)
    _free(settings.host, settings.port)
    forget_address(settings.data)  # of a server that was killed
    try:
        Server(settings, compose, web, bound).run()
    finally:
        held.release()
