"""Reading the log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.audit.models import AuditEvent


def history(session: Session, object_id: UUID, limit: int = 50) -> Sequence[AuditEvent]:
    """What was done to an object (Verlauf), newest first. The caller has checked that it may be seen."""
    wanted = select(AuditEvent).where(AuditEvent.object_id == object_id).order_by(AuditEvent.id.desc()).limit(limit)
    return session.scalars(wanted).all()
