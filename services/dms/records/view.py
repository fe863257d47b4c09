"""A document as its page shows it: what stands in several tables, read in one snapshot, in words of no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.dms.db import Tx
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Office, Tenant
from services.dms.organisation.queries import office_names, person_names
from services.dms.plan.models import PlanPosition
from services.dms.plan.queries import labels
from services.dms.records import queries
from services.dms.records.models import Case, Document, DocumentVersion, Dossier, Page, Rendition
from services.dms.records.rights import may_write
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF
from shared.ports import Finder

ICONS = {PDF: "picture_as_pdf", TIFF: "document_scanner", JPEG: "image", PNG: "image", DOCX: "description"}
HITS_ON_PAGES = 40
"""On so many pages hits are counted; a word that is on every page of a long file says little."""


@dataclass(frozen=True)
class Step:
    """A line of the history. ``act`` and ``details`` are put into words by the catalogue."""

    act: str
    who: str
    at: datetime
    reason: str
    details: dict[str, Any]
    by_system: bool = False


@dataclass(frozen=True)
class DocumentView:
    """Everything of a document that its page shows."""

    row: Document
    tenant: Tenant
    office: Office
    pages: Sequence[Page]
    pages_done: int
    versions: Sequence[DocumentVersion]
    archive: Rendition | None
    dossier: Dossier | None
    case: Case | None
    position: PlanPosition | None
    lead_office: str
    uploader: str
    steps: Sequence[Step]
    may_change: bool

    @property
    def title(self) -> str:
        return self.row.subject or self.row.name

    @property
    def number(self) -> str | None:
        """``MIC 610-0031/2023-03`` of what is filed."""
        if self.dossier is None:
            return None
        return self.dossier.file_number + (f"-{self.case.no:02d}" if self.case else "")

    @property
    def protection(self) -> str:
        return self.dossier.protection if self.dossier else "normal"

    @property
    def page_count(self) -> int:
        """As many as can be shown: known by inspection, else those that are read."""
        return self.row.page_count or len(self.pages)

    @property
    def sizes(self) -> list[list[float]]:
        """Width and height of each page in points as displayed; A4 where a page is not read yet."""
        known = {page.page_no: [page.width or 595.0, page.height or 842.0] for page in self.pages}
        return [known.get(no, [595.0, 842.0]) for no in range(1, self.page_count + 1)]

    @property
    def drawn(self) -> list[int]:
        """Numbers of the pages whose image is there."""
        return [page.page_no for page in self.pages]


def document_view(tx: Tx, document_id: UUID, *, steps: int = 50) -> DocumentView:
    """:raises DocumentNotFound: there is none, or it may not be seen."""
    session = tx.session
    row = queries.document(session, tx.actor, tx.today, document_id)
    dossier = session.get(Dossier, row.dossier_id) if row.dossier_id else None
    people = person_names(session, [row.uploaded_by]) if row.uploaded_by else {}
    return DocumentView(
        row=row,
        tenant=session.get_one(Tenant, row.tenant_id),
        office=session.get_one(Office, row.office_id),
        pages=queries.pages(session, row.id),
        pages_done=queries.pages_done(session, [row.id]).get(row.id, 0),
        versions=queries.versions(session, row.id),
        archive=queries.archive(session, row.id),
        dossier=dossier,
        case=session.get(Case, row.case_id) if row.case_id else None,
        position=labels(session, [dossier.position_id])[dossier.position_id] if dossier else None,
        lead_office=session.get_one(Office, dossier.responsible_office_id).name if dossier else "",
        uploader=people.get(row.uploaded_by, "") if row.uploaded_by else "",
        steps=_steps(tx, row, steps),
        may_change=may_write(tx, row.object_id),
    )


def _steps(tx: Tx, row: Document, most: int) -> list[Step]:
    """The history; offices are told by their names."""
    events = queries.history(tx.session, tx.actor, tx.today, row.id, most) if most else ()
    rerouted = [event for event in events if event.act == "document_rerouted"]
    names = office_names(tx.session, [UUID(event.details[end]) for event in rerouted for end in ("from", "to")])
    said = {str(office): name for office, name in names.items()}
    return [
        Step(
            event.act,
            event.actor_name,
            event.at,
            event.reason or "",
            {
                name: said.get(value, value) if isinstance(value, str) else value
                for name, value in event.details.items()
            },
            event.actor_id == SYSTEM.person_id,
        )
        for event in events
    ]


def hits(finder: Finder, q: str, pages: Sequence[Page]) -> dict[int, int]:
    """How many words of each page a search marks, by page number; pages without any are left out."""
    if not q.strip():
        return {}
    texts = [page.text for page in pages]
    found = sorted(finder.passages(q, texts).pages)[:HITS_ON_PAGES]
    counts = {pages[at - 1].page_no: sum(finder.mark_words(q, texts[at - 1].split())) for at in found}
    return {page_no: count for page_no, count in counts.items() if count}
