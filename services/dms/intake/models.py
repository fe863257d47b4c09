"""Tables of the intake: what is proposed for a document, kept answers to repeated requests, scans taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.db import Base


class Suggestion(Base):
    """A proposed target of a document: a position (a new dossier there) or an existing dossier.

    ``rank`` from 1; ``score`` 0..1 (>= 0.8 'sicher', >= 0.5 'wahrscheinlich', else 'möglich'); ``kind``:
    ``file_number`` (found in the text), ``similar``, ``sender``, ``terms``, ``learned``; ``because``: words as they
    stand in the document, for the sentence of the reason and the marks on the page.
    """

    __tablename__ = "suggestions"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position_id: Mapped[UUID] = mapped_column(ForeignKey("plan_positions.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    score: Mapped[float]
    kind: Mapped[str] = mapped_column(String(15))
    because: Mapped[list[Any]]


class KeptAnswer(Base):
    """The answer to a request with an ``Idempotency-Key``, kept for 24 hours per person."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index("ix_kept_answers_at", "at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class TakenScan(Base):
    """A file of a watched folder that became a document: so that it is never taken twice.

    ``claim`` is the name under which the watcher set it aside; written in the document's transaction.
    """

    __tablename__ = "taken_scans"

    claim: Mapped[str] = mapped_column(String(255), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    at: Mapped[datetime]


class FilingWish(Base):
    """A document that was handed in for a certain dossier (dropped on its page): filed there, by the person who handed
    it in, as soon as it has been read. The row goes with the filing, or with what makes it impossible."""

    __tablename__ = "filing_wishes"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
