"""Towns, offices, people, functions, credentials.

Besides its UUID each town, office and person has a small number ``no``: holder tokens are made of these numbers.
They come from a counter and are never given twice, so that a right can never pass to a successor by accident.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.db import Base


class NumberCounter(Base):
    """The last ``no`` given per kind (``tenant``, ``office``, ``person``, ``position``)."""

    __tablename__ = "number_counters"

    kind: Mapped[str] = mapped_column(String(31), primary_key=True)
    last: Mapped[int]


class Tenant(Base):
    """Mandant: one town, or a sandbox. ``code`` stands in addresses, ``short`` in file numbers (MIC)."""

    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    no: Mapped[int] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(String(63), unique=True)
    short: Mapped[str] = mapped_column(String(3), unique=True)
    name: Mapped[str]
    sandbox: Mapped[bool] = mapped_column(default=False)


class Office(Base):
    """Amt, Fachbereich: a node of a town's tree. ``code`` is safe as a folder name (``bauverwaltung``)."""

    __tablename__ = "offices"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    no: Mapped[int] = mapped_column(unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"), index=True)
    code: Mapped[str] = mapped_column(String(63))
    name: Mapped[str]


class Person(Base):
    """Somebody who can sign in. ``settings``: ``density``, ``keys`` (letters as shortcuts on/off), ``language``."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    no: Mapped[int] = mapped_column(unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), index=True)
    username: Mapped[str] = mapped_column(String(127), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Function(Base):
    """Funktion: a role of a person in an office, or in the whole town where ``office_id`` is empty.

    ``rank`` orders a person's functions; the first office is where their new things go.
    """

    __tablename__ = "functions"
    __table_args__ = (UniqueConstraint("person_id", "role", "office_id"), Index("ix_functions_office", "office_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(15))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))
    rank: Mapped[int] = mapped_column(default=0)


class Credential(Base):
    """A session of a browser or a bearer token of a program; only the SHA-256 of the secret is kept.

    ``expires_at`` is the absolute end; ``seen_at`` is moved on by use, and a session not used for
    :data:`services.dms.organisation.sign_in.SESSION_IDLE` is over before its end.
    """

    __tablename__ = "credentials"
    __table_args__ = (CheckConstraint("kind IN ('session', 'bearer')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(7))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    csrf: Mapped[str | None] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]
