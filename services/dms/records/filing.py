"""Filing a document, and taking it somewhere else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from services.dms.access.actions import change_object, drop_object, new_object
from services.dms.audit.models import AuditEvent
from services.dms.db import Tx
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Office, Person
from services.dms.organisation.queries import office_of
from services.dms.records.changes import next_entry, noted, reasoned, touched
from services.dms.records.dossiers import open_dossier
from services.dms.records.errors import (
    AlreadyFiled,
    CaseNotFound,
    Discarded,
    DossierClosed,
    NotDiscarded,
    NotFiled,
    NothingToUndo,
    RestoreTooLate,
    StillReading,
)
from services.dms.records.models import (
    DISCARDED,
    FAILED,
    FILED,
    IN_TRAY,
    OPEN,
    READING,
    RECEIVED,
    Case,
    Document,
    Dossier,
)
from services.dms.records.reading import all_pages_read, start_reading
from services.dms.records.rights import document_to_change, dossier_to_change, town
from shared.errors import Invalid

DISCARD_DAYS = 30
"""So long a discarded document can be restored (glossary)."""


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
    _unfiled(document, may_be_read_now=False)
    if (dossier_id is None) == (position is None) or (position is not None and case_id is not None):
        raise Invalid(field="position")
    if position is not None:
        dossier = open_dossier(tx, position, title or document.subject or document.name)
    else:
        assert dossier_id is not None
        dossier = dossier_to_change(tx, dossier_id)
    tray_object = document.object_id
    _put_into(tx, document, dossier, case_id)
    document.state = FILED
    document.filed_at = tx.now
    document.filed_by = tx.actor.person_id
    touched(tx, document, rights=True)
    tx.session.flush()
    drop_object(tx, tray_object)
    noted(
        tx,
        "document_filed",
        document,
        dossier=dossier.id,
        file_number=dossier.file_number,
        entry_no=document.entry_no,
        opened=position is not None,
    )
    return document


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


def _unfiled(document: Document, *, may_be_read_now: bool = True) -> None:
    if document.state == FILED:
        raise AlreadyFiled
    if document.state == DISCARDED:
        raise Discarded
    if not may_be_read_now and document.state in (RECEIVED, READING):
        raise StillReading


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
    entry_no = document.entry_no
    _back_to_tray(tx, document)
    noted(
        tx,
        "document_returned",
        document,
        reason=said,
        dossier=dossier.id,
        file_number=dossier.file_number,
        entry_no=entry_no,
    )
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
    entry_no = document.entry_no
    _back_to_tray(tx, document)
    noted(tx, "filing_undone", document, dossier=dossier.id, file_number=dossier.file_number, entry_no=entry_no)
    return document


def discard(tx: Tx, document_id: UUID, reason: str) -> Document:
    """Discard from the in-tray; it can be restored for :data:`DISCARD_DAYS` days. What is filed cannot be discarded.

    :raises AlreadyFiled, Discarded, ReasonMissing."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    _unfiled(document)
    document.state = DISCARDED
    document.discarded_at = tx.now
    document.reading_since = None
    touched(tx, document, rights=True)
    noted(tx, "document_discarded", document, reason=said)
    return document


def restore(tx: Tx, document_id: UUID, reason: str = "", *, days: int = DISCARD_DAYS) -> Document:
    """Back into the in-tray; what was discarded while it was being read is read again.

    :raises NotDiscarded; :raises RestoreTooLate: discarded more than ``days`` days ago."""
    document = document_to_change(tx, document_id)
    if document.state != DISCARDED or document.discarded_at is None:
        raise NotDiscarded
    if tx.now - document.discarded_at > timedelta(days=days):
        raise RestoreTooLate(days=days)
    document.discarded_at = None
    if document.problem:
        document.state = FAILED
    elif all_pages_read(tx, document):
        document.state = IN_TRAY
    else:
        start_reading(tx, document)
    touched(tx, document, rights=True)
    noted(tx, "document_restored", document, reason=reason.strip() or None)
    return document


def reroute(tx: Tx, document_id: UUID, office_id: UUID, reason: str) -> Document:
    """Hand an unfiled document to another office of the same town.

    :raises AlreadyFiled, Discarded, OfficeNotFound, ReasonMissing."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    _unfiled(document)
    office = office_of(tx.session, office_id, document.tenant_id)
    old = document.office_id
    document.office_id = office.id
    change_object(tx, document.object_id, office=office)
    touched(tx, document, rights=True)
    noted(tx, "document_rerouted", document, reason=said, **{"from": old, "to": office.id})
    return document


def read_again(tx: Tx, document_id: UUID, reason: str) -> Document:
    """Read an unfiled document once more; what is read late by an earlier reading is ignored from now on.

    :raises AlreadyFiled, Discarded, StillReading, ReasonMissing."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    _unfiled(document, may_be_read_now=False)
    start_reading(tx, document)
    touched(tx, document)
    noted(tx, "reading_repeated", document, reason=said, again=document.again)
    return document
