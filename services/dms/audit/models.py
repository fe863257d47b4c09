"""The audit log as a table that the database itself keeps append-only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, BigInteger, CheckConstraint, Index, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.db import Base


class AuditEvent(Base):
    """Somebody did something to an object, or was refused.

    Ids are plain values without foreign keys: the log outlives what it speaks of, and it lies below all rooms.
    ``tenant`` is the code of the town whose object it is; ``acting_for`` is the person substituted ('i. V.').
    ``details`` holds what is needed to understand the act, never the content of a document.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'denied')", name="outcome"),
        Index("ix_audit_events_object", "object_id", "id"),
        Index("ix_audit_events_tenant", "tenant", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    tenant: Mapped[str] = mapped_column(String(63))
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    acting_for: Mapped[UUID | None]
    act: Mapped[str] = mapped_column(String(63))
    object_kind: Mapped[str] = mapped_column(String(31))
    object_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(6))
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str] = mapped_column(String(63))


_REFUSE = "RAISE(ABORT, 'audit_events is append-only')"
_SQLITE_UPDATE = f"CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT {_REFUSE}; END"
_SQLITE_DELETE = f"CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT {_REFUSE}; END"
# INSERT OR REPLACE removes the old row without firing DELETE triggers, so it is refused on its way in.
_SQLITE_REPLACE = f"""CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id) BEGIN SELECT {_REFUSE}; END"""
_POSTGRES_FUNCTION = """CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$"""
_POSTGRES_CHANGE = """CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events
FOR EACH ROW EXECUTE FUNCTION audit_events_append_only()"""
_POSTGRES_TRUNCATE = """CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"""

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (_SQLITE_UPDATE, _SQLITE_DELETE, _SQLITE_REPLACE),
    "postgresql": (_POSTGRES_FUNCTION, _POSTGRES_CHANGE, _POSTGRES_TRUNCATE),
}
"""The statements, by dialect, that make the table append-only; migrations execute the same ones."""

_ddl: Callable[[str], DDL] = DDL  # SQLAlchemy leaves its signature untyped

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AuditEvent.__table__, "after_create", _ddl(_statement).execute_if(dialect=_dialect))
