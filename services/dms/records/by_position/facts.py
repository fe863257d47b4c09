"""What the plan's page says of a position: where it lies, its rules in words, what belongs here, which dossiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office
from services.dms.plan.models import PlanPosition
from services.dms.plan.queries import Node
from services.dms.records.models import OPEN, Dossier
from services.dms.records.rights import dossier_readable_by

_ELSEWHERE = re.compile(r"\bzu (\d{1,6})\b")
_SENTENCE = re.compile(r"(?<=[.]) (?=[A-ZÄÖÜ„])")


@dataclass(frozen=True, slots=True)
class Branch:
    """A position in the tree with the number of open dossiers at it and below; ``open``: it leads to the chosen one."""

    position: PlanPosition
    count: int
    unfolded: bool
    below: list[Branch] = field(default_factory=list)


def open_counts(session: Session, actor: Actor, today: date) -> dict[UUID, int]:
    """Open dossiers of the own town that may be seen, per position."""
    wanted = (
        select(Dossier.position_id, func.count())
        .where(Dossier.tenant_id == actor.tenant_id, Dossier.state == OPEN, dossier_readable_by(session, actor, today))
        .group_by(Dossier.position_id)
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def branches(nodes: Sequence[Node], counts: dict[UUID, int], path: set[UUID]) -> list[Branch]:
    """The tree with its counts added up; ``path`` are the positions above the chosen one."""
    found = []
    for node in nodes:
        below = branches(node.below, counts, path)
        count = counts.get(node.position.id, 0) + sum(branch.count for branch in below)
        found.append(Branch(node.position, count, node.position.id in path, below))
    return found


def above(session: Session, position: PlanPosition) -> list[PlanPosition]:
    """The positions above, from the main group down."""
    found: list[PlanPosition] = []
    while position.parent_id is not None:
        position = session.get_one(PlanPosition, position.parent_id)
        found.append(position)
    return found[::-1]


def responsible(session: Session, actor: Actor, today: date, position_id: UUID) -> list[tuple[str, int]]:
    """The own town's offices that lead open dossiers at the position, with how many; most first."""
    wanted = (
        select(Office.name, func.count().label("n"))
        .join(Dossier, Dossier.responsible_office_id == Office.id)
        .where(Dossier.tenant_id == actor.tenant_id, Dossier.position_id == position_id, Dossier.state == OPEN)
        .where(dossier_readable_by(session, actor, today))
        .group_by(Office.id)
        .order_by(func.count().desc(), Office.name)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def here_and_elsewhere(description: str) -> tuple[str, list[list[str]]]:
    """What belongs to a position, and the sentences that point to other ones.

    Each of those as pieces, of which every second is a number: ``["Der Plan gehört zu ", "601", "."]``."""
    here, elsewhere = [], []
    for sentence in _SENTENCE.split(description):
        pieces = _ELSEWHERE.split(sentence)
        if len(pieces) == 1:
            here.append(sentence)
        else:
            elsewhere.append(
                [piece + "zu " if at % 2 == 0 and at < len(pieces) - 1 else piece for at, piece in enumerate(pieces)]
            )
    return " ".join(here), elsewhere
