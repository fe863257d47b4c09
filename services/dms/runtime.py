"""What an installation is made of: settings, clock, database, blobs, and, where it serves, the engines beside them.

:class:`Records` is enough for a command that hands in and looks; :class:`Runtime` is a server. The mode is chosen once:
``services/embedded.py`` composes the runtime of the embedded mode.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.access.rule import remembering
from services.dms.db import Tx, open_engine, writing
from services.dms.organisation.actor import Actor
from services.dms.outbox import OutboxQueue
from shared import faults
from shared.adapters.blob_folder import FolderBlobStore
from shared.adapters.clock import SystemClock
from shared.contracts import Message
from shared.ports import BlobStore, Clock, Finder, SearchIndex, TaskQueue
from shared.settings import Settings

if TYPE_CHECKING:
    from services.dms.relay import Relay


class Reader(Protocol):
    """The reading service, whose handlers return messages and own no table."""

    def handle(self, message: Message) -> list[Message]:
        """Work on a message of service ``ocr``; a file that cannot be read is an answer, not an error."""


class Part(Protocol):
    """Something that runs beside the web: started once, ended in the opposite order."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class Records:
    """Database and blobs of an installation, and transactions on them."""

    settings: Settings
    clock: Clock
    engine: Engine
    blobs: BlobStore

    @cached_property
    def _writing(self) -> Engine:
        return writing(self.engine)

    @contextmanager
    def transaction(self, actor: Actor) -> Iterator[Tx]:
        """A transaction that may write; commits at the end of the block, rolls back when it raises."""
        with Session(self._writing, expire_on_commit=False) as session:
            with session.begin():
                session.connection()  # waits for its turn, so that ``now`` is a moment of this transaction
                tx = self._tx(session, actor)
                tx.outbox = outbox.add
                yield tx
            faults.point("commit")
        if tx.emitted:
            self.wake()

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[Tx]:
        """A transaction that only reads: one snapshot, and nothing waits for it."""
        with Session(self.engine, autoflush=False, info=remembering()) as session:
            yield self._tx(session, actor)

    def _tx(self, session: Session, actor: Actor) -> Tx:
        now: datetime = self.clock.now()
        request = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        return Tx(session, actor, now, self.clock.today(), request_id=request)

    @cached_property
    def queue(self) -> TaskQueue:
        """For what has no transaction of its own to emit in."""
        return OutboxQueue(self.engine, self.clock)

    def wake(self) -> None:
        """Something was emitted. Here nobody works on it; a server does, at the latest when it looks again."""

    def close(self) -> None:
        self.engine.dispose()


@dataclass
class Runtime(Records):
    """A server's parts. ``relay`` and ``parts`` run from :meth:`start` to :meth:`close`."""

    index: SearchIndex
    finder: Finder
    reader: Reader
    relay: Relay | None = None
    parts: list[Part] = field(default_factory=list)
    _started: Sequence[Part] = field(default=(), init=False)

    def start(self) -> None:
        """Begin to work: leases of a process that is gone are released (whoever starts holds the lock)."""
        with Session(self._writing) as session, session.begin():
            outbox.release_all(session)
        if self.relay is not None:
            self.relay.start()
        for part in self.parts:
            part.start()
        self._started = tuple(self.parts)

    def wake(self) -> None:
        if self.relay is not None:
            self.relay.wake()

    def close(self) -> None:
        """End in order: nothing new is begun, work under way is given back, then the engines."""
        if self.relay is not None:
            self.relay.ask_to_stop()
        for part in reversed(self._started):
            part.stop()
        self._started = ()
        if self.relay is not None:
            self.relay.stop()
        self.index.close()
        super().close()


def open_records(settings: Settings) -> Records:
    """Database and blobs of the data folder, which must be there and up to date (:mod:`services.dms.migrate`)."""
    return Records(settings, SystemClock(), open_engine(settings.database), FolderBlobStore(settings.blobs))
