"""Looking at rights."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.access.models import AccessObject, ObjectToken
from services.dms.access.tokens import protection_of


def tokens_carried(session: Session, object_id: int) -> tuple[int, ...]:
    """The tokens of an object, ascending: what the index keeps beside a document."""
    wanted = select(ObjectToken.token).where(ObjectToken.object_id == object_id).order_by(ObjectToken.token)
    return tuple(session.scalars(wanted))


def protection(session: Session, object_id: int) -> str:
    """The protection class of an object."""
    return protection_of(session.get_one(AccessObject, object_id).protection_class).value
