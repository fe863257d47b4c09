"""Filing a document, and taking it somewhere else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.dms.access.actions import drop_object, new_object
from services.dms.audit.models import AuditEvent
from services.dms.db import Tx
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Office, Person
from services.dms.records.changes import next_entry, noted, reasoned, touched
from services.dms.records.dossiers import open_dossier
from services.dms.records.errors import CaseNotFound, DossierClosed, NotFiled, NothingToUndo
from services.dms.records.in_tray import unfiled
from services.dms.records.models import FAILED, FILED, IN_TRAY, OPEN, Case, Document, Dossier
from services.dms.records.rights import document_to_change, dossier_to_change, town
from shared.errors import Invalid


def file_document(
    tx: Tx,
    document_id: UUID,
    *,
    dossier_id: UUID | None = None,
    case_id: UUID | None = None,
    position: str | None = None,
    title: str | None = None,
) -> Document:
    """File into an existing dossier, or into a new one at ``position`` called ``title`` (else as the document).

    From the in-tray, and although it could not be read. From now on it is readable by whom its dossier is.

    :raises StillReading, AlreadyFiled, Discarded: by its state; :raises DossierClosed; :raises Invalid: not exactly
    one of ``dossier_id`` and ``position``; :raises DossierNotFound, CaseNotFound, PositionNotFound."""
    document = document_to_change(tx, document_id)
    unfiled(document, may_be_read_now=False)
    if (dossier_id is None) == (position is None) or (position is not None and case_id is not None):
        raise Invalid(field="position")
    if dossier_id is not None:
        dossier = dossier_to_change(tx, dossier_id)
    else:
        dossier = open_dossier(tx, position or "", title or document.subject or document.name)
    tray_object = document.object_id
    _put_into(tx, document, dossier, case_id)
    document.state, document.filed_at, document.filed_by = FILED, tx.now, tx.actor.person_id
    touched(tx, document, rights=True)
    tx.session.flush()
    drop_object(tx, tray_object)
    noted(tx, "document_filed", document, **_told(document, dossier), opened=dossier_id is None)
    return document


def _told(document: Document, dossier: Dossier) -> dict[str, Any]:
    """What the log keeps of a place in a dossier."""
    return {"dossier": dossier.id, "file_number": dossier.file_number, "entry_no": document.entry_no}


def move_document(tx: Tx, document_id: UUID, dossier_id: UUID, reason: str, case_id: UUID | None = None) -> Document:
    """Move a filed document to another dossier, or to another case of its own; it gets the next Nr. there.

    :raises NotFiled, DossierClosed: also where the old one is closed; :raises ReasonMissing, DossierNotFound,
    CaseNotFound."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    old = _its_dossier(tx, document)
    target = dossier_to_change(tx, dossier_id)
    if target.id == old.id:
        document.case_id = _case_of(tx, target, case_id)
    else:
        _put_into(tx, document, target, case_id)
    touched(tx, document, rights=True)
    noted(
        tx,
        "document_moved",
        document,
        reason=said,
        **{"from": old.file_number, "to": target.file_number},
        from_dossier=old.id,
        dossier=target.id,
        entry_no=document.entry_no,
    )
    return document


def _put_into(tx: Tx, document: Document, dossier: Dossier, case_id: UUID | None) -> None:
    if dossier.state != OPEN:
        raise DossierClosed
    if dossier.tenant_id != document.tenant_id:
        raise Invalid(field="dossier_id")
    document.case_id = _case_of(tx, dossier, case_id)
    document.entry_no = next_entry(tx, dossier.id)
    document.dossier_id = dossier.id
    document.object_id = dossier.object_id


def _case_of(tx: Tx, dossier: Dossier, case_id: UUID | None) -> UUID | None:
    if case_id is None:
        return None
    case = tx.session.get(Case, case_id)
    if case is None or case.dossier_id != dossier.id:
        raise CaseNotFound
    if case.state != OPEN:
        raise DossierClosed
    return case.id


def _its_dossier(tx: Tx, document: Document) -> Dossier:
    """The open dossier in which the document lies."""
    if document.dossier_id is None:
        raise NotFiled
    dossier = tx.session.get_one(Dossier, document.dossier_id)
    if dossier.state != OPEN:
        raise DossierClosed
    return dossier


def _back_to_tray(tx: Tx, document: Document) -> None:
    """Into the in-tray from which it came, under an object of its own again."""
    office = tx.session.get_one(Office, document.office_id)
    uploader = tx.session.get(Person, document.uploaded_by) if document.uploaded_by else None
    tray = new_object(
        tx,
        "tray",
        town_no=town(tx.session, document.tenant_id).no,
        office=office,
        uploader_no=uploader.no if uploader else None,
    )
    document.object_id = tray.id
    document.dossier_id = document.case_id = document.entry_no = None
    document.filed_at = document.filed_by = None
    document.state = FAILED if document.problem else IN_TRAY
    touched(tx, document, rights=True)


def return_document(tx: Tx, document_id: UUID, reason: str) -> Document:
    """Take a filed document out of its dossier, back to the in-tray of its office; its Nr. stays empty.

    :raises NotFiled, DossierClosed, ReasonMissing."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    dossier = _its_dossier(tx, document)
    left = _told(document, dossier)
    _back_to_tray(tx, document)
    noted(tx, "document_returned", document, reason=said, **left)
    return document


def undo_filing(tx: Tx, document_id: UUID) -> Document:
    """Take back one's own last act on a document, if that was filing it: it lies in the in-tray again.

    A dossier that was opened by this filing stays, empty: numbers are never given twice.

    :raises NothingToUndo: something else was done since, or somebody else filed it; :raises DossierClosed."""
    document = document_to_change(tx, document_id)
    last = tx.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_id == document.id, AuditEvent.actor_id != SYSTEM.person_id)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).one_or_none()
    mine = last is not None and last.act == "document_filed" and last.actor_id == tx.actor.person_id
    if document.state != FILED or not mine:
        raise NothingToUndo
    dossier = _its_dossier(tx, document)
    left = _told(document, dossier)
    _back_to_tray(tx, document)
    noted(tx, "filing_undone", document, **left)
    return document
