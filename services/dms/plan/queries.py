"""Looking into the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from filing_plan.plan import number_key
from filing_plan.text import fold, folded_words
from services.dms.plan.errors import PositionNotFound, PositionNotLowest
from services.dms.plan.models import PlanPosition


@dataclass(frozen=True, slots=True)
class Node:
    """A position with what lies below it, in number order."""

    position: PlanPosition
    below: list[Node] = field(default_factory=list)


def _in_force(on: date) -> ColumnElement[bool]:
    return (PlanPosition.valid_from <= on) & or_(PlanPosition.valid_to.is_(None), PlanPosition.valid_to >= on)


def positions(session: Session, on: date) -> list[PlanPosition]:
    """All positions in force on a day, in human number order."""
    return sorted(session.scalars(select(PlanPosition).where(_in_force(on))), key=lambda p: number_key(p.number))


def position(session: Session, number: str, on: date) -> PlanPosition:
    """The position of that number on that day. :raises PositionNotFound: there is none."""
    wanted = select(PlanPosition).where(PlanPosition.number == number.strip(), _in_force(on))
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise PositionNotFound(number=number)
    return found


def lowest_position(session: Session, number: str, on: date) -> PlanPosition:
    """The same, where dossiers may be opened. :raises PositionNotLowest: there are positions below it."""
    found = position(session, number, on)
    if not found.lowest:
        raise PositionNotLowest(number=number)
    return found


def position_by_id(session: Session, position_id: UUID) -> PlanPosition:
    """:raises PositionNotFound: unknown id."""
    found = session.get(PlanPosition, position_id)
    if found is None:
        raise PositionNotFound(number="")
    return found


def labels(session: Session, ids: Iterable[UUID]) -> dict[UUID, PlanPosition]:
    """Positions by id, in one statement."""
    return {p.id: p for p in session.scalars(select(PlanPosition).where(PlanPosition.id.in_(set(ids))))}


def tree(session: Session, on: date) -> list[Node]:
    """The main groups of that day, each with all below it."""
    ordered = positions(session, on)
    nodes = {p.id: Node(p) for p in ordered}
    roots: list[Node] = []
    for p in ordered:
        above = nodes.get(p.parent_id) if p.parent_id is not None else None
        (above.below if above else roots).append(nodes[p.id])
    return roots


def chain(session: Session, found: PlanPosition) -> tuple[int, ...]:
    """The small numbers of the position and of each above it, itself first: its place for the holder tokens."""
    numbers = [found.no]
    while found.parent_id is not None:
        found = session.get_one(PlanPosition, found.parent_id)
        numbers.append(found.no)
    return tuple(numbers)


def below(session: Session, number: str, on: date) -> list[UUID]:
    """The ids of the position and of all below it; empty for an unknown number."""
    ordered = positions(session, on)
    wanted = {p.id for p in ordered if p.number == number.strip()}
    grown = True
    while grown:
        more = {p.id for p in ordered if p.parent_id in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return [p.id for p in ordered if p.id in wanted]


def find_positions(session: Session, words: str, on: date, limit: int = 8) -> list[PlanPosition]:
    """Positions for what somebody types: a number or its beginning, words of title, keywords or description.

    Every word has to be there, at least as the beginning of a word or a part of a compound, spelled in any way
    (``fold``). Lowest positions first among equals, since dossiers are opened there."""
    typed = folded_words(words)
    if not typed:
        return []
    scored = []
    for p in positions(session, on):
        score = _score(p, typed)
        if score > 0:
            scored.append((-score, not p.lowest, number_key(p.number), p))
    scored.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in scored[:limit]]


def _score(p: PlanPosition, typed: tuple[str, ...]) -> float:
    fields = ((3.0, folded_words(p.title)), (2.0, folded_words(" ".join(map(str, p.keywords)))))
    description = fold(p.description)
    total = 0.0
    for word in typed:
        if word == p.number:
            best = 10.0
        elif word.isdigit():
            best = 5.0 if p.number.startswith(word) else 0.0
        else:
            best = max(weight * _likeness(word, field) for weight, field in fields)
            best = best or (0.5 if len(word) > 3 and word in description else 0.0)
        if best == 0.0:
            return 0.0
        total += best
    return total


def _likeness(word: str, words: tuple[str, ...]) -> float:
    """1 for the word itself, .8 for the beginning of one, .6 for the beginning with another ending, .5 inside."""
    best = 0.0
    for other in words:
        if word == other:
            return 1.0
        if other.startswith(word):
            best = max(best, 0.8)
        elif len(word) > 4 and len(other) > 4 and word.startswith(other[:-1] if len(other) > 5 else other):
            best = max(best, 0.6)
        elif len(word) > 3 and word in other:
            best = max(best, 0.5)
    return best
