"""Numbers that are given once."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

_NEXT = text(
    "INSERT INTO number_counters (kind, last) VALUES (:kind, 1)"
    " ON CONFLICT (kind) DO UPDATE SET last = number_counters.last + 1 RETURNING last"
)


def next_no(session: Session, kind: str) -> int:
    """The next number of a kind, from 1; the same SQL on SQLite and PostgreSQL, safe under concurrency.

    A rollback gives the number back, a deleted row does not.
    """
    return int(session.execute(_NEXT, {"kind": kind}).scalar_one())
