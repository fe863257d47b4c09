"""Parser children seen from the parent: one process each (:class:`Child`), and the pool of them.

Nothing here imports a parser. A child is borrowed for one request, given back, and replaced after
``parser_files`` requests, after any failure that may have harmed it, and when it has been idle for long.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from services.ocr import wire
from services.ocr.child_config import ChildConfig
from shared.errors import Transient, Unreadable
from shared.settings import Settings

_WORTH_ANOTHER_TRY = frozenset(("parser_crashed", "parser_memory"))
_ROOT = str(Path(__file__).resolve().parents[2])


class ChildDied(Exception):
    """The child ended without an answer. ``code``: ``parser_timeout`` or ``parser_crashed``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Child:
    """One running parser child. Not thread-safe: the pool lends it to one thread at a time."""

    module = "services.ocr.parser_child"

    def __init__(self, settings: Settings) -> None:
        self.folder = tempfile.mkdtemp(prefix="aktenverbund-child-")
        self.served = 0
        self.last_used = time.monotonic()
        self.healthy = True
        config = ChildConfig(
            folder=self.folder,
            engine=settings.ocr_engine,
            language=settings.ocr_language,
            tessdata=str(settings.tessdata) if settings.tessdata else None,
            memory=settings.parser_memory,
            file_size=settings.max_content_length,
            max_pixels=settings.max_pixels,
            max_pages=settings.max_pages,
            max_unpack_ratio=settings.max_unpack_ratio,
            max_unpack_bytes=settings.max_unpack_bytes,
        )
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", self.module, config.dump()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self.folder),
            cwd=self.folder,
            close_fds=True,
            start_new_session=True,  # its own group, so that what it started dies with it
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, verb: str, args: dict[str, Any], deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        """Data and parts of the answer. Raises ``Unreadable``, ``Transient`` or :class:`ChildDied`."""
        late = threading.Event()
        timer = threading.Timer(deadline, self._expire, (late,))
        timer.daemon = True
        timer.start()
        try:
            wire.write(self._stdin, {"verb": verb, "args": args, "deadline": deadline})
            message = wire.read(self._stdout)
        except (OSError, wire.Broken):
            message = None
        finally:
            timer.cancel()
        self.served += 1
        self.last_used = time.monotonic()
        if message is None or late.is_set():
            self.healthy = False
            raise ChildDied("parser_timeout" if late.is_set() else self._cause_of_death())
        return self._unpack(*message)

    def _unpack(self, head: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        self.healthy = head.get("healthy") is True
        if "problem" in head:
            raise Unreadable(str(head["problem"]), str(head.get("detail", "")))
        if "transient" in head:
            raise Transient(str(head["transient"]))
        return cast(dict[str, Any], head["data"]), parts

    def _expire(self, late: threading.Event) -> None:
        late.set()
        self._kill()

    def _cause_of_death(self) -> str:
        status = self._process.wait()
        return "parser_timeout" if -status in (signal.SIGXCPU, signal.SIGALRM) else "parser_crashed"

    @property
    def _stdin(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdin)

    @property
    def _stdout(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdout)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Gone when this returns, and its folder with it. Safe to call twice."""
        if self._process.poll() is None:
            self._kill()
            self._process.wait()
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _environment(folder: str) -> dict[str, str]:
    """All a child needs and nothing of ours: no secrets, no proxies, one thread per library."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONPATH": _ROOT,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


class Children:
    """A pool of at most ``size`` children, started on demand."""

    def __init__(self, settings: Settings, start: Callable[[Settings], Child] = Child) -> None:
        self.size = settings.ocr_workers or os.cpu_count() or 1
        self._settings = settings
        self._start = start
        self._slots = threading.Semaphore(self.size)
        self._lock = threading.Lock()
        self._free: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    def ask(self, verb: str, args: dict[str, Any], deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        """Data and parts of the answer; waits for a free child.

        When a child crashed or ran out of memory, the request is tried again in a fresh one, ``attempts`` times in
        all: the fault may have been left behind by an earlier file. A deadline is not tried again: what was too long
        once would hold a core for as long again. Raises ``Unreadable`` and ``Transient`` (no child can be started,
        or the pool is closed).
        """
        for attempt in range(1, self._settings.attempts + 1):
            try:
                with self._borrow(fresh=attempt > 1) as child:
                    return child.ask(verb, args, deadline)
            except ChildDied as died:
                problem = Unreadable(died.code)
            except Unreadable as error:
                problem = error
            if problem.code not in _WORTH_ANOTHER_TRY:
                break
        raise problem from None

    @contextmanager
    def _borrow(self, fresh: bool = False) -> Iterator[Child]:
        with self._slots:
            child = self._take(fresh)
            try:
                yield child
            finally:
                self._give_back(child)

    def _take(self, fresh: bool) -> Child:
        with self._lock:
            if self._closed:
                raise Transient("the pool is closed")
            child = self._free.pop() if self._free else None
        if child is not None and (fresh or not child.healthy):
            child.end()
            child = None
        if child is None:
            try:
                child = self._start(self._settings)
            except OSError as error:
                raise Transient(f"no child: {error.strerror}") from error
        with self._lock:
            self._busy.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        worn = not child.healthy or child.served >= self._settings.parser_files
        with self._lock:
            self._busy.discard(child)
            worn = worn or self._closed
            if not worn:
                self._free.append(child)
        if worn:
            child.end()

    def pids(self) -> list[int]:
        """Process ids of all children alive, for the runtime's figures and for tests."""
        with self._lock:
            return [child.pid for child in (*self._free, *self._busy)]

    def end_idle(self, seconds: float) -> None:
        """End children that nobody has used for ``seconds``."""
        now = time.monotonic()
        with self._lock:
            old = [child for child in self._free if now - child.last_used >= seconds]
            self._free = [child for child in self._free if child not in old]
        for child in old:
            child.end()

    def close(self) -> None:
        """End all; who is waiting for an answer gets ``Transient`` or ``Unreadable``."""
        with self._lock:
            self._closed = True
            children = [*self._free, *self._busy]
            self._free = []
        for child in children:
            child.end()
