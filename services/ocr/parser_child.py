"""The parser child: the only kind of process that opens foreign bytes (house: 'Foreign bytes').

Started fresh (never forked from the server) with an empty environment, no descriptors but its pipes, its own
temporary folder and hard limits on memory, CPU time and file size. It reads requests from stdin and answers
on stdout until stdin closes, which also happens when the parent dies by SIGKILL.

A child stuck inside a parser cannot notice that: therefore each request arms an alarm of the kernel
(``setitimer``) whose default action ends the process, whatever thread holds the interpreter. A stuck child
outlives its parent at most by the deadline of the request it is working on.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from services.ocr import wire
from services.ocr.child_config import Answer, ChildConfig
from shared.errors import Transient, Unreadable

GRACE = 5.0
"""Seconds the parent has to end a child before the kernel does: the parent can say why, the kernel cannot."""

NICE = 5
"""Requests of people go before reading where both want the processor."""

VERBS = {
    "inspect": "services.ocr.inspection:inspect",
    "check_pdfa": "services.ocr.inspection:check_pdfa",
    "read_page": "services.ocr.reading:read_page",
    "archive": "services.ocr.archive_pdf:archive",
}


def main() -> int:
    """Serve requests until stdin closes; the exit status is 0 then."""
    config = ChildConfig.load(sys.argv[1])
    _limit(config)
    requests, answers = _private_pipes()
    try:
        while (message := wire.read(requests)) is not None:
            request, _ = message
            if not _serve(config, request, answers):
                return 1
    except (wire.Broken, BrokenPipeError):
        return 0  # the parent is gone: nobody left to tell
    finally:
        shutil.rmtree(config.folder, ignore_errors=True)
    return 0


def _limit(config: ChildConfig) -> None:
    """Nothing foreign has been opened yet; from here on limits can only shrink (hard = soft)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our stdin
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (config.memory, config.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (config.file_size, config.file_size))


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """stdin and stdout under other numbers: what a library prints or reads must not disturb the talk."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _serve(config: ChildConfig, request: dict[str, Any], answers: BinaryIO) -> bool:
    """Work on one request; False when this child should not be trusted with another."""
    deadline = float(request["deadline"])
    _arm(deadline)
    healthy = True
    head: dict[str, Any]
    parts: list[bytes] = []
    try:
        answer = _verb(str(request["verb"]))(config, request["args"])
        head = {"data": answer.data}
        parts = answer.parts
    except Unreadable as error:
        head = {"problem": error.code, "detail": str(error)}
    except Transient as error:
        head, healthy = {"transient": str(error)}, False
    except MemoryError:
        head, healthy = {"problem": "parser_memory", "detail": "MemoryError"}, False
    except Exception as error:  # noqa: BLE001
        # A parser may raise anything on broken bytes; the class name tells more than the bytes may.
        head = {"problem": "damaged", "detail": f"{type(error).__name__}: {error}"[:500]}
    signal.setitimer(signal.ITIMER_REAL, 0)
    head["healthy"] = healthy
    wire.write(answers, head, parts)
    return healthy


def _arm(deadline: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, deadline + GRACE)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + deadline + GRACE) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _verb(name: str) -> Callable[[ChildConfig, dict[str, Any]], Answer]:
    """Imported on first use: a child that only inspects never loads the engine."""
    module, function = VERBS[name].split(":")
    found: Callable[[ChildConfig, dict[str, Any]], Answer] = getattr(importlib.import_module(module), function)
    return found


if __name__ == "__main__":
    sys.exit(main())
