"""A document is read: acts of the program itself, called by handlers.

Messages may come late, twice and in any order: each act looks at the row first and changes nothing where the news is
old. A message belongs to the reading whose number (``again``) it carries.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from services.dms.db import Tx
from services.dms.records.changes import noted, touched
from services.dms.records.models import (
    FAILED,
    IN_TRAY,
    READING,
    RECEIVED,
    Document,
    Page,
    Rendition,
)
from services.dms.records.rights import locked, town
from shared.contracts import (
    MAX_PAGES_PER_MESSAGE,
    ArchiveRequested,
    ArchiveWritten,
    BlobRef,
    Inspected,
    InspectRequested,
    PageResult,
    PagesRead,
    PagesRequested,
    SuggestRequested,
)
from shared.media_types import PDF

OVERDUE = "overdue"
"""Problem of what was not read before its deadline."""
_SWEPT_AT_ONCE = 100


def start_reading(tx: Tx, document: Document) -> None:
    """Begin a new reading; answers to earlier ones no longer count."""
    document.state = READING
    document.again += 1
    document.problem = None
    document.page_count = None
    document.reading_since = tx.now
    tx.emit(InspectRequested(document.id, _blob(tx, document), document.media_type, document.again))


def _blob(tx: Tx, document: Document) -> BlobRef:
    return BlobRef(town(tx.session, document.tenant_id).code, document.sha256)


def _being_read(tx: Tx, document_id: UUID, again: int) -> Document | None:
    """The document, locked, if this reading of it is the one going on; else the news is old."""
    document = locked(tx, document_id)
    if document is None or document.state not in (RECEIVED, READING) or document.again != again:
        return None
    return document


def inspected(tx: Tx, message: Inspected) -> bool:
    """The file was looked into: read its pages, or fail with the reason. False where the news is old."""
    document = _being_read(tx, message.document_id, message.again)
    if document is None or document.page_count is not None:
        return False
    document.signed = message.signed
    document.pdfa = message.pdfa
    if message.problem or not message.pages:
        return _fail(tx, document, message.problem or "no_pages")
    document.page_count = len(message.pages)
    document.state = READING
    ref = _blob(tx, document)
    for first in range(1, document.page_count + 1, MAX_PAGES_PER_MESSAGE):
        last = min(first + MAX_PAGES_PER_MESSAGE - 1, document.page_count)
        tx.emit(PagesRequested(document.id, ref, document.media_type, first, last, document.again))
    return True


def pages_read(tx: Tx, message: PagesRead) -> bool:
    """Pages were read. Whoever stores the last one, and nobody else, asks for the archive rendition and for
    suggestions: the row is locked, and rows are counted. False where the news is old or nothing was new."""
    document = _being_read(tx, message.document_id, message.again)
    if document is None or document.page_count is None or message.blob.sha256 != document.sha256:
        return False
    fresh = [result for result in message.results if _store(tx, document, result)]
    if not fresh:
        return False
    if all_pages_read(tx, document):
        _reading_done(tx, document)
    return True


def _store(tx: Tx, document: Document, result: PageResult) -> bool:
    """Keep a page's result; an earlier reading's gives way. False where this reading has it already."""
    if not 1 <= result.page_no <= (document.page_count or 0):
        return False
    page = tx.session.get(Page, (document.id, result.page_no))
    if page is not None and page.again == document.again:
        return False
    tx.session.merge(
        Page(
            document_id=document.id,
            page_no=result.page_no,
            again=document.again,
            text=result.text,
            confidence=result.confidence,
            rotation=result.rotation,
            skew=result.skew,
            origin=result.origin,
            problem=result.problem,
            width=result.width,
            height=result.height,
        )
    )
    return True


def all_pages_read(tx: Tx, document: Document) -> bool:
    """Whether this reading has stored every page; rows are counted, never a counter raised."""
    tx.session.flush()
    done = select(func.count()).select_from(Page)
    done = done.where(Page.document_id == document.id, Page.again == document.again)
    return document.page_count is not None and tx.session.scalar(done) == document.page_count


def _reading_done(tx: Tx, document: Document) -> None:
    mean = select(func.avg(Page.confidence)).where(Page.document_id == document.id, Page.origin == "ocr")
    document.mean_confidence = tx.session.scalar(mean)
    archive = ArchiveRequested(
        document.id,
        _blob(tx, document),
        document.media_type,
        document.page_count or 0,
        signed=document.signed,
        pdfa=document.pdfa,
        again=document.again,
    )
    tx.emit(archive)
    tx.emit(SuggestRequested(document.id, document.again))
    noted(tx, "document_read", document, pages=document.page_count)


def into_tray(tx: Tx, document_id: UUID) -> bool:
    """All pages are read and the suggestions stand: the document waits to be filed. The handler of
    ``SuggestRequested`` calls this in the transaction that stores the suggestions. False where it is not so."""
    document = locked(tx, document_id)
    if document is None or document.state != READING or not all_pages_read(tx, document):
        return False
    document.state = IN_TRAY
    document.reading_since = None
    touched(tx, document)
    return True


def archive_written(tx: Tx, message: ArchiveWritten) -> bool:
    """The archive rendition is there, or there is none and why; whatever became of the document since."""
    document = locked(tx, message.document_id)
    if document is None or document.again != message.again:
        return False
    if message.archive is None:
        if document.archive_reason == message.reason:
            return False
        document.archive_reason = message.reason
        return True
    old = tx.session.get(Rendition, (document.id, 1, "archive"))
    if old is not None and old.sha256 == message.archive.sha256:
        return False
    document.archive_reason = None
    tx.session.merge(
        Rendition(
            document_id=document.id,
            version_no=1,
            kind="archive",
            sha256=message.archive.sha256,
            size=message.size,
            media_type=PDF,
            created_at=tx.now,
        )
    )
    noted(tx, "archive_written", document, sha256=message.archive.sha256)
    return True


def mark_failed(tx: Tx, document_id: UUID, problem: str, *, again: int | None = None) -> bool:
    """The document cannot be read, ``problem`` is the code of the reason; it can be filed all the same. ``again``:
    which reading failed, any for None.

    False, and nothing changed, where it is not being read (any more), or where a later reading is under way."""
    document = locked(tx, document_id)
    if document is None or document.state not in (RECEIVED, READING):
        return False
    if again is not None and document.again != again:
        return False
    return _fail(tx, document, problem)


def _fail(tx: Tx, document: Document, problem: str) -> bool:
    document.state = FAILED
    document.problem = problem
    document.reading_since = None
    touched(tx, document)
    noted(tx, "document_failed", document, reason=problem)
    return True


def end_overdue(tx: Tx, deadline: datetime) -> list[UUID]:
    """End every reading that began before ``deadline``: pages that are missing count as unreadable and the rest goes
    on; what was not even inspected fails. Returns the ids, at most 100 at once."""
    late = select(Document.id).where(Document.state.in_((RECEIVED, READING)), Document.reading_since < deadline)
    ended = list(tx.session.scalars(late.order_by(Document.reading_since).limit(_SWEPT_AT_ONCE)))
    for document_id in ended:
        document = locked(tx, document_id)
        assert document is not None
        if document.page_count is None:
            _fail(tx, document, OVERDUE)
            continue
        if not all_pages_read(tx, document):
            for page_no in range(1, document.page_count + 1):
                _store(tx, document, PageResult(page_no, "", None, origin="unreadable", problem=OVERDUE))
            tx.session.flush()
            _reading_done(tx, document)
        into_tray(tx, document_id)
    return ended
