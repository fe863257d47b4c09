"""What a town filed before, learned in the background: a new model is swapped in whole, filing never waits for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from filing_plan.letterhead import letter_of_page_text
from filing_plan.letters import Example, Letter, Suggestion
from services.dms.db import Tx
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.plan.models import PlanPosition
from services.dms.records.models import FILED, Document, Dossier
from services.dms.records.queries import page_texts

if TYPE_CHECKING:
    from filing_plan.suggest import Learned, Suggester

FIRST, EVERY = 3.0, 20.0
"""Seconds before the first and between two looks whether a town filed something new."""
NEWEST = 25
"""Documents of each position that are learned from: habits change, and learning costs the square of their number."""
PAGES = 8
"""Pages of a document that are looked at: what it is about stands at its beginning."""

_log = structlog.get_logger("learning")
_State = tuple[int, int, datetime | None]


class Looking(Protocol):
    """What learning needs of the runtime."""

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]: ...


def letter_of(document: Document, texts: Sequence[str]) -> Letter:
    """The document as a letter: what people noted goes before what its pages say."""
    read = letter_of_page_text("\n".join(texts[:PAGES]))
    return replace(
        read,
        sender=document.sender or read.sender,
        recipient=document.recipient or read.recipient,
        subject=document.subject or read.subject,
        their_reference=document.their_reference or read.their_reference,
        day=document.document_date or read.day,
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """``positions`` best first; ``likest``: filed documents most alike with their likeness 0..1."""

    positions: tuple[Suggestion, ...]
    likest: tuple[tuple[UUID, float], ...] = ()


class Suggesters:
    """The models of all towns. ``rank`` may be called from any thread while another model is being learned."""

    def __init__(self, place: Looking) -> None:
        self._place = place
        self._models: dict[UUID, Learned] = {}
        self._known: dict[UUID, _State] = {}
        self._loading = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="learning", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10)

    @cached_property
    def _made(self) -> Suggester:
        from filing_plan.suggest import Suggester  # numpy and the terms: only once there is something to suggest

        return Suggester()

    @property
    def _suggester(self) -> Suggester:
        with self._loading:
            return self._made

    def rank(self, tenant_id: UUID, letter: Letter, limit: int = 3) -> Ranking:
        """Positions for a letter to this town, and what is most like it of what the town filed."""
        from filing_plan.suggest import similar

        model = self._models.get(tenant_id)
        positions = tuple(self._suggester.suggest(letter, limit, model))
        likest = similar(letter, model, limit) if model is not None else []
        return Ranking(positions, tuple((UUID(key), likeness) for key, likeness in likest))

    def _run(self) -> None:
        wait = FIRST
        while not self._stopping.wait(wait):
            wait = EVERY
            try:
                self.refresh()
            except Exception as error:  # noqa: BLE001 - suggestions go on with what was learned before
                _log.error("learning_failed", exc_info=error)

    def refresh(self) -> int:
        """Learn anew for each town that filed, moved or took back something since; returns for how many."""
        with self._place.reading(SYSTEM) as tx:
            now = _states(tx.session)
        changed = [tenant for tenant in {*now, *self._known} if now.get(tenant) != self._known.get(tenant)]
        for tenant in changed:
            if self._stopping.is_set():
                break
            with self._place.reading(SYSTEM) as tx:
                examples = _examples(tx.session, tenant)
            self._models[tenant] = self._suggester.learn(examples, self._models.get(tenant))
            self._known[tenant] = now.get(tenant, (0, 0, None))
            _log.info("learned", documents=len(examples))
        return len(changed)


def _states(session: Session) -> dict[UUID, _State]:
    """What tells that a town's filed documents changed, by town."""
    # The sum of revisions tells of documents that were moved to another dossier, too.
    told = (func.count(), func.sum(Document.revision), func.max(Document.filed_at))
    counted = select(Document.tenant_id, *told).where(Document.state == FILED).group_by(Document.tenant_id)
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(counted)}


def _examples(session: Session, tenant_id: UUID) -> list[Example]:
    """The newest filed documents of each position, oldest first."""
    rank = func.row_number().over(partition_by=Dossier.position_id, order_by=Document.filed_at.desc()).label("rank")
    ranked = (
        select(Document.id, Dossier.position_id, Document.filed_at, rank)
        .join(Dossier, Dossier.id == Document.dossier_id)
        .where(Document.tenant_id == tenant_id, Document.state == FILED)
        .subquery()
    )
    found = session.execute(
        select(Document, PlanPosition.number)
        .join(ranked, ranked.c.id == Document.id)
        .join(PlanPosition, PlanPosition.id == ranked.c.position_id)
        .where(ranked.c.rank <= NEWEST)
        .order_by(ranked.c.filed_at)
    )
    return [_example(session, document, position) for document, position in found.all()]


def _example(session: Session, document: Document, position: str) -> Example:
    texts = [text for _, text in page_texts(session, [document.id]).get(document.id, [])]
    return Example(letter_of(document, texts), position, str(document.id))
