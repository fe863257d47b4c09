"""The filing plan (Aktenplan): positions, their order, their rules, and how they are looked up.

The joint plan of the towns lies beside this module as ``data/joint_plan.json``; its UUIDs are fixed there once and
for all, so that a position is the same in every installation whatever its number becomes later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Literal
from uuid import UUID

from filing_plan.check import Finding, check


class DisposalCode(StrEnum):
    """Aussonderungsart: what happens at the end of the retention period."""

    ARCHIVE = "A"
    APPRAISE = "B"
    DESTROY = "V"


class ProtectionClass(StrEnum):
    """Schutzklasse: how far the content of a dossier is open inside its town."""

    NORMAL = "normal"
    PERSONAL = "personal"
    PERSONNEL = "personnel"
    SOCIAL = "social"
    TAX = "tax"


Retention = int | Literal["permanent"]
"""Whole months, or for ever (dauernd)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Aktenplaneinheit. ``retention``, ``disposal`` and ``protection`` are None where those of the parent hold.

    ``id`` never changes; ``number`` is what people say and what stands in a file number.
    ``keywords`` are shown to people; ``description`` says what belongs here and what does not (German).
    """

    id: UUID
    number: str
    parent: str | None
    title: str
    retention: Retention | None = None
    disposal: DisposalCode | None = None
    protection: ProtectionClass | None = None
    description: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Number and title as people read them: '610 Bauanträge'."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force at a position, its own or inherited from above."""

    retention: Retention
    disposal: DisposalCode
    protection: ProtectionClass

    @property
    def retention_months(self) -> int | None:
        """Whole months, None where kept permanently; the form :func:`filing_plan.retention.expires` takes."""
        return None if self.retention == "permanent" else self.retention


class PlanError(ValueError):
    """The plan breaks its own rules; ``findings`` holds all of them, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(f) for f in self.findings))


def number_key(number: str) -> tuple[int, ...]:
    """Sorts numbers as people do: 6 < 60 < 600 < 61, and 6.2 < 6.10 where a number has separators."""
    pieces = "".join(c if c.isdecimal() else " " for c in number).split()
    if len(pieces) == 1:
        return tuple(int(digit) for digit in pieces[0])
    return tuple(int(piece) for piece in pieces)


class FilingPlan:
    """A checked, immutable plan. Iterates its positions in human number order."""

    def __init__(self, positions: Iterable[Position], name: str = "") -> None:
        """:raises PlanError: with every finding at once."""
        self.name = name
        self._ordered = tuple(sorted(positions, key=lambda p: number_key(p.number)))
        if findings := check(self._ordered):
            raise PlanError(findings)
        self._by_number = {p.number: p for p in self._ordered}
        self._by_id = {p.id: p for p in self._ordered}
        self._children: dict[str | None, list[Position]] = {}
        for position in self._ordered:
            self._children.setdefault(position.parent, []).append(position)

    def __iter__(self) -> Iterator[Position]:
        return iter(self._ordered)

    def __len__(self) -> int:
        return len(self._ordered)

    def __contains__(self, number: object) -> bool:
        return number in self._by_number

    def position(self, number: str) -> Position:
        """:raises KeyError: if the plan has no such number."""
        return self._by_number[number]

    def by_id(self, position_id: UUID) -> Position:
        """:raises KeyError: if the plan has no such position."""
        return self._by_id[position_id]

    def children(self, number: str | None = None) -> tuple[Position, ...]:
        """Directly below ``number``; the main groups for None."""
        return tuple(self._children.get(number, ()))

    def ancestors(self, number: str) -> tuple[Position, ...]:
        """The positions above, from the main group down; empty for a main group."""
        found: list[Position] = []
        parent = self._by_number[number].parent
        while parent is not None:
            found.append(self._by_number[parent])
            parent = found[-1].parent
        return tuple(reversed(found))

    def is_lowest(self, number: str) -> bool:
        """Whether dossiers may be opened here: only positions with nothing below carry dossiers."""
        return number in self._by_number and number not in self._children

    def lowest(self) -> tuple[Position, ...]:
        """All positions of the lowest level, in order."""
        return tuple(p for p in self._ordered if p.number not in self._children)

    def rules(self, number: str) -> Rules:
        """What holds at a lowest-level position; what it leaves open comes from the nearest position above.

        :raises KeyError: for an unknown number; :raises ValueError: where neither it nor any above says."""
        chain = (self._by_number[number], *reversed(self.ancestors(number)))
        retention = next((p.retention for p in chain if p.retention is not None), None)
        disposal = next((p.disposal for p in chain if p.disposal is not None), None)
        protection = next((p.protection for p in chain if p.protection is not None), ProtectionClass.NORMAL)
        if retention is None or disposal is None:
            raise ValueError(f"position {number} has no retention or disposal rule")
        return Rules(retention, disposal, protection)


def read_plan(text: str) -> FilingPlan:
    """A plan from its JSON form, the form of ``data/joint_plan.json``.

    :raises PlanError: with all findings; :raises ValueError: where the JSON itself is broken."""
    data = json.loads(text)
    return FilingPlan((_position(entry) for entry in data["positions"]), name=data["name"])


def _position(entry: dict[str, Any]) -> Position:
    return Position(
        id=UUID(entry["id"]),
        number=entry["number"],
        parent=entry["parent"],
        title=entry["title"],
        retention=entry["retention_months"],
        disposal=DisposalCode(entry["disposal"]) if entry["disposal"] else None,
        protection=ProtectionClass(entry["protection"]) if entry["protection"] else None,
        description=entry["description"],
        keywords=tuple(entry["keywords"]),
    )


@cache
def joint_plan() -> FilingPlan:
    """The joint plan of the towns, read once per process."""
    return read_plan(resources.files("filing_plan").joinpath("data/joint_plan.json").read_text(encoding="utf-8"))
