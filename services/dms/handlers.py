"""What becomes of each message: one function per kind, repeatable, and the lanes they run in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from services.dms.db import Tx
from services.dms.intake.learning import Suggesters
from services.dms.intake.suggestions import propose
from services.dms.intake.wishes import fulfil
from services.dms.organisation.actor import SYSTEM
from services.dms.records import actions, queries
from services.dms.records.models import READING, RECEIVED, Document
from services.dms.relay import Lane, Outcome
from shared import faults
from shared.contracts import (
    ArchiveRequested,
    ArchiveWritten,
    DocumentSnapshot,
    IndexRequested,
    Inspected,
    InspectRequested,
    Message,
    PageResult,
    PagesRead,
    PagesRequested,
    ReindexRequested,
    SuggestRequested,
)

if TYPE_CHECKING:
    from services.dms.runtime import Runtime

GAVE_UP = "gave_up"
INDEX_BATCH = 64


def lanes(runtime: Runtime, suggesters: Suggesters) -> list[Lane]:
    """Reading, records and index, each with its own threads.

    Reading has twice as many threads as there are children, and a document at most as many as there are children:
    so the page of a single scan takes its turn among the pages of a large file.
    """
    children = runtime.settings.ocr_workers or os.cpu_count() or 1
    return [
        Lane(
            "reading", _kinds(InspectRequested, PagesRequested, ArchiveRequested), partial(_read, runtime),
            _reading_gave_up, threads=2 * children, per_document=children,
        ),
        Lane("records", _kinds(Inspected, PagesRead, ArchiveWritten), _written, _records_gave_up),
        Lane("suggest", _kinds(SuggestRequested), partial(_suggest, runtime, suggesters), _into_the_tray_anyway),
        Lane(
            "index", _kinds(IndexRequested, ReindexRequested), partial(_index, runtime), _no_index,
            batch=INDEX_BATCH, endless=True,
        ),
    ]  # fmt: skip


def _kinds(*messages: type[Message]) -> frozenset[str]:
    return frozenset(message.__name__ for message in messages)


def _read(runtime: Runtime, messages: Sequence[Message]) -> Outcome:
    """The reading service answers with messages: rows in the transaction that finishes the request."""
    answers = [answer for message in messages for answer in runtime.reader.handle(message)]
    if any(isinstance(message, PagesRequested) for message in messages):
        faults.point("page")

    def write(tx: Tx) -> None:
        for answer in answers:
            tx.emit(answer)

    return write


def _written(messages: Sequence[Message]) -> Outcome:
    """What the reading service found, into the records."""

    def write(tx: Tx) -> None:
        for message in messages:
            _ACTS[type(message)](tx, message)
            if isinstance(message, Inspected):
                fulfil(tx, message.document_id)  # what cannot be read is filed all the same, where that was wished
            if any(isinstance(emitted, ArchiveRequested) for emitted in tx.emitted):
                faults.point("last_page")

    return write


_ACTS: dict[type[Message], Callable[..., object]] = {
    Inspected: actions.inspected,
    PagesRead: actions.pages_read,
    ArchiveWritten: actions.archive_written,
}


def _suggest(runtime: Runtime, suggesters: Suggesters, messages: Sequence[Message]) -> Outcome:
    """Computed outside the transaction (nobody waits for it), written in it."""
    writes = [propose(runtime, suggesters, document) for document in _documents(messages)]

    def write(tx: Tx) -> None:
        for each in writes:
            each(tx)

    return write


def _index(runtime: Runtime, messages: Sequence[Message]) -> Outcome:
    """Send the present snapshots; the index ignores what is older than what it has."""
    if any(isinstance(message, ReindexRequested) for message in messages):
        reindex(runtime)
    documents = _documents(messages)
    with runtime.reading(SYSTEM) as tx:
        found = {document: queries.snapshot(tx.session, document) for document in documents}
    snapshots = [snapshot for snapshot in found.values() if snapshot is not None]
    runtime.index.put(snapshots)
    faults.point("index")

    def write(tx: Tx) -> None:
        for snapshot in snapshots:
            known = (Document.id == snapshot.document_id, Document.indexed_revision < snapshot.revision)
            tx.session.execute(update(Document).where(*known).values(indexed_revision=snapshot.revision))

    return write


def reindex(runtime: Runtime) -> None:
    """The index anew, from one consistent view of the rows."""
    with runtime.reading(SYSTEM) as tx:
        runtime.index.rebuild(snapshots(tx.session))


def snapshots(session: Session) -> Iterator[DocumentSnapshot]:
    """Everything the index is to hold: what is still being read comes when it is."""
    wanted = select(Document.id).where(or_(Document.state.not_in((RECEIVED, READING)), Document.indexed_revision > 0))
    for document in session.scalars(wanted).all():
        snapshot = queries.snapshot(session, document)
        session.expunge_all()  # a whole installation need not fit into memory
        if snapshot is not None:
            yield snapshot


def _documents(messages: Sequence[Message]) -> list[UUID]:
    ids = (m.document_id for m in messages if isinstance(m, IndexRequested | SuggestRequested))
    return list(dict.fromkeys(ids))


def _reading_gave_up(tx: Tx, message: Message) -> None:
    """What could not be read is told as read without result, so that the rest goes on (house)."""
    match message:
        case InspectRequested():
            tx.emit(Inspected(document_id=message.document_id, problem=GAVE_UP, again=message.again))
        case PagesRequested():
            numbers = range(message.first, message.last + 1)
            lost = tuple(PageResult(number, "", None, origin="unreadable", problem=GAVE_UP) for number in numbers)
            tx.emit(PagesRead(message.document_id, message.blob, lost, again=message.again))
        case ArchiveRequested():
            tx.emit(ArchiveWritten(message.document_id, None, reason=GAVE_UP, again=message.again))


def _records_gave_up(tx: Tx, message: Message) -> None:
    """A message that the records could not take: the document goes to a person."""
    if isinstance(message, Inspected | PagesRead):
        actions.mark_failed(tx, message.document_id, GAVE_UP, again=message.again)
        fulfil(tx, message.document_id)


def _into_the_tray_anyway(tx: Tx, message: Message) -> None:
    """No suggestion could be made: a person chooses without one."""
    if isinstance(message, SuggestRequested):
        if not actions.into_tray(tx, message.document_id):
            actions.mark_failed(tx, message.document_id, GAVE_UP, again=message.again)
        fulfil(tx, message.document_id)


def _no_index(_tx: Tx, _message: Message) -> None:
    """The lane is endless; a row dies here only when it took the process down each time. ``verify`` tells."""
