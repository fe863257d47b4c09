"""What happens to a document while it lies in an in-tray: discarded, restored, handed on, read again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.dms.access.actions import change_object
from services.dms.db import Tx
from services.dms.organisation.queries import office_of
from services.dms.records.changes import noted, reasoned, touched
from services.dms.records.errors import AlreadyFiled, Discarded, NotDiscarded, RestoreTooLate, StillReading
from services.dms.records.models import DISCARDED, FAILED, FILED, IN_TRAY, READING, RECEIVED, Document
from services.dms.records.reading import all_pages_read, start_reading
from services.dms.records.rights import document_to_change

DISCARD_DAYS = 30
"""So long a discarded document can be restored (glossary)."""


def unfiled(document: Document, *, may_be_read_now: bool = True) -> None:
    """:raises AlreadyFiled, Discarded: it lies in no in-tray; :raises StillReading: where that is asked, too."""
    if document.state == FILED:
        raise AlreadyFiled
    if document.state == DISCARDED:
        raise Discarded
    if not may_be_read_now and document.state in (RECEIVED, READING):
        raise StillReading


def discard(tx: Tx, document_id: UUID, reason: str) -> Document:
    """Discard from the in-tray; it can be restored for :data:`DISCARD_DAYS` days. What is filed cannot be discarded.

    :raises AlreadyFiled, Discarded, ReasonMissing."""
    document = document_to_change(tx, document_id)
    said = reasoned(reason)
    unfiled(document)
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
    unfiled(document)
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
    unfiled(document, may_be_read_now=False)
    start_reading(tx, document)
    touched(tx, document)
    noted(tx, "reading_repeated", document, reason=said, again=document.again)
    return document
