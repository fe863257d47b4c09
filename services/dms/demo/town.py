"""The demo's towns, offices and people: plain data, read from ``people.json``; ``create`` writes them down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

PASSWORD = "demo"
"""Of every demo sign-in; the demo binds to loopback only."""


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """An office; ``parent`` is the code of the one above, None at the top of the town."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with one function. ``office`` None: for the whole town. Without ``sign_in`` they only have a name."""

    username: str
    name: str
    role: str
    office: str | None
    sign_in: bool


@dataclass(frozen=True, slots=True)
class DemoTown:
    """A tenant: ``name`` as people say it, ``official`` as it stands on letters, with ``place`` as the last line of
    its address. Offices come parents first."""

    code: str
    short: str
    name: str
    official: str
    place: str
    sandbox: bool
    offices: tuple[DemoOffice, ...]
    people: tuple[DemoPerson, ...]

    def office(self, code: str) -> DemoOffice:
        """:raises KeyError: for an office the town does not have."""
        for office in self.offices:
            if office.code == code:
                return office
        raise KeyError(code)

    def person(self, role: str) -> DemoPerson:
        """The one who signs in as ``<role>@<town>``. :raises KeyError: where nobody does."""
        for person in self.people:
            if person.sign_in and person.role == role:
                return person
        raise KeyError(role)

    def clerk_of(self, office: str) -> DemoPerson:
        """Who works on the post of an office. :raises KeyError: where nobody does."""
        for person in self.people:
            if person.office == office and person.role == "clerk":
                return person
        raise KeyError(office)


@cache
def towns() -> tuple[DemoTown, ...]:
    """The five tenants, the sandbox last."""
    data = json.loads(resources.files(__package__).joinpath("people.json").read_text(encoding="utf-8"))
    return tuple(_town(entry) for entry in data["tenants"])


def town(code: str) -> DemoTown:
    """:raises KeyError: for an unknown code."""
    for entry in towns():
        if entry.code == code:
            return entry
    raise KeyError(code)


def _town(entry: dict[str, Any]) -> DemoTown:
    return DemoTown(
        code=entry["code"],
        short=entry["short"],
        name=entry["name"],
        official=entry["official"],
        place=entry["place"],
        sandbox=entry["sandbox"],
        offices=tuple(DemoOffice(o["code"], o["name"], o["parent"]) for o in entry["offices"]),
        people=tuple(_person(p, entry["code"]) for p in entry["people"]),
    )


def _person(entry: dict[str, Any], tenant: str) -> DemoPerson:
    role = entry.get("sign_in") or entry["role"]
    sign_in = "sign_in" in entry
    local = role if sign_in else _folded(entry["name"])
    return DemoPerson(f"{local}@{tenant}", entry["name"], role, entry["office"], sign_in)


def _folded(name: str) -> str:
    """'Birgit Hasenpflug' as ``birgit.hasenpflug``."""
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "."})
    return name.lower().translate(table)
