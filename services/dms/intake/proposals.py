"""What is proposed for documents, as the in-tray shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from services.dms.db import Tx
from services.dms.intake.models import Suggestion
from services.dms.intake.queries import LIKELY, SURE
from services.dms.plan.models import PlanPosition
from services.dms.records.models import OPEN, Case, Dossier
from services.dms.records.rights import dossier_readable_by

MOST = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row 'Wohin?'. ``value`` is what the form sends, ``sure`` 3 sicher, 2 wahrscheinlich, 1 möglich."""

    value: str
    head: str
    title: str
    case: str
    entry_no: int | None
    protection: str
    sure: int
    kind: str
    because: tuple[str, ...]

    @property
    def opens(self) -> bool:
        """Whether it opens a new dossier."""
        return self.value.startswith("position:")


def proposals(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, list[Proposal]]:
    """Up to three per document, best first, in one statement. Dossiers only where the actor may read them."""
    readable = dossier_readable_by(tx.session, tx.actor, tx.today)
    wanted = (
        select(Suggestion, PlanPosition, Dossier, Case)
        .join(PlanPosition, PlanPosition.id == Suggestion.position_id)
        .outerjoin(Dossier, Dossier.id == Suggestion.dossier_id)
        .outerjoin(Case, Case.id == Suggestion.case_id)
        .where(Suggestion.document_id.in_(list(ids)))
        .where(or_(Suggestion.dossier_id.is_(None), readable & (Dossier.state == OPEN)))
        .order_by(Suggestion.document_id, Suggestion.rank)
    )
    found: dict[UUID, list[Proposal]] = {}
    for suggestion, position, dossier, case in tx.session.execute(wanted):
        listed = found.setdefault(suggestion.document_id, [])
        if len(listed) < MOST:
            listed.append(_proposal(suggestion, position, dossier, case))
    return found


def _proposal(found: Suggestion, position: PlanPosition, dossier: Dossier | None, case: Case | None) -> Proposal:
    sure = 3 if found.score >= SURE else 2 if found.score >= LIKELY else 1
    because = tuple(str(word) for word in found.because)
    if dossier is None:
        value = f"position:{position.number}"
        return Proposal(value, position.label, "", "", None, position.protection, sure, found.kind, because)
    value = f"case:{dossier.id}:{case.id}" if case else f"dossier:{dossier.id}"
    number = f"{case.no:02d}" if case else ""
    entry = dossier.last_entry + 1
    title, protection = dossier.title, dossier.protection
    return Proposal(value, dossier.file_number, title, number, entry, protection, sure, found.kind, because)
