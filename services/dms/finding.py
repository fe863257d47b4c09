"""Finding documents: the index filters by the tokens a person holds, the rows decide again, pages and snippet come
from the rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from services.dms.access.rule import held_tokens
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Tenant
from services.dms.records import queries
from services.dms.records.index_queries import file_number
from services.dms.records.models import Document, Dossier
from shared.ports import FacetValue, Finder, FindRequest, Found


class Searchable(Protocol):
    """What finding needs of the runtime."""

    @property
    def finder(self) -> Finder: ...

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that may be read. ``pages``: numbers with a match, best first; ``snippet``: escaped HTML, marked."""

    document_id: UUID
    dossier_id: UUID | None
    file_number: str | None
    tenant: str
    subject: str
    sender: str
    document_date: date | None
    received_on: date
    state: str
    score: float
    pages: tuple[int, ...]
    snippet: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``total`` counts what may be read; ``facets`` likewise; ``notes`` are codes of what became of the words."""

    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    corrected: str | None = None


def find(runtime: Searchable, actor: Actor, q: str, *, limit: int = 20, offset: int = 0, **narrowed: Any) -> Answer:
    """What ``actor`` may see of what ``q`` finds. ``narrowed`` are further fields of ``FindRequest``.

    Documents whose readers changed since the index last heard of them are left out of all of it. Where these are too
    many to name, hits are still right, but neither total nor facets are told beyond them."""
    began = time.perf_counter()
    with runtime.reading(actor) as tx:
        pending = queries.pending_ids(tx.session)
        tokens = held_tokens(tx.session, actor, tx.today)
        request = FindRequest(q, tokens, tuple(pending or ()), limit=limit, offset=offset, **narrowed)
        found = runtime.finder.find(request)
        # What was found under other spellings is marked under them.
        hits = _hits(tx, runtime.finder, found.corrected or q, found.hits)
    behind = pending is None
    return Answer(
        total=len(hits) if behind else found.total - (len(found.hits) - len(hits)),
        took_ms=round((time.perf_counter() - began) * 1000, 1),
        hits=hits,
        facets={} if behind else found.facets,
        notes=found.notes,
        corrected=found.corrected,
    )


def _hits(tx: Tx, finder: Finder, q: str, found: Sequence[Found]) -> tuple[Hit, ...]:
    """The hits that stand the check in SQL, in their order, with what is shown of them: a few statements for all."""
    readable = queries.recheck(tx.session, tx.actor, tx.today, [hit.document_id for hit in found])
    documents = {row.id: row for row in tx.session.scalars(select(Document).where(Document.id.in_(readable)))}
    tenants = {row.id: row.code for row in tx.session.execute(select(Tenant.id, Tenant.code))}
    wanted = {row.dossier_id for row in documents.values() if row.dossier_id is not None}
    dossiers = {row.id: row for row in tx.session.scalars(select(Dossier).where(Dossier.id.in_(wanted)))}
    texts = queries.page_texts(tx.session, documents)
    hits = []
    for each in found:
        row = documents.get(each.document_id)
        if row is None:
            continue
        pages = texts.get(row.id, [])
        passages = finder.passages(q, [text for _, text in pages], lenient=False)
        dossier = dossiers.get(row.dossier_id) if row.dossier_id is not None else None
        hit = Hit(
            document_id=row.id,
            dossier_id=row.dossier_id,
            file_number=file_number(tx.session, row, dossier) or None,
            tenant=tenants[row.tenant_id],
            subject=row.subject,
            sender=row.sender,
            document_date=row.document_date,
            received_on=row.received_on,
            state=row.state,
            score=each.score,
            pages=tuple(pages[number - 1][0] for number in passages.pages if number <= len(pages)),
            snippet=passages.snippet,
        )
        hits.append(hit)
    return tuple(hits)
