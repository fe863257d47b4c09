"""The database: SQLAlchemy is the port, SQLite in WAL mode the embedded engine.

Durability, exactly: WAL, ``synchronous=FULL``, ``foreign_keys=ON``, ``busy_timeout=10000``. A transaction that may
write begins ``IMMEDIATE``, so that two writers queue at the start and never fail in the middle; it does no other
I/O inside (no blobs, no index, no network).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Connection, DateTime, Engine, MetaData, Uuid, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from shared.contracts import Message

if TYPE_CHECKING:
    from services.dms.organisation.actor import Actor


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments, stored as UTC. A naive one is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


BERLIN = ZoneInfo("Europe/Berlin")
"""The zone of every date on paper."""


def berlin_day(moment: datetime) -> date:
    """The day on which an aware moment lies, where the towns are."""
    return moment.astimezone(BERLIN).date()


def open_engine(path: Path) -> Engine:
    """The engine on a SQLite file; every connection has the pragmas above."""
    engine = create_engine(
        f"sqlite:///{path}", pool_size=40, max_overflow=10, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver would begin on its own, and always DEFERRED: it is told to leave that to us.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin = connection.get_execution_options().get("begin", "")
        connection.exec_driver_sql(f"BEGIN {begin}".rstrip())

    return engine


def writing(engine: Engine) -> Engine:
    """The same engine (and pool), whose transactions may write."""
    return engine.execution_options(begin="IMMEDIATE")


@dataclass
class Tx:
    """One transaction of somebody: a session, who acts, when, and what is to be done afterwards.

    ``emit`` writes outbox rows through ``outbox`` (set by the runtime), in this transaction: they exist if and
    only if it commits.
    """

    session: Session
    actor: Actor
    now: datetime
    today: date
    request_id: str = ""
    outbox: Callable[[Session, Message, datetime], None] | None = None
    emitted: list[Message] = field(default_factory=list)

    def emit(self, message: Message) -> None:
        """To be done after the commit, at least once."""
        if self.outbox is None:
            raise RuntimeError("a read-only transaction emits nothing")
        self.outbox(self.session, message, self.now)
        self.emitted.append(message)

    def add(self, row: Base) -> None:
        self.session.add(row)
