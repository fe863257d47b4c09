"""What is tidied up now and then while an installation serves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from prometheus_client import Gauge
from sqlalchemy import delete

from services.dms import outbox
from services.dms.intake.models import KeptAnswer
from services.dms.intake.uploading import KEPT_FOR
from services.dms.organisation.actor import SYSTEM
from services.dms.records.actions import end_overdue
from shared.contracts import MESSAGES

if TYPE_CHECKING:
    from services.dms.runtime import Runtime

EVERY = 15.0
"""Seconds between two rounds."""

WAITING = Gauge("aktenverbund_outbox_waiting", "Work that waits or is going on", ("kind",))
DEAD = Gauge("aktenverbund_outbox_dead", "Work that was given up")

_log = structlog.get_logger("housekeeping")


class Housekeeping:
    """A thread that ends overdue readings, forgets old kept answers, and does what else it was given.

    Nothing a person handed in is ever removed here: what was discarded long ago is only hidden."""

    def __init__(self, runtime: Runtime, *also: Callable[[], object], every: float = EVERY) -> None:
        self._runtime = runtime
        self._also = also
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            for task in (self.sweep, *self._also):
                try:
                    task()
                except Exception as error:  # noqa: BLE001 - the next round tries again
                    _log.error("task_failed", task=getattr(task, "__name__", "task"), exc_info=error)

    def sweep(self) -> None:
        """One round on the database. So no document stays in ``reading`` for ever."""
        deadline = timedelta(minutes=self._runtime.settings.reading_deadline_minutes)
        with self._runtime.transaction(SYSTEM) as tx:
            ended = end_overdue(tx, tx.now - deadline)
            tx.session.execute(delete(KeptAnswer).where(KeptAnswer.at < tx.now - KEPT_FOR))
            waiting, dead = outbox.waiting(tx.session), len(outbox.dead(tx.session))
        for kind in MESSAGES:
            WAITING.labels(kind).set(waiting.get(kind, 0))
        DEAD.set(dead)
        if ended:
            _log.warning("reading_overdue", documents=len(ended))
