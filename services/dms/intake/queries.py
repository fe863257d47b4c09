"""What was proposed for a document, as its reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.access.rule import held_tokens, opened
from services.dms.intake.models import Suggestion
from services.dms.organisation.actor import Actor
from services.dms.plan.models import PlanPosition
from services.dms.records.models import Case, Dossier
from shared.catalogue import text

SURE, LIKELY = 0.8, 0.5
"""Scores from which a proposal is called 'sicher' and 'wahrscheinlich'."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target: a new dossier at ``position``, or the dossier ``dossier_id`` (then ``title`` is its title).

    ``score`` 0..1; ``because``: words as they stand in the document; ``reason``: the sentence for people."""

    position: str
    title: str
    dossier_id: UUID | None
    case_id: UUID | None
    file_number: str | None
    score: float
    kind: str
    because: tuple[str, ...]
    reason: str

    @property
    def grade(self) -> str:
        """``sure`` | ``likely`` | ``possible``"""
        return "sure" if self.score >= SURE else "likely" if self.score >= LIKELY else "possible"


def suggestions(session: Session, actor: Actor, today: date, document_id: UUID, lang: str = "de") -> list[Proposal]:
    """The proposals for a document, best first. The caller has checked that the document may be read; dossiers that
    ``actor`` may not read, or that are closed, are left out."""
    wanted = (
        select(Suggestion, PlanPosition, Dossier, Case)
        .join(PlanPosition, PlanPosition.id == Suggestion.position_id)
        .outerjoin(Dossier, Dossier.id == Suggestion.dossier_id)
        .outerjoin(Case, Case.id == Suggestion.case_id)
        .where(Suggestion.document_id == document_id)
        .order_by(Suggestion.rank)
    )
    held = held_tokens(session, actor, today)
    readable = opened(Dossier.object_id, held)
    wanted = wanted.where(Suggestion.dossier_id.is_(None) | (readable & (Dossier.state == "open")))
    return [_proposal(*row, lang=lang) for row in session.execute(wanted)]


def _proposal(
    row: Suggestion, position: PlanPosition, dossier: Dossier | None, case: Case | None, lang: str
) -> Proposal:
    number = dossier.file_number if dossier else None
    because = tuple(str(word) for word in row.because)
    return Proposal(
        position=position.number,
        title=dossier.title if dossier else position.title,
        dossier_id=row.dossier_id,
        case_id=row.case_id,
        file_number=f"{number}-{case.no:02d}" if case and number else number,
        score=row.score,
        kind=row.kind,
        because=because,
        reason=_reason(row.kind, because, lang),
    )


def _reason(kind: str, because: tuple[str, ...], lang: str) -> str:
    key = f"suggested-{kind.replace('_', '-')}"
    return text(key, lang, words=", ".join(because)) if because else text(f"{key}-plain", lang)
