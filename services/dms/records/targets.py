"""Where a document could go: what somebody types into 'Anderes Ziel', answered with dossiers and positions."""

from __future__ import annotations

from dataclasses import dataclass

from services.dms.db import Tx
from services.dms.plan.queries import find_positions
from services.dms.records.models import OPEN, Dossier
from services.dms.records.queries import cases, dossier_by_number, dossiers

MOST = 5


@dataclass(frozen=True, slots=True)
class Target:
    """``value`` is what a form sends: ``dossier:<id>``, ``case:<dossier id>:<case id>`` or ``position:<number>``."""

    value: str
    title: str
    more: str

    @property
    def opens(self) -> bool:
        """Whether choosing it opens a new dossier."""
        return self.value.startswith("position:")


def targets(tx: Tx, words: str, *, positions: bool = True, limit: int = MOST) -> list[Target]:
    """Open dossiers of the own town first (the one of that number, present or older, before all), then positions."""
    words = " ".join(words.split())
    if not words:
        return []
    named = dossier_by_number(tx.session, tx.actor, tx.today, words)
    listed = dossiers(tx.session, tx.actor, tx.today, q=words, state=OPEN, limit=limit * 2).items
    found = {row.id: row for row in ([named] if named else []) + listed}
    own = [row for row in found.values() if row.tenant_id == tx.actor.tenant_id and row.state == OPEN]
    answers = [target for row in own[:limit] for target in _of_dossier(tx, row, alone=len(own) == 1)]
    if positions:
        answers += [
            Target(f"position:{place.number}", place.label, "")
            for place in find_positions(tx.session, words, tx.today, limit * 2)
            if place.lowest
        ][:limit]
    return answers


def _of_dossier(tx: Tx, row: Dossier, *, alone: bool) -> list[Target]:
    """The dossier, and where it is the only one, its open cases too."""
    found = [Target(f"dossier:{row.id}", row.file_number, row.title)]
    if alone:
        for case in cases(tx.session, row.id):
            if case.state == OPEN:
                number = f"{row.file_number}-{case.no:02d}"
                found.append(Target(f"case:{row.id}:{case.id}", number, case.title))
    return found
