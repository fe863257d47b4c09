"""What the page of a dossier shows beside the row, read in one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.dms.audit.models import AuditEvent
from services.dms.db import Tx
from services.dms.organisation.models import Tenant
from services.dms.plan.models import PlanPosition
from services.dms.plan.queries import position_by_id
from services.dms.records import queries
from services.dms.records.answers import dossier_detail
from services.dms.records.dossier_queries import filters
from services.dms.records.models import OPEN, Case, Document, Dossier
from services.dms.records.rights import dossier_readable_by, may_write
from services.dms.records.schemas import DossierDetail

MOST_STEPS = 100
STEPS = (
    "dossier_opened", "dossier_changed", "dossier_closed", "dossier_reopened", "case_opened", "case_closed",
    "document_filed", "document_moved",
)  # fmt: skip
"""Acts of the history of a dossier; what else is done to a document stands on its own page."""


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one case (Vorgang), newest first; ``case`` is None for those in none."""

    case: Case | None
    documents: list[Document]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history: who did what, and to what (``title``) inside the dossier."""

    event: AuditEvent
    title: str


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything of a dossier that its page shows. ``next`` is the cursor of the further documents."""

    row: DossierDetail
    town: Tenant
    position: PlanPosition
    groups: list[Group]
    next: str | None
    open_cases: list[Case]
    steps: list[Step]
    may_change: bool

    @property
    def is_open(self) -> bool:
        return self.row.state == OPEN


def dossier_view(tx: Tx, dossier_id: UUID, cursor: str | None = None, limit: int = 200) -> DossierView:
    """:raises DossierNotFound: there is none, or it may not be seen."""
    row = queries.dossier(tx.session, tx.actor, tx.today, dossier_id)
    found = queries.dossier_documents(tx.session, tx.actor, tx.today, row.id, limit=limit, cursor=cursor)
    cases = queries.cases(tx.session, row.id)
    return DossierView(
        row=dossier_detail(tx.session, row),
        town=tx.session.get_one(Tenant, row.tenant_id),
        position=position_by_id(tx.session, row.position_id),
        groups=_groups(cases, found.items, whole=cursor is None),
        next=found.next,
        open_cases=[case for case in cases if case.state == OPEN],
        steps=_steps(tx, row.id, cases),
        may_change=may_write(tx, row.object_id),
    )


def _steps(tx: Tx, dossier_id: UUID, cases: Sequence[Case]) -> list[Step]:
    """What was done to the dossier, its cases, and by filing into it; newest first."""
    filed = select(Document.id, Document.subject, Document.name).where(Document.dossier_id == dossier_id)
    titles = {case.id: f"-{case.no:02d} {case.title}" for case in cases}
    titles |= {row.id: row.subject or row.name for row in tx.session.execute(filed)}
    wanted = (
        select(AuditEvent)
        .where(AuditEvent.object_id.in_([dossier_id, *titles]), AuditEvent.act.in_(STEPS))
        .order_by(AuditEvent.id.desc())
        .limit(MOST_STEPS)
    )
    return [Step(event, titles.get(event.object_id, "")) for event in tx.session.scalars(wanted)]


def dossier_count(tx: Tx, **narrowed: Any) -> int:
    """How many dossiers there are that may be seen, narrowed down as their list is."""
    where = filters(tx.session, tx.today, **narrowed)
    readable = dossier_readable_by(tx.session, tx.actor, tx.today)
    return tx.session.scalar(select(func.count()).select_from(Dossier).where(*where, readable)) or 0


def _groups(cases: Sequence[Case], documents: Sequence[Document], whole: bool) -> list[Group]:
    """By case, the newest case first, then what is in none; empty cases are shown on the first part only."""
    by_case: dict[UUID | None, list[Document]] = {}
    for document in documents:
        by_case.setdefault(document.case_id, []).append(document)
    groups = [Group(case, by_case.get(case.id, [])) for case in cases if whole or case.id in by_case]
    return groups + ([Group(None, by_case[None])] if None in by_case else [])
