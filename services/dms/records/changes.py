"""What every act has in common: the revision, the index, the audit event, the reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from services.dms.audit.actions import record
from services.dms.db import Tx
from services.dms.records.errors import ChangedMeanwhile, ReasonMissing
from services.dms.records.models import READING, RECEIVED, Case, Document, Dossier
from services.dms.records.rights import town
from shared.contracts import IndexRequested

_BATCH = 500


def touched(tx: Tx, document: Document, *, rights: bool = False) -> None:
    """Raise the revision and ask for the index; with ``rights`` it is left out of every search until then.

    What is still being read and was never in the index waits until it lies in the in-tray."""
    document.revision += 1
    if rights:
        document.rights_revision = document.revision
    if document.state not in (RECEIVED, READING) or document.indexed_revision > 0:
        tx.emit(IndexRequested(document.id))


def touched_all(tx: Tx, dossier: Dossier, *, rights: bool = False) -> None:
    """The same for every document of a dossier, in one statement and bounded batches of messages."""
    values: dict[str, Any] = {"revision": Document.revision + 1}
    if rights:
        values["rights_revision"] = Document.revision + 1
    tx.session.flush()
    tx.session.execute(update(Document).where(Document.dossier_id == dossier.id).values(**values))
    ids = select(Document.id).where(Document.dossier_id == dossier.id)
    for batch in tx.session.scalars(ids).partitions(_BATCH):
        for document_id in batch:
            tx.emit(IndexRequested(document_id))


def noted(tx: Tx, act: str, what: Document | Dossier | Case, *, reason: str | None = None, **details: Any) -> None:
    """One event of the audit log about a document, dossier or case; ids and dates become text."""
    kind = type(what).__name__.lower()
    dossier = tx.session.get_one(Dossier, what.dossier_id) if isinstance(what, Case) else what
    plain = {name: _plain(value) for name, value in details.items()}
    record(tx, act, kind, what.id, tenant=town(tx.session, dossier.tenant_id).code, reason=reason, details=plain)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def reasoned(reason: str) -> str:
    """:raises ReasonMissing: nothing was said."""
    said = " ".join(reason.split())
    if not said:
        raise ReasonMissing
    return said[:1000]


def unchanged_since(row: Document | Dossier, expected: int | None) -> None:
    """:raises ChangedMeanwhile: ``row`` has another revision than the one that was shown (If-Match)."""
    if expected is not None and row.revision != expected:
        raise ChangedMeanwhile(revision=row.revision)


def next_entry(tx: Tx, dossier_id: UUID) -> int:
    """The next ordinal number (Nr.) in a dossier; never given twice, whatever is taken out again."""
    raised = update(Dossier).where(Dossier.id == dossier_id).values(last_entry=Dossier.last_entry + 1)
    return tx.session.execute(raised.returning(Dossier.last_entry)).scalar_one()
