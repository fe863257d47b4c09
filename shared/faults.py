"""Named points at which a test kills the process, to prove that nothing acknowledged is lost.

Nothing happens unless ``AKTENVERBUND_KILL_AT`` is set when the process starts: ``point:probability:seed``, several
separated by commas. ``probability`` is 0..1 per passage; the whole process group dies by SIGKILL.
"""

from __future__ import annotations

import os
import random
import signal
import threading

POINTS = ("temporary_write", "rename", "commit", "claim", "page", "last_page", "number", "index")
"""After the temporary write of a blob, its rename, a commit, the claim of an outbox row, the reading of a page, the
storing of a document's last page, the giving of a file number, a write to the index."""


def _plan(text: str) -> dict[str, tuple[float, random.Random]]:
    plan = {}
    for item in filter(None, text.split(",")):
        point, probability, seed = item.split(":")
        if point not in POINTS:
            raise ValueError(f"AKTENVERBUND_KILL_AT: unknown point {point!r}")
        plan[point] = (float(probability), random.Random(int(seed)))
    return plan


_PLAN = _plan(os.environ.get("AKTENVERBUND_KILL_AT", ""))
_LOCK = threading.Lock()


def point(name: str) -> None:
    """Die here, if this process was started to die here; otherwise nothing."""
    if not _PLAN or name not in _PLAN:
        return
    probability, source = _PLAN[name]
    with _LOCK:
        fatal = source.random() < probability
    if fatal:
        os.killpg(0, signal.SIGKILL)
