"""Builders of a small world for tests: a clock that stands still, a database, towns, people, documents.

One template database per session is made by the migrations; every test gets a copy of the file.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.db import Tx, open_engine, writing
from services.dms.migrate import upgrade
from services.dms.organisation import actions as organisation
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Function, Office, Person, Tenant
from services.dms.organisation.numbers import next_no
from services.dms.organisation.queries import actor_of
from services.dms.plan.actions import load_joint_plan
from services.dms.records import actions as records
from services.dms.records.models import Document
from shared.contracts import BlobRef, Inspected, PageOutline, PageResult, PagesRead

START = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)
SHORTS = {"michelstadt": "MIC", "erbach": "ERB", "oberzent": "OBZ", "brombachtal": "BRO", "schulung": "SCH"}


@dataclass
class FixedClock:
    """A clock that stands still until it is told."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(ZoneInfo("Europe/Berlin")).date()

    def forward(self, **step: float) -> None:
        """``forward(days=3)``"""
        self.moment += timedelta(**step)


@cache
def _template() -> Path:
    """A database with all tables and the joint plan, made once per process."""
    path = Path(tempfile.mkdtemp(prefix="aktenverbund-template-")) / "template.sqlite3"
    engine = open_engine(path)
    upgrade(engine)
    with Session(writing(engine)) as session, session.begin():
        load_joint_plan(Tx(session, SYSTEM, START, START.date(), outbox=outbox.add))
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # a checkpoint needs a connection outside of a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


def new_database(folder: Path) -> Engine:
    """An engine on a fresh copy of the template in ``folder``. It does not wait for the disk: no test here pulls the
    plug (those of ``tests/crash`` open the database as a server does)."""
    path = folder / "aktenverbund.sqlite3"
    shutil.copyfile(_template(), path)
    engine = open_engine(path)

    @event.listens_for(engine, "connect")
    def _hurry(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return engine


@dataclass
class World:
    """A database with a clock; ``tx`` and ``look`` are how tests act and look."""

    engine: Engine
    clock: FixedClock = field(default_factory=FixedClock)
    _count: Iterator[int] = field(default_factory=itertools.count)

    @contextmanager
    def tx(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """A transaction of ``actor`` that commits at the end of the block."""
        with Session(writing(self.engine), expire_on_commit=False) as session, session.begin():
            yield Tx(session, actor, self.clock.now(), self.clock.today(), outbox=outbox.add)

    @contextmanager
    def look(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """A transaction that only reads."""
        with Session(self.engine, autoflush=False) as session:
            yield Tx(session, actor, self.clock.now(), self.clock.today())

    def town(self, code: str = "michelstadt", sandbox: bool = False) -> Tenant:
        with self.tx() as tx:
            return organisation.add_tenant(tx, code, SHORTS[code], code.title(), sandbox)

    def office(self, town: Tenant, code: str = "bauverwaltung", parent: Office | None = None) -> Office:
        with self.tx() as tx:
            return organisation.add_office(tx, town, code, code.title(), parent)

    def person(self, town: Tenant, *functions: tuple[str, Office | None], name: str | None = None) -> Actor:
        """Somebody with these functions, without the cost of a password."""
        name = name or f"person{next(self._count)}@{town.code}"
        with self.tx() as tx:
            no = next_no(tx.session, "person")
            person = Person(no=no, tenant_id=town.id, username=name, name=name, password_hash="none")
            tx.add(person)
            tx.session.flush()
            for rank, (role, office) in enumerate(functions):
                office_id = office.id if office else None
                tx.add(Function(person_id=person.id, role=role, office_id=office_id, rank=rank))
            tx.session.flush()
            return actor_of(tx.session, person.id)

    def received(self, actor: Actor, office: Office, *, content: bytes | None = None, subject: str = "") -> Document:
        """A document that has just come in, handed in by ``actor``."""
        content = content if content is not None else uuid4().bytes
        with self.tx(actor) as tx:
            town = tx.session.get_one(Tenant, office.tenant_id)
            return records.received(
                tx,
                document_id=uuid4(),
                ref=BlobRef(town.code, hashlib.sha256(content).hexdigest()),
                size=len(content),
                name="scan.pdf",
                media_type="application/pdf",
                tenant=town,
                office=office,
                channel="upload",
                subject=subject,
                received_on=None,
            )

    def in_tray(
        self, actor: Actor, office: Office, *, texts: Sequence[str] = ("Bauantrag",), subject: str = "Bauantrag"
    ) -> Document:
        """A document that was read and waits in the in-tray."""
        document = self.received(actor, office, subject=subject)
        with self.tx() as tx:
            records.inspected(tx, self.inspection(document.id, len(texts)))
            records.pages_read(tx, self.reading(tx, document.id, texts))
            records.into_tray(tx, document.id)
            return tx.session.get_one(Document, document.id)

    def inspection(self, document_id: UUID, pages: int, again: int = 0) -> Inspected:
        outlines = tuple(PageOutline(no, 595.0, 842.0, False) for no in range(1, pages + 1))
        return Inspected(document_id, outlines, again=again)

    def reading(self, tx: Tx, document_id: UUID, texts: Sequence[str], first: int = 1, again: int = 0) -> PagesRead:
        document = tx.session.get_one(Document, document_id)
        town = tx.session.get_one(Tenant, document.tenant_id)
        results = tuple(
            PageResult(no, text, 90.0, width=595.0, height=842.0) for no, text in enumerate(texts, start=first)
        )
        return PagesRead(document_id, BlobRef(town.code, document.sha256), results, again=again)
