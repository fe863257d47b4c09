"""What carries rights (objects and their tokens) and what opens them (grants).

Numbers of towns, offices and people are those of the organisation. Position numbers belong to the plan, a room
above, so there is no foreign key on them.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.db import Base

BigId = BigInteger().with_variant(Integer, "sqlite")


class AccessObject(Base):
    """Something whose readers are decided by its place: a dossier (Akte) or an item of an in-tray.

    The row holds the facts of its place; its tokens (:class:`ObjectToken`) follow from them and from what lies
    above its office and position. Numbers are never given twice (``sqlite_autoincrement``).
    ``protection_class`` is the number of :class:`services.dms.access.tokens.ClassNo`.
    """

    __tablename__ = "access_objects"
    __table_args__ = (CheckConstraint("kind IN ('dossier', 'tray')", name="kind"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(7))
    town_no: Mapped[int] = mapped_column(ForeignKey("tenants.no"))
    office_no: Mapped[int | None] = mapped_column(ForeignKey("offices.no"))
    position_no: Mapped[int | None] = mapped_column(index=True)
    protection_class: Mapped[int] = mapped_column(SmallInteger)
    uploader_no: Mapped[int | None] = mapped_column(ForeignKey("people.no"))


class ObjectToken(Base):
    """A holder token of an object. Clustered by object for the check, indexed by token for the candidates."""

    __tablename__ = "object_tokens"
    __table_args__ = (Index("ix_object_tokens_token", "token", "object_id"), {"sqlite_with_rowid": False})

    object_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_objects.id"), primary_key=True)
    token: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


_ONE_SUBJECT = (
    "(CASE WHEN person_no IS NULL THEN 0 ELSE 1 END) + (CASE WHEN office_no IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN role IS NULL THEN 0 ELSE 1 END) = 1"
)


def _partial(only: str, *columns: str) -> Index:
    """An index over the rows that have ``only``: each grant stands in one index of subjects."""
    where = text(f"{only} IS NOT NULL")
    return Index(f"ix_grants_{only}", *columns, sqlite_where=where, postgresql_where=where)


class Grant(Base):
    """Freigabe: opens a position with all below it, or one dossier, of one town to a person, an office or a role.

    ``classes`` is a bit mask of the protection classes it opens; ``valid_from`` and ``valid_to`` are days, both
    included, empty = open end. ``verb``: ``read`` < ``write`` < ``manage``; the stronger includes the weaker.
    ``cause`` says why it exists (``grant``, ``opening``; later co-signing and others), ``reason`` is for people.
    """

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(_ONE_SUBJECT, name="subject"),
        CheckConstraint("(position_no IS NULL) <> (object_id IS NULL)", name="object"),
        CheckConstraint("verb IN ('read', 'write', 'manage')", name="verb"),
        _partial("person_no", "person_no", "valid_to"),
        _partial("office_no", "office_no", "valid_to"),
        _partial("role", "role", "town_no", "valid_to"),
        _partial("object_id", "object_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_no: Mapped[int | None] = mapped_column(ForeignKey("people.no"))
    office_no: Mapped[int | None] = mapped_column(ForeignKey("offices.no"))
    role: Mapped[str | None] = mapped_column(String(15))
    town_no: Mapped[int] = mapped_column(ForeignKey("tenants.no"))
    position_no: Mapped[int | None]
    object_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("access_objects.id"))
    verb: Mapped[str] = mapped_column(String(6))
    classes: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    cause: Mapped[str] = mapped_column(String(15))
    reason: Mapped[str | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
