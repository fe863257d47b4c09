"""Existing dossiers a document may belong to: by file number in its text, by sender, by likeness to what was filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from filing_plan.reference import FileNumber, find_file_numbers
from services.dms.organisation.models import Tenant
from services.dms.records.models import FILED, OPEN, Case, Document, Dossier, FileNumberAlias

NUMBERED = 0.97
"""Score of a dossier whose number stands in the text; each further one a little less."""
SENT, SENT_AND_FITTING = 0.5, 0.7
"""Score of a dossier with post of the same sender; more where its position was proposed as well."""
SIMILAR = 0.75
"""Score of the likest dossier is this times the likeness."""
ALIKE = 0.25
"""Two letters less alike than this have nothing to do with each other."""
_NUMBERS_READ = 5
_SENDER_KEY = 40
_LATEST = 50


@dataclass(frozen=True, slots=True)
class Target:
    """A proposal before it becomes a row. ``kind`` and ``because``: see :class:`.models.Suggestion`."""

    position_id: UUID
    score: float
    kind: str
    because: tuple[str, ...] = ()
    dossier_id: UUID | None = None
    case_id: UUID | None = None


def numbered(session: Session, tenant: Tenant, text: str) -> list[Target]:
    """Open dossiers of this town whose file number, present or older, stands in the text."""
    found = []
    for rank, number in enumerate(find_file_numbers(text, (tenant.short,))[:_NUMBERS_READ]):
        dossier = _by_number(session, tenant.id, str(number.dossier))
        if dossier is not None:
            case_id = _case(session, dossier, number)
            score = NUMBERED - 0.02 * rank
            found.append(Target(dossier.position_id, score, "file_number", (str(number),), dossier.id, case_id))
    return found


def _by_number(session: Session, tenant_id: UUID, number: str) -> Dossier | None:
    of_town = select(Dossier).where(Dossier.tenant_id == tenant_id, Dossier.state == OPEN)
    present = session.scalars(of_town.where(Dossier.file_number == number)).one_or_none()
    if present is not None:
        return present
    older = select(FileNumberAlias.dossier_id).where(FileNumberAlias.number == number)
    return session.scalars(of_town.where(Dossier.id.in_(older)).limit(1)).one_or_none()


def _case(session: Session, dossier: Dossier, number: FileNumber) -> UUID | None:
    if number.case is None:
        return None
    return session.scalar(
        select(Case.id).where(Case.dossier_id == dossier.id, Case.no == number.case, Case.state == OPEN)
    )


def of_sender(session: Session, tenant: Tenant, sender: str, fitting: Iterable[UUID]) -> list[Target]:
    """Open dossiers of this town with the latest post of the same sender; ``fitting``: positions proposed anyway."""
    key = sender_key(sender)
    if len(key) < 4:
        return []
    latest = (
        select(Document.dossier_id)
        .where(Document.tenant_id == tenant.id, Document.state == FILED)
        .where(func.substr(func.lower(Document.sender), 1, len(key)) == key)
        .order_by(Document.filed_at.desc())
        .limit(_LATEST)
    )
    ids = list(dict.fromkeys(each for each in session.scalars(latest) if each is not None))
    wanted = set(fitting)
    found = []
    for dossier in _open(session, ids):
        score = SENT_AND_FITTING if dossier.position_id in wanted else SENT
        found.append(Target(dossier.position_id, score, "sender", (sender.split(",")[0].strip(),), dossier.id))
    return sorted(found, key=lambda target: -target.score)[:2]


def sender_key(sender: str) -> str:
    """What two spellings of one sender share: the name before the address, in lower case, without umlauts' case."""
    name = sender.split(",")[0].split("\n")[0].strip()
    # SQLite lowers ASCII only; what it leaves alone must be left alone here, too.
    return "".join(c.lower() if c.isascii() else c for c in name)[:_SENDER_KEY]


def similar(session: Session, likest: Sequence[tuple[UUID, float]]) -> list[Target]:
    """Open dossiers of the documents most alike, ``(document, likeness 0..1)``, best first."""
    rows = session.execute(select(Document.id, Document.dossier_id).where(Document.id.in_([d for d, _ in likest])))
    dossier_of = {row.id: row.dossier_id for row in rows}
    best: dict[UUID, float] = {}
    for document, likeness in likest:
        dossier_id = dossier_of.get(document)
        if dossier_id is not None and likeness >= ALIKE:
            best[dossier_id] = max(best.get(dossier_id, 0.0), likeness)
    return [
        Target(dossier.position_id, round(SIMILAR * best[dossier.id], 3), "similar", (), dossier.id)
        for dossier in _open(session, list(best))
    ]


def _open(session: Session, ids: Sequence[UUID]) -> list[Dossier]:
    """Those that are open, in the order of ``ids``."""
    rows = {row.id: row for row in session.scalars(select(Dossier).where(Dossier.id.in_(ids), Dossier.state == OPEN))}
    return [rows[each] for each in ids if each in rows]
