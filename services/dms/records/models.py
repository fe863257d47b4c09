"""Tables of the records: dossiers, cases, documents, versions, renditions, pages, running numbers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.access.models import BigId
from services.dms.db import Base

OPEN, CLOSED_TO_FILE, RETENTION = "open", "closed_to_file", "retention"
OFFERED, ARCHIVED, RELEASED, DESTROYED = "offered", "archived", "released", "destroyed"
NEXT_DOSSIER = {
    OPEN: {CLOSED_TO_FILE},
    CLOSED_TO_FILE: {OPEN, RETENTION},
    RETENTION: {OFFERED},
    OFFERED: {ARCHIVED, RELEASED},
    RELEASED: {DESTROYED},
}
"""Life cycle of dossier and case (glossary)."""

RECEIVED, READING, IN_TRAY, FILED = "received", "reading", "in_tray", "filed"
FAILED, DISCARDED = "failed", "discarded"
NEXT_DOCUMENT = {
    RECEIVED: {READING, IN_TRAY, FAILED, DISCARDED},
    READING: {IN_TRAY, FAILED, DISCARDED},
    IN_TRAY: {FILED, DISCARDED, READING},
    FAILED: {FILED, DISCARDED, READING},
    FILED: {IN_TRAY, FAILED, FILED},
    DISCARDED: {IN_TRAY, FAILED, READING},
}
"""Life cycle of a document (glossary). ``FILED -> FILED`` is the move to another dossier; what comes back (returned,
restored) is ``FAILED`` where it could not be read, and ``READING`` where it was discarded while being read."""
UNFILED = text("dossier_id IS NULL")

DIRECTIONS = ("incoming", "outgoing", "internal")
MEDIA = ("electronic", "paper", "hybrid")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class RunningNumber(Base):
    """The last running number per town, *printed* position number and year (Europe/Berlin)."""

    __tablename__ = "running_numbers"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    position: Mapped[str] = mapped_column(String(31), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Dossier(Base):
    """Akte: the documents of one matter, under one FileNumber (Aktenzeichen), frozen when it is opened.

    ``object_id`` carries its rights. ``last_entry`` is the last ordinal number (Nr.) given to a document in it.
    ``place`` is where the paper stands, for the media ``paper`` and ``hybrid``. ``folded`` is number and title as
    ``filing_plan.text.fold`` writes them, for the filter of lists. ``revision`` guards changes by two people at once
    (If-Match).
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint(_one_of("medium", MEDIA), name="medium"),
        CheckConstraint(_one_of("state", (*NEXT_DOSSIER, ARCHIVED, DESTROYED)), name="state"),
        Index("ix_dossiers_opened", "opened_at", "id"),
        Index("ix_dossiers_title", "title", "id"),
        Index("ix_dossiers_position", "position_id", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    object_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_objects.id"), unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    position_id: Mapped[UUID] = mapped_column(ForeignKey("plan_positions.id"))
    file_number: Mapped[str] = mapped_column(String(63), unique=True)
    title: Mapped[str]
    folded: Mapped[str]
    responsible_office_id: Mapped[UUID] = mapped_column(ForeignKey("offices.id"), index=True)
    protection: Mapped[str] = mapped_column(String(15))
    state: Mapped[str] = mapped_column(String(15), default=OPEN)
    medium: Mapped[str] = mapped_column(String(10), default="electronic")
    place: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    closed_on: Mapped[date | None]
    last_entry: Mapped[int] = mapped_column(default=0)
    last_case: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)


class FileNumberAlias(Base):
    """An older number of a dossier; found for ever. Two towns may have used the same one."""

    __tablename__ = "file_number_aliases"
    __table_args__ = (Index("ix_file_number_aliases_number", "number"),)

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(63), primary_key=True)


