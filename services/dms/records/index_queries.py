"""What the search index is told, and how its answers are checked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.dms.access.queries import tokens_carried
from services.dms.organisation.actor import Actor
from services.dms.plan.queries import position_by_id
from services.dms.records.models import DISCARDED, READING, RECEIVED, Case, Document, Dossier, FileNumberAlias, Page
from services.dms.records.rights import readable_by, town
from shared.contracts import DocumentSnapshot


def snapshot(session: Session, document_id: UUID) -> DocumentSnapshot | None:
    """What the index is to know of a document now; None where there is no such row.

    A discarded document carries no tokens: nobody finds it until it is restored."""
    document = session.get(Document, document_id, populate_existing=True)
    if document is None:
        return None
    dossier = session.get_one(Dossier, document.dossier_id) if document.dossier_id else None
    texts = select(Page.text).where(Page.document_id == document_id).order_by(Page.page_no)
    aliases = select(FileNumberAlias.number).where(FileNumberAlias.dossier_id == document.dossier_id)
    return DocumentSnapshot(
        document_id=document_id,
        revision=document.revision,
        tenant=town(session, document.tenant_id).code,
        office=dossier.responsible_office_id if dossier else document.office_id,
        position=position_by_id(session, dossier.position_id).number if dossier else None,
        dossier=document.dossier_id,
        file_number=file_number(session, document, dossier),
        subject=document.subject,
        sender=document.sender,
        recipient=document.recipient,
        their_reference=document.their_reference,
        kind=document.kind,
        remark=document.remark,
        dossier_title=dossier.title if dossier else "",
        document_date=document.document_date,
        received_on=document.received_on,
        tokens=() if document.state == DISCARDED else tokens_carried(session, document.object_id),
        pages=tuple(session.scalars(texts)),
        aliases=tuple(session.scalars(aliases)),
    )


def file_number(session: Session, document: Document, dossier: Dossier | None) -> str:
    """The number under which it is filed, with its case's; empty while it is not."""
    if dossier is None:
        return ""
    if document.case_id is None:
        return dossier.file_number
    return f"{dossier.file_number}-{session.get_one(Case, document.case_id).no:02d}"


def recheck(session: Session, actor: Actor, today: date, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the index's hits that may be read by what the database says now."""
    readable = (readable_by(session, actor, today), Document.state != DISCARDED)
    return set(session.scalars(select(Document.id).where(Document.id.in_(list(ids)), *readable)))


def pending_ids(session: Session, limit: int = 10_000) -> list[UUID] | None:
    """Documents whose readers changed since the index last heard of them: to be treated as absent. None where there
    are more than ``limit``. What was never in the index and is still being read is not in it either."""
    told = or_(Document.indexed_revision > 0, Document.state.not_in((RECEIVED, READING)))
    behind = select(Document.id).where(Document.rights_revision > Document.indexed_revision, told)
    found = list(session.scalars(behind.limit(limit + 1)))
    return None if len(found) > limit else found
