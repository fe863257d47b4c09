"""The preview beside the hits: the pages of a document on which the search marks words, mark by mark."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.dms.db import Tx
from services.dms.organisation.models import Tenant
from services.dms.records import queries
from services.dms.records.content.boxes import page_words
from services.dms.records.models import Document, Page
from services.dms.records.schemas import PageWord
from shared.contracts import BlobRef
from shared.ports import BlobStore, Finder

MOST_PAGES = 20
"""On so many pages marks are counted; whoever wants more opens the document."""


@dataclass(frozen=True, slots=True)
class Preview:
    """``page`` is shown with its ``marks``, of which ``current`` (from 0) is the chosen one; ``hit`` of ``hits`` counts
    from 1 over all pages, 0 where nothing is marked."""

    document: Document
    page: Page | None
    marks: list[PageWord]
    current: int
    hit: int
    hits: int


def preview(tx: Tx, blobs: BlobStore, finder: Finder, document_id: UUID, q: str, wished: int) -> Preview:
    """:raises DocumentNotFound: there is none, or it may not be seen."""
    document = queries.document(tx.session, tx.actor, tx.today, document_id)
    pages = queries.pages(tx.session, document.id)
    ref = BlobRef(tx.session.get_one(Tenant, document.tenant_id).code, document.sha256)
    with_marks = []
    for page in _matching(finder, q, pages):
        marks = [word for word in page_words(blobs, finder, ref, page.page_no, q) if word.hit]
        if marks:
            with_marks.append((page, marks))
    hits = sum(len(marks) for _, marks in with_marks)
    if not hits:
        return Preview(document, pages[0] if pages else None, [], 0, 0, 0)
    hit = min(max(wished, 1), hits)
    before = 0
    for page, marks in with_marks:
        if hit <= before + len(marks):
            return Preview(document, page, marks, hit - before - 1, hit, hits)
        before += len(marks)
    raise AssertionError("a hit lies on one of the pages")


def _matching(finder: Finder, q: str, pages: list[Page]) -> list[Page]:
    if not q.strip():
        return []
    numbers = finder.passages(q, [page.text for page in pages]).pages
    return [pages[number - 1] for number in sorted(numbers)][:MOST_PAGES]
