"""The outbox: pending work is a row, written in the transaction that causes it and claimed with a lease.

A row is claimed by compare-and-set, its lease is renewed while the work lives, and it is finished in the transaction
that writes the result: then it is gone. A crash leaves a lease that runs out, so the work is done again; handlers
are repeatable. What fails backs off and, after ``attempts``, stays as a *dead* row for people to look at.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Engine, Index, Integer, String, delete, func, or_, select, text, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.dms.db import Base, writing
from shared.contracts import Message, dump, load
from shared.errors import Transient
from shared.ports import Clock

BACK_OFF, BACK_OFF_LIMIT = 1.0, 60.0
"""Seconds before the first repeat and at most; doubled each time, times a random 0.5..1.5."""

MAX_CLAIMS = 100
"""A row that was claimed so often and never came to an end takes the process down with it: it is given up."""


class Outbox(Base):
    """A message to be worked on. ``due``: not before; ``attempts``: failures so far; ``claims``: claims so far.

    ``holder`` names the claim that has it until ``lease_until``. ``dead_at`` is set when it was given up, then
    ``problem`` says why. ``document_id`` keeps one large document from taking all hands.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "kind", "id", sqlite_where=text("dead_at IS NULL")),
        Index("ix_outbox_leased", "lease_until", sqlite_where=text("lease_until IS NOT NULL")),
        Index("ix_outbox_document", "document_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(31))
    body: Mapped[str]
    document_id: Mapped[UUID | None]
    at: Mapped[datetime]
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    holder: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    problem: Mapped[str | None]


class LeaseLost(Transient):
    """Somebody else has the row now: what was done for it here must not be committed."""

    code = "lease_lost"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours until its lease runs out; ``holder`` is new with each claim."""

    id: int
    holder: UUID
    message: Message
    attempts: int
    claims: int


def add(session: Session, message: Message, now: datetime) -> None:
    """A row for the message, in the transaction of ``session``."""
    kind, body = dump(message)
    document = getattr(message, "document_id", None)
    session.add(Outbox(kind=kind, body=body.decode(), document_id=document, at=now, due=now))


def claim(
    session: Session,
    now: datetime,
    lease: float,
    kinds: Collection[str],
    *,
    limit: int = 1,
    per_document: int | None = None,
) -> list[Claimed]:
    """Up to ``limit`` due rows of these kinds, ours for ``lease`` seconds; commit before working on them.

    Oldest first, but a document nobody works on goes before one that somebody works on, and no document has more
    than ``per_document`` rows claimed: so a single scan is not kept waiting by a file of a thousand pages.
    """
    found = select(Outbox).where(
        Outbox.kind.in_(sorted(kinds)),
        Outbox.dead_at.is_(None),
        Outbox.due <= now,
        or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now),
    )
    rows: list[Outbox] = []
    if per_document is None:
        rows.extend(session.scalars(found.order_by(Outbox.id).limit(limit)))
    else:
        busy = _busy(session, now, kinds)
        idle = or_(Outbox.document_id.is_(None), Outbox.document_id.not_in(list(busy)))
        rows.extend(session.scalars(found.where(idle).order_by(Outbox.id).limit(limit)))
        room = [document for document, count in busy.items() if count < per_document]
        if not rows and room:
            wanted = found.where(Outbox.document_id.in_(room)).order_by(Outbox.id)
            rows.extend(session.scalars(wanted.limit(1)))
    return [_take(row, now, lease) for row in rows]


def _busy(session: Session, now: datetime, kinds: Collection[str]) -> dict[UUID, int]:
    leased = (
        select(Outbox.document_id, func.count())
        .where(Outbox.lease_until > now, Outbox.kind.in_(sorted(kinds)), Outbox.document_id.is_not(None))
        .group_by(Outbox.document_id)
    )
    return {document: count for document, count in session.execute(leased) if document is not None}


def _take(row: Outbox, now: datetime, lease: float) -> Claimed:
    """The transaction is IMMEDIATE, so nobody can have taken the row since it was read."""
    row.holder, row.lease_until, row.claims = uuid4(), now + timedelta(seconds=lease), row.claims + 1
    return Claimed(row.id, row.holder, load(row.kind, row.body.encode()), row.attempts, row.claims)


def renew(session: Session, claims: Sequence[Claimed], now: datetime, lease: float) -> None:
    """Ours for another ``lease`` seconds from now, those that still are ours."""
    holders = [claimed.holder for claimed in claims]
    until = now + timedelta(seconds=lease)
    session.execute(update(Outbox).where(Outbox.holder.in_(holders)).values(lease_until=until))


def finish(session: Session, claimed: Claimed) -> None:
    """Done: the row goes, in the transaction that writes the result. Raises :class:`LeaseLost`."""
    gone = session.execute(delete(Outbox).where(Outbox.id == claimed.id, Outbox.holder == claimed.holder))
    if not isinstance(gone, CursorResult) or gone.rowcount != 1:
        raise LeaseLost()


def fail(session: Session, claimed: Claimed, now: datetime, problem: str, attempts: int | None) -> bool:
    """Give the row back, due after a back-off; or, after ``attempts`` failures, leave it dead.

    ``attempts=None`` never gives up. Returns whether the row died. Raises :class:`LeaseLost`.
    """
    failed = claimed.attempts + 1
    dead = (attempts is not None and failed >= attempts) or claimed.claims >= MAX_CLAIMS
    wait = min(BACK_OFF * 2 ** min(failed - 1, 16), BACK_OFF_LIMIT) * random.uniform(0.5, 1.5)
    values = {
        "attempts": failed,
        "holder": None,
        "lease_until": None,
        "due": now + timedelta(seconds=wait),
        "problem": problem[:500],
        "dead_at": now if dead else None,
    }
    changed = session.execute(
        update(Outbox).where(Outbox.id == claimed.id, Outbox.holder == claimed.holder).values(**values)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise LeaseLost()
    return dead


def release(session: Session, claimed: Claimed) -> None:
    """Give the row back untouched: the work was stopped, it did not fail. Harmless when the lease is lost."""
    ours = (Outbox.id == claimed.id, Outbox.holder == claimed.holder)
    session.execute(update(Outbox).where(*ours).values(holder=None, lease_until=None, claims=claimed.claims - 1))


def release_all(session: Session) -> None:
    """Leases of a process that is gone run out now. Only whoever holds the installation's lock may say so."""
    session.execute(update(Outbox).where(Outbox.holder.is_not(None)).values(holder=None, lease_until=None))


def due(session: Session, now: datetime) -> bool:
    """Is there a row somebody could claim now?"""
    free = or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now)
    found = select(Outbox.id).where(Outbox.dead_at.is_(None), Outbox.due <= now, free).limit(1)
    return session.scalar(found) is not None


def waiting(session: Session) -> dict[str, int]:
    """Rows by kind that are not dead, claimed or not."""
    counted = select(Outbox.kind, func.count().label("rows")).where(Outbox.dead_at.is_(None)).group_by(Outbox.kind)
    return {row.kind: row.rows for row in session.execute(counted)}


def dead(session: Session) -> list[Outbox]:
    """Rows that were given up, oldest first."""
    return list(session.scalars(select(Outbox).where(Outbox.dead_at.is_not(None)).order_by(Outbox.id)))


class OutboxQueue:
    """:class:`shared.ports.TaskQueue` of the embedded mode: a row, committed on return."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = writing(engine)
        self._clock = clock

    def send(self, message: Message) -> None:
        with Session(self._engine) as session, session.begin():
            add(session, message, self._clock.now())
