"""What is to be done by somebody today: what waits in their in-trays, what is being read, what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, UnaryExpression, select

from services.dms.db import Tx
from services.dms.intake.answers import file_numbers
from services.dms.intake.proposals import proposals
from services.dms.records.models import FAILED, FILED, IN_TRAY, READING, RECEIVED, Document
from services.dms.records.queries import pages_done, readable_by, tray_counts

BERLIN = ZoneInfo("Europe/Berlin")
WAITS_LONG = timedelta(days=7)
"""What lies in an in-tray longer than this stands on top, the oldest first."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A thing to do. ``target`` is the number of its best suggestion: a dossier's, or a position's (``position``)."""

    document: Document
    target: str
    position: bool


@dataclass(frozen=True, slots=True)
class Reading:
    document: Document
    pages: int


@dataclass(frozen=True, slots=True)
class Filed:
    document: Document
    number: str


@dataclass(frozen=True, slots=True)
class Day:
    """``long`` and ``new`` wait in the in-tray; the counts are of all of it, the lines only of its first part."""

    long: list[Line]
    new: list[Line]
    long_count: int
    new_count: int
    reading: list[Reading]
    reading_count: int
    failed: list[Document]
    failed_count: int
    filed: list[Filed]


def my_day(tx: Tx) -> Day:
    """Everything the page shows, read in one snapshot."""
    border = _start_of(tx.today - WAITS_LONG)
    long = _tray(tx, Document.received_at < border, Document.received_at.asc())
    new = _tray(tx, Document.received_at >= border, Document.received_at.desc())
    counts = _counts(tx)
    waiting = counts.get(IN_TRAY, 0)
    long_count = waiting - len(new) if len(new) < MOST else len(long)
    return Day(
        long=_lines(tx, long),
        new=_lines(tx, new),
        long_count=long_count,
        new_count=waiting - long_count,
        reading=reading(tx),
        reading_count=counts.get(READING, 0) + counts.get(RECEIVED, 0),
        failed=_in_state(tx, (FAILED,), 3),
        failed_count=counts.get(FAILED, 0),
        filed=_filed(tx),
    )


def reading(tx: Tx) -> list[Reading]:
    """What is being read of what lies in my in-trays, newest first."""
    rows = _in_state(tx, (RECEIVED, READING), 5)
    done = pages_done(tx.session, [row.id for row in rows])
    return [Reading(row, done.get(row.id, 0)) for row in rows]


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BERLIN)


def _counts(tx: Tx) -> dict[str, int]:
    """By state, of all in-trays that may be seen."""
    total: dict[str, int] = {}
    for states in tray_counts(tx.session, tx.actor, tx.today).values():
        for state, count in states.items():
            total[state] = total.get(state, 0) + count
    return total


def _mine(tx: Tx) -> ColumnElement[bool]:
    return (Document.tenant_id == tx.actor.tenant_id) & readable_by(tx.session, tx.actor, tx.today)


def _tray(tx: Tx, when: ColumnElement[bool], order: UnaryExpression[datetime]) -> Sequence[Document]:
    wanted = select(Document).where(Document.state == IN_TRAY, when, _mine(tx))
    return tx.session.scalars(wanted.order_by(order).limit(MOST)).all()


def _in_state(tx: Tx, states: Sequence[str], most: int) -> list[Document]:
    wanted = select(Document).where(Document.state.in_(states), _mine(tx))
    return list(tx.session.scalars(wanted.order_by(Document.received_at.desc()).limit(most)))


def _lines(tx: Tx, rows: Sequence[Document]) -> list[Line]:
    """With the best suggestion of each; a dossier's number only where the dossier may be seen."""
    best = proposals(tx, [row.id for row in rows])
    found = []
    for row in rows:
        first = best[row.id][0] if best.get(row.id) else None
        target = "" if first is None else first.value.removeprefix("position:") if first.opens else first.head
        found.append(Line(row, target, first is not None and first.opens))
    return found


def _filed(tx: Tx) -> list[Filed]:
    """What I filed last, today or yesterday."""
    since = _start_of(tx.today - timedelta(days=1))
    mine = (Document.filed_by == tx.actor.person_id, Document.state == FILED, Document.filed_at >= since)
    wanted = select(Document).where(*mine, _mine(tx)).order_by(Document.filed_at.desc())
    rows = list(tx.session.scalars(wanted.limit(5)))
    numbers = file_numbers(tx.session, rows)
    return [Filed(row, numbers.get(row.id, "")) for row in rows]
