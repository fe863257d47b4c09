"""Proposals for a document that was read: positions learned per town, dossiers, and what the letter says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from filing_plan.letters import Letter
from services.dms.db import Tx
from services.dms.intake.known_dossiers import Target, numbered, of_sender, similar
from services.dms.intake.learning import PAGES, Looking, Ranking, Suggesters, letter_of
from services.dms.intake.models import Suggestion
from services.dms.intake.wishes import fulfil
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Tenant
from services.dms.plan.models import PlanPosition
from services.dms.records.actions import into_tray
from services.dms.records.metadata import TEXTS
from services.dms.records.models import READING, Document
from services.dms.records.queries import page_texts
from services.dms.relay import Outcome

POSITIONS, DOSSIERS = 3, 3
"""At most so many of each are proposed."""


def propose(runtime: Looking, suggesters: Suggesters, document_id: UUID) -> Outcome:
    """Compute the proposals (no transaction is held meanwhile); the outcome writes them and puts the document into
    the in-tray, or files it where that was wished. News that are old change nothing."""
    with runtime.reading(SYSTEM) as tx:
        document = tx.session.get(Document, document_id)
        texts = [text for _, text in page_texts(tx.session, [document_id]).get(document_id, [])]
        tenant = tx.session.get(Tenant, document.tenant_id) if document is not None else None
        tx.session.expunge_all()
    if document is None or tenant is None:
        return lambda tx: None
    letter = letter_of(document, texts)
    ranked = suggesters.rank(tenant.id, letter)
    with runtime.reading(SYSTEM) as tx:
        targets = _targets(tx.session, tenant, letter, ranked, "\n".join(texts[:PAGES]))

    def write(tx: Tx) -> None:
        _fill(tx, document_id, letter)
        if into_tray(tx, document_id):
            _replace(tx, document_id, targets)
        fulfil(tx, document_id)

    return write


def _targets(session: Session, tenant: Tenant, letter: Letter, ranking: Ranking, text: str) -> list[Target]:
    """Positions and dossiers, the best first; no dossier twice."""
    positions = _positions(session, ranking)
    fitting = [target.position_id for target in positions]
    dossiers: dict[UUID | None, Target] = {}
    for target in (
        *numbered(session, tenant, text),
        *of_sender(session, tenant, letter.sender, fitting),
        *similar(session, ranking.likest),
    ):
        known = dossiers.get(target.dossier_id)
        if known is None or target.score > known.score:
            dossiers[target.dossier_id] = target
    best = sorted(dossiers.values(), key=lambda target: -target.score)[:DOSSIERS]
    return sorted([*best, *positions], key=lambda target: -target.score)


def _positions(session: Session, ranking: Ranking) -> list[Target]:
    """The positions in force, as rows of the plan."""
    numbers = [each.position for each in ranking.positions]
    wanted = select(PlanPosition.number, PlanPosition.id).where(PlanPosition.number.in_(numbers), PlanPosition.lowest)
    ids = {row.number: row.id for row in session.execute(wanted.where(PlanPosition.valid_to.is_(None)))}
    found = [each for each in ranking.positions if each.position in ids][:POSITIONS]
    return [Target(ids[each.position], each.score, each.kind, each.because) for each in found]


def _fill(tx: Tx, document_id: UUID, letter: Letter) -> None:
    """What the letter says of itself goes where nobody noted anything; people may change it like all else."""
    document = tx.session.get(Document, document_id)
    if document is None or document.state != READING:
        return
    read = {"subject": letter.subject, "sender": letter.sender, "recipient": letter.recipient}
    read["their_reference"] = letter.their_reference
    for name, value in read.items():
        if not getattr(document, name):
            setattr(document, name, value[: TEXTS[name]].strip())
    document.document_date = document.document_date or letter.day


def _replace(tx: Tx, document_id: UUID, targets: Sequence[Target]) -> None:
    """What was proposed at an earlier reading gives way."""
    tx.session.execute(delete(Suggestion).where(Suggestion.document_id == document_id))
    for rank, target in enumerate(targets, start=1):
        tx.add(
            Suggestion(
                document_id=document_id,
                rank=rank,
                position_id=target.position_id,
                dossier_id=target.dossier_id,
                case_id=target.case_id,
                score=round(target.score, 3),
                kind=target.kind,
                because=list(target.because),
            )
        )
