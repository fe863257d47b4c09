"""The relay: threads that claim outbox rows and hand their messages to whoever works on them.

A *lane* is a set of message kinds with its own threads, so that quick work (records, index) never waits behind
reading. The result and the end of the row are one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import OperationalError

from services.dms import outbox
from services.dms.db import Tx
from services.dms.outbox import Claimed, LeaseLost
from shared import faults
from shared.contracts import Message
from shared.errors import DomainError, StorageFull, Transient
from shared.ports import Clock

Outcome = Callable[[Tx], None]
"""What the work came to, written in the transaction that finishes its rows."""

POLL = 0.5
"""Seconds after which the relay looks for rows of other processes and for back-offs and leases that ran out."""

TRANSIENT_FACTOR = 4
"""An engine that is away is given this many times as many attempts as a fault."""

_log = structlog.get_logger("relay")


@dataclass(frozen=True)
class Lane:
    """``work`` gets up to ``batch`` messages at once; ``gave_up`` writes what becomes of one that died.

    ``per_document``: at most so many rows of one document in work; ``endless``: never given up.
    """

    name: str
    kinds: frozenset[str]
    work: Callable[[Sequence[Message]], Outcome]
    gave_up: Callable[[Tx, Message], None]
    threads: int = 1
    batch: int = 1
    per_document: int | None = None
    endless: bool = False


class Relay:
    """Started once per installation (embedded) or per process (distributed)."""

    def __init__(
        self,
        transaction: Callable[[], AbstractContextManager[Tx]],
        reading: Callable[[], AbstractContextManager[Tx]],
        clock: Clock,
        lanes: Sequence[Lane],
        *,
        lease: float,
        attempts: int,
    ) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._lanes = lanes
        self._lease = lease
        self._attempts = attempts
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._count = 0
        self._held: set[Claimed] = set()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for lane in self._lanes:
            for number in range(lane.threads):
                self._spawn(f"relay-{lane.name}-{number}", self._run, lane)
        self._spawn("relay-leases", self._keep_leases)
        self._spawn("relay-look", self._look)

    def _spawn(self, name: str, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def wake(self) -> None:
        """There may be new rows. Called after each commit that emitted something."""
        with self._news:
            self._count += 1
            self._news.notify_all()

    def ask_to_stop(self) -> None:
        """Claim nothing more; what fails from now on is given back untouched."""
        self._stopping.set()
        self.wake()

    def stop(self, timeout: float = 10.0) -> None:
        """Claim nothing more and wait for the work under way, ``timeout`` seconds a thread."""
        self.ask_to_stop()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self, lane: Lane) -> None:
        while not self._stopping.is_set():
            seen = self._count
            claims = self._claim(lane)
            if claims:
                self._work(lane, claims)
                continue
            with self._news:
                self._news.wait_for(lambda seen=seen: self._count != seen)  # type: ignore[misc]

    def _look(self) -> None:
        """One thread looks for all lanes, without a lock: most of the time there is nothing to do."""
        while not self._stopping.wait(POLL):
            try:
                with self._reading() as tx:
                    found = outbox.due(tx.session, self._clock.now())
            except OperationalError as error:
                _log.warning("look_failed", error=str(error.orig))
                continue
            if found:
                self.wake()

    def _claim(self, lane: Lane) -> list[Claimed]:
        try:
            with self._transaction() as tx:
                now = self._clock.now()
                claims = outbox.claim(
                    tx.session, now, self._lease, lane.kinds, limit=lane.batch, per_document=lane.per_document
                )
        except OperationalError as error:  # the database was busy for longer than its time-out
            _log.warning("claim_failed", lane=lane.name, error=str(error.orig))
            return []
        if claims:
            faults.point("claim")
        return claims

    def _work(self, lane: Lane, claims: Sequence[Claimed]) -> None:
        self._held.update(claims)
        try:
            outcome = lane.work([claimed.message for claimed in claims])
            with self._transaction() as tx:
                for claimed in claims:
                    outbox.finish(tx.session, claimed)
                outcome(tx)
            if tx.emitted:
                self.wake()
        except LeaseLost:
            _log.warning("lease_lost", lane=lane.name)
        except Exception as error:  # noqa: BLE001 - whatever it is: the row is given back and the lane goes on
            if len(claims) > 1:
                for claimed in claims:
                    self._work(lane, [claimed])
            else:
                self._failed(lane, claims[0], error)
        finally:
            self._held.difference_update(claims)

    def _failed(self, lane: Lane, claimed: Claimed, error: Exception) -> None:
        kind = type(claimed.message).__name__
        if self._stopping.is_set():
            with self._transaction() as tx:
                outbox.release(tx.session, claimed)
            return
        _log.warning("work_failed", kind=kind, attempts=claimed.attempts + 1, exc_info=error)
        try:
            with self._transaction() as tx:
                if outbox.fail(tx.session, claimed, self._clock.now(), _describe(error), self._limit(lane, error)):
                    _log.error("gave_up", kind=kind, row=claimed.id)
                    lane.gave_up(tx, claimed.message)
            if tx.emitted:
                self.wake()
        except LeaseLost:
            _log.warning("lease_lost", lane=lane.name)
        except Exception as fault:  # noqa: BLE001 - the lease runs out, then it is tried again
            _log.error("failing_failed", kind=kind, row=claimed.id, exc_info=fault)

    def _limit(self, lane: Lane, error: Exception) -> int | None:
        """How often this may fail: a :class:`DomainError` once, since trying again does not help."""
        if lane.endless:
            return None
        if isinstance(error, (Transient, StorageFull, OperationalError)):
            return self._attempts * TRANSIENT_FACTOR
        return 1 if isinstance(error, DomainError) else self._attempts

    def _keep_leases(self) -> None:
        while not self._stopping.wait(self._lease / 3):
            held = list(self._held.copy())
            if not held:
                continue
            try:
                with self._transaction() as tx:
                    outbox.renew(tx.session, held, self._clock.now(), self._lease)
            except OperationalError as error:
                _log.warning("renew_failed", error=str(error.orig))


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