class Case(Base):
    """Vorgang: a matter inside a dossier; ``no`` is the last piece of the file number (``-03``)."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("dossier_id", "no"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id"))
    no: Mapped[int]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(15), default=OPEN)
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    closed_on: Mapped[date | None]


class Document(Base):
    """Dokument, Schriftstück.

    ``object_id`` is its tray item's object until it is filed, its dossier's object afterwards: filing changes one
    column and so who may read it. ``entry_no`` is its ordinal number (Nr.) in the dossier. ``revision`` is raised by
    every change, ``rights_revision`` remembers the revision of the last change of readers, ``indexed_revision`` what
    the index is known to hold (0: nothing): while ``rights_revision > indexed_revision`` the document is left out of
    every search. ``uploaded_by`` is None for a scan that the program took from a folder. ``reading_since`` is the
    start of the deadline of reading. ``again`` counts 'read again'.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(_one_of("state", tuple(NEXT_DOCUMENT)), name="state"),
        CheckConstraint(_one_of("direction", DIRECTIONS), name="direction"),
        CheckConstraint("(state = 'filed') = (dossier_id IS NOT NULL)", name="filed_in_a_dossier"),
        UniqueConstraint("dossier_id", "entry_no"),
        Index("ix_documents_tenant_received", "tenant_id", "received_at", "id"),
        Index("ix_documents_received", "received_at", "id"),
        Index("ix_documents_object", "object_id", "received_at", "id"),
        Index("ix_documents_tray", "office_id", "received_at", "id", sqlite_where=UNFILED, postgresql_where=UNFILED),
        Index("ix_documents_unfiled", "tenant_id", "received_at", "id", sqlite_where=UNFILED, postgresql_where=UNFILED),
        Index("ix_documents_sha256", "sha256", "tenant_id"),
        Index("ix_documents_pending", "id", sqlite_where=text("rights_revision > indexed_revision")),
        Index("ix_documents_reading", "reading_since", sqlite_where=text("reading_since IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    object_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_objects.id"))
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("offices.id"))
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossiers.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    entry_no: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default=RECEIVED)
    problem: Mapped[str | None] = mapped_column(String(31))
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(127))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String(15))
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    subject: Mapped[str] = mapped_column(default="")
    direction: Mapped[str] = mapped_column(String(10), default="incoming")
    document_date: Mapped[date | None]
    sender: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")
    their_reference: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(31), default="")
    remark: Mapped[str] = mapped_column(default="")
    page_count: Mapped[int | None]
    mean_confidence: Mapped[float | None]
    signed: Mapped[bool] = mapped_column(default=False)
    pdfa: Mapped[str | None] = mapped_column(String(7))
    archive_reason: Mapped[str | None] = mapped_column(String(31))
    reading_since: Mapped[datetime | None]
    again: Mapped[int] = mapped_column(default=0)
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    discarded_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    rights_revision: Mapped[int] = mapped_column(default=1)
    indexed_revision: Mapped[int] = mapped_column(default=0)


class DocumentVersion(Base):
    """Fassung: the original bytes of a document as they came in; a later version never changes an earlier one."""

    __tablename__ = "document_versions"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(127))
    name: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Rendition(Base):
    """A form of a version made by the program: ``kind`` ``archive`` is the PDF/A."""

    __tablename__ = "renditions"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    version_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(15), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(127))
    created_at: Mapped[datetime]


class Page(Base):
    """A page that was read. ``origin``: ``ocr`` | ``text_layer`` | ``blank`` | ``unreadable`` (then ``problem``).

    ``rotation`` in clockwise degrees and ``skew`` in degrees are what was corrected for reading. Width and height
    are points as displayed. Word boxes and previews are kept beside the blob.
    """

    __tablename__ = "pages"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    page_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    again: Mapped[int] = mapped_column(SmallInteger, default=0)
    text: Mapped[str]
    confidence: Mapped[float | None]
    rotation: Mapped[int] = mapped_column(SmallInteger, default=0)
    skew: Mapped[float] = mapped_column(default=0.0)
    origin: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(31))
    width: Mapped[float]
    height: Mapped[float]
