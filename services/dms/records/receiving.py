"""A document comes in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.dms.access.actions import new_object
from services.dms.db import Tx
from services.dms.organisation.models import Office, Tenant
from services.dms.records.changes import noted
from services.dms.records.models import Document, DocumentVersion
from services.dms.records.rights import locked
from shared.contracts import BlobRef, InspectRequested
from shared.errors import Forbidden


def received(
    tx: Tx,
    *,
    document_id: UUID,
    ref: BlobRef,
    size: int,
    name: str,
    media_type: str,
    tenant: Tenant,
    office: Office,
    channel: str,
    subject: str = "",
    received_on: date | None = None,
) -> Document:
    """A file came in, its bytes are durable: it lies in the in-tray of ``office`` and will be read. The same
    ``document_id`` again changes nothing. :raises Forbidden: people hand in only in their own town, with a function
    that is work on content."""
    _may_hand_in(tx, tenant, office)
    if (there := locked(tx, document_id)) is not None:
        return there
    document = Document(
        id=document_id,
        object_id=_tray_item(tx, tenant, office),
        tenant_id=tenant.id,
        office_id=office.id,
        sha256=ref.sha256,
        size=size,
        media_type=media_type,
        name=name,
        channel=channel,
        uploaded_by=None if tx.actor.is_system else tx.actor.person_id,
        received_at=tx.now,
        received_on=received_on or tx.today,
        reading_since=tx.now,
        subject=subject.strip(),
    )
    _keep(tx, document)
    tx.emit(InspectRequested(document_id, ref, media_type))
    noted(tx, "document_received", document, office=office.code, channel=channel, sha256=ref.sha256)
    return document


def _tray_item(tx: Tx, tenant: Tenant, office: Office) -> int:
    uploader = None if tx.actor.is_system else tx.actor.person_no
    return new_object(tx, "tray", town_no=tenant.no, office=office, uploader_no=uploader).id


def _keep(tx: Tx, document: Document) -> None:
    """The row and its first version."""
    tx.add(document)
    tx.session.flush()
    tx.add(
        DocumentVersion(
            document_id=document.id,
            no=1,
            sha256=document.sha256,
            size=document.size,
            media_type=document.media_type,
            name=document.name,
            created_at=tx.now,
            created_by=document.uploaded_by,
        )
    )


def _may_hand_in(tx: Tx, tenant: Tenant, office: Office) -> None:
    actor = tx.actor
    if not actor.is_system and not (actor.content_role and actor.tenant_id == tenant.id):
        raise Forbidden
    if office.tenant_id != tenant.id:
        raise Forbidden
