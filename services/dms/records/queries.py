"""Looking at documents and dossiers; whatever takes an actor answers with what that actor may see, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services.dms.access.rule import candidates, held_tokens, opened
from services.dms.audit.models import AuditEvent
from services.dms.audit.queries import history as _events
from services.dms.organisation.actor import Actor
from services.dms.records.dossier_queries import cases, dossier, dossier_by_number, dossier_documents, dossiers
from services.dms.records.errors import DocumentNotFound
from services.dms.records.index_queries import pending_ids, recheck, snapshot
from services.dms.records.listing import Listing, Order, bounded
from services.dms.records.models import (
    DISCARDED,
    FAILED,
    IN_TRAY,
    READING,
    RECEIVED,
    Document,
    DocumentVersion,
    Page,
    Rendition,
)
from services.dms.records.rights import readable_by

__all__ = [
    "archive",
    "cases",
    "current_version",
    "document",
    "documents",
    "dossier",
    "dossier_by_number",
    "dossier_documents",
    "dossiers",
    "duplicate_of",
    "history",
    "page_texts",
    "pages",
    "pages_done",
    "pending_ids",
    "readable_by",
    "recheck",
    "snapshot",
    "tray",
    "tray_counts",
    "versions",
]

IN_TRAYS = (RECEIVED, READING, IN_TRAY, FAILED)
"""States of what lies in an in-tray."""
_NEWEST = Order(Document.received_at, Document.id)
_WINDOW = 1000


def document(session: Session, actor: Actor, today: date, document_id: UUID) -> Document:
    """:raises DocumentNotFound: there is none, or it may not be seen."""
    wanted = select(Document).where(Document.id == document_id, readable_by(session, actor, today))
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise DocumentNotFound
    return found


def documents(
    session: Session,
    actor: Actor,
    today: date,
    *,
    state: str | Sequence[str] | None = None,
    office: UUID | None = None,
    dossier: UUID | None = None,
    ids: Sequence[UUID] | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Listing[Document]:
    """Documents, newest first. ``office`` is whose in-tray they are (or were) in. What was discarded is left out
    unless ``state`` or ``ids`` asks for it. :raises Invalid: a cursor that is none."""
    where: list[ColumnElement[bool]] = []
    if state:
        where.append(Document.state.in_([state] if isinstance(state, str) else list(state)))
    elif ids is None:
        where.append(Document.state != DISCARDED)
    if office is not None:
        where.append(Document.office_id == office)
    if dossier is not None:
        where.append(Document.dossier_id == dossier)
    if ids is not None:
        where.append(Document.id.in_(list(ids)))
    if cursor:
        where.append(_NEWEST.after(cursor))
    limit = bounded(limit)
    return _NEWEST.cut(_readable(session, held_tokens(session, actor, today), where, limit + 1), limit)


def _readable(session: Session, held: tuple[int, ...], where: list[ColumnElement[bool]], wanted: int) -> list[Document]:
    """The newest readable ones: from the newest rows, or, where little of them is readable, from the tokens' side."""
    window = select(Document.id).where(*where).order_by(*_NEWEST.by()).limit(_WINDOW).subquery()
    near = select(Document).join(window, window.c.id == Document.id).where(opened(Document.object_id, held))
    found = list(session.scalars(near.order_by(*_NEWEST.by()).limit(wanted)))
    if len(found) == wanted:
        return found
    far = select(Document).where(*where, candidates(Document.object_id, held))
    return list(session.scalars(far.order_by(*_NEWEST.by()).limit(wanted)))


def _in_tray(actor: Actor, office_id: UUID | None) -> Select[Document]:
    place = Document.office_id == office_id if office_id is not None else Document.tenant_id == actor.tenant_id
    return select(Document).where(place, Document.dossier_id.is_(None), Document.state.in_(IN_TRAYS))


def tray(
    session: Session,
    actor: Actor,
    today: date,
    office_id: UUID | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Listing[Document]:
    """What waits in the in-tray (Posteingang) of an office, newest first; without one, in all that may be seen."""
    limit = bounded(limit)
    wanted = _in_tray(actor, office_id).where(readable_by(session, actor, today))
    if cursor:
        wanted = wanted.where(_NEWEST.after(cursor))
    return _NEWEST.cut(session.scalars(wanted.order_by(*_NEWEST.by()).limit(limit + 1)).all(), limit)


def tray_counts(session: Session, actor: Actor, today: date) -> dict[UUID, dict[str, int]]:
    """How many documents per office and state wait in in-trays of the own town that may be seen."""
    rows = _in_tray(actor, None).where(readable_by(session, actor, today))
    counted = rows.with_only_columns(Document.office_id, Document.state, func.count())
    found: dict[UUID, dict[str, int]] = {}
    for office, state, count in session.execute(counted.group_by(Document.office_id, Document.state)):
        found.setdefault(office, {})[state] = count
    return found


def duplicate_of(
    session: Session, actor: Actor, today: date, tenant_id: UUID, sha256: str, *, other_than: UUID | None = None
) -> Document | None:
    """The newest document of a town with these bytes that the actor may read; what was discarded does not count,
    nor the document ``other_than``."""
    same = (Document.sha256 == sha256, Document.tenant_id == tenant_id, Document.state != DISCARDED)
    wanted = select(Document).where(*same, readable_by(session, actor, today))
    if other_than is not None:
        wanted = wanted.where(Document.id != other_than)
    return session.scalars(wanted.order_by(*_NEWEST.by()).limit(1)).one_or_none()


def history(session: Session, actor: Actor, today: date, document_id: UUID, limit: int = 50) -> Sequence[AuditEvent]:
    """What was done to a document (Verlauf), newest first. :raises DocumentNotFound."""
    return _events(session, document(session, actor, today, document_id).id, limit)


# From here on the caller has checked that the document may be seen.


def versions(session: Session, document_id: UUID) -> Sequence[DocumentVersion]:
    """Its versions (Fassungen), newest first."""
    wanted = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    return session.scalars(wanted.order_by(DocumentVersion.no.desc())).all()


def current_version(session: Session, document_id: UUID) -> DocumentVersion:
    """The newest version: the bytes that are shown and handed out."""
    return versions(session, document_id)[0]


def archive(session: Session, document_id: UUID) -> Rendition | None:
    """The archive rendition (PDF/A) of the newest version, if there is one."""
    wanted = select(Rendition).where(Rendition.document_id == document_id, Rendition.kind == "archive")
    return session.scalars(wanted.order_by(Rendition.version_no.desc()).limit(1)).one_or_none()


def pages(session: Session, document_id: UUID) -> list[Page]:
    """Its pages in order, as far as they are read."""
    return list(session.scalars(select(Page).where(Page.document_id == document_id).order_by(Page.page_no)))


def page_texts(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """Page number and text per document, in one statement."""
    wanted = select(Page.document_id, Page.page_no, Page.text).where(Page.document_id.in_(list(ids)))
    found: dict[UUID, list[tuple[int, str]]] = {}
    for document_id, page_no, text in session.execute(wanted.order_by(Page.document_id, Page.page_no)):
        found.setdefault(document_id, []).append((page_no, text))
    return found


def pages_done(session: Session, ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many pages of the present reading are read, per document; those with none are left out."""
    counted = (
        select(Page.document_id, func.count())
        .join(Document, (Document.id == Page.document_id) & (Document.again == Page.again))
        .where(Page.document_id.in_(list(ids)))
        .group_by(Page.document_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
