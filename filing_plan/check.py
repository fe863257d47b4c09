"""What a filing plan must keep: every finding at once, so that a plan is repaired in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filing_plan.plan import Position


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: a stable ``code``, the number it concerns, and the value in question."""

    code: str
    number: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.number or '?'}: {self.code}" + (f" ({self.value})" if self.value else "")


def check(positions: Sequence[Position]) -> list[Finding]:
    """All findings on a plan, in the order of its positions; empty for a sound plan."""
    found = list(_duplicates(positions))
    known = {p.number: p for p in positions}
    parents = {p.parent for p in positions}
    for position in positions:
        found += _own(position)
        found += _place(position, known)
        if position.number not in parents:
            found += _unruled(position, known)
    return found


def _duplicates(positions: Sequence[Position]) -> Iterator[Finding]:
    for number, count in Counter(p.number for p in positions).items():
        if count > 1:
            yield Finding("number_twice", number)
    for position_id, count in Counter(p.id for p in positions).items():
        if count > 1:
            yield Finding("id_twice", next(p.number for p in positions if p.id == position_id), str(position_id))


def _own(position: Position) -> Iterator[Finding]:
    if not (position.number.isascii() and position.number.isdigit()):
        yield Finding("number_not_digits", position.number, position.number)
    if not position.title.strip():
        yield Finding("title_missing", position.number)
    months = position.retention
    if isinstance(months, bool) or not (months is None or months == "permanent" or _whole(months)):
        yield Finding("retention_invalid", position.number, str(months))


def _whole(months: object) -> bool:
    return isinstance(months, int) and months > 0


def _place(position: Position, known: dict[str, Position]) -> Iterator[Finding]:
    """A number is its parent's number and one more digit: that is what makes the tree readable from the number."""
    parent = position.parent
    if parent is not None and parent not in known:
        yield Finding("parent_unknown", position.number, parent)
    if position.number[:-1] != (parent or ""):
        yield Finding("parent_not_prefix", position.number, parent or "")


def _unruled(position: Position, known: dict[str, Position]) -> Iterator[Finding]:
    """A lowest-level position without a rule of its own or above would keep its dossiers in limbo."""
    chain = [known[n] for end in range(len(position.number), 0, -1) if (n := position.number[:end]) in known]
    if all(p.retention is None for p in chain):
        yield Finding("retention_missing", position.number)
    if all(p.disposal is None for p in chain):
        yield Finding("disposal_missing", position.number)
