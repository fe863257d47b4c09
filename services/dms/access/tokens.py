"""Holder tokens: one whole number says one fact about a place.

``token = kind << 56 | class << 52 | town << 40 | id``, below 2**63, so that it is a BIGINT everywhere and a plain
number in the index. The class is part of the token (in SELF too): an object that is protected later is no longer
open to what was granted before.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from filing_plan.plan import ProtectionClass


class Kind(IntEnum):
    """What the id of a token is."""

    PLACE = 1  #: a position of the plan in a town, 0 = the whole plan
    OFFICE = 2  #: an office
    SELF = 3  #: the object itself
    PERSON = 4  #: the uploader of a tray item; people are numbered across all towns, so the town is 0
    ABOVE = 5  #: an office above the one in whose in-tray the item lies; held by its heads only


class ClassNo(IntEnum):
    """The protection classes as numbers; stored, so never renumbered."""

    NORMAL = 0
    PERSONAL = 1
    PERSONNEL = 2
    SOCIAL = 3
    TAX = 4


CLASS_SHIFT, TOWN_SHIFT, KIND_SHIFT = 52, 40, 56
WHOLE_PLAN = 0


class Place(NamedTuple):
    """The facts that decide about an object's readers; ``protection`` as number."""

    kind: str
    id: int
    town_no: int
    protection: int


def class_no(protection: str) -> ClassNo:
    """``"personal"`` -> 1. :raises ValueError: for an unknown class."""
    return ClassNo[ProtectionClass(protection).name]


def protection_of(number: int) -> ProtectionClass:
    """1 -> ``personal``. :raises ValueError: for an unknown number."""
    return ProtectionClass[ClassNo(number).name]


def class_mask(classes: Iterable[str]) -> int:
    """``{"normal", "tax"}`` -> 0b10001."""
    return sum(1 << number for number in {class_no(protection) for protection in classes})


def token(kind: Kind, protection: int, town_no: int, id_: int) -> int:
    """:raises ValueError: where a part does not fit: it would say something else about somebody else."""
    if not (0 <= protection < 16 and 0 <= town_no < 1 << 12 and 0 <= id_ < 1 << 40):
        raise ValueError(f"no token for {kind.name} class {protection} town {town_no} id {id_}")
    return kind << KIND_SHIFT | protection << CLASS_SHIFT | town_no << TOWN_SHIFT | id_


def person_token(person_no: int) -> int:
    """Held by the person, carried by what they handed in."""
    return token(Kind.PERSON, ClassNo.NORMAL, 0, person_no)


def tokens_of(
    obj: Place, office_chain: Iterable[int], position_chain: Iterable[int], uploader: int | None
) -> frozenset[int]:
    """The tokens an object carries. A chain is the office (position) itself and each above it.

    A dossier: the whole plan and its position and each above (PLACE), its responsible office and each above
    (OFFICE), itself (SELF). A tray item: its office (OFFICE), the offices above (ABOVE) and its uploader (PERSON):
    until it is filed it is its office's business, so it has no place in the plan. Each but PERSON with the object's
    class.
    """

    def with_class(kind: Kind, ids: Iterable[int]) -> set[int]:
        return {token(kind, obj.protection, obj.town_no, id_) for id_ in ids}

    offices = tuple(office_chain)
    if obj.kind == "dossier":
        places = with_class(Kind.PLACE, (WHOLE_PLAN, *position_chain))
        return frozenset(places | with_class(Kind.OFFICE, offices) | with_class(Kind.SELF, [obj.id]))
    found = with_class(Kind.OFFICE, offices[:1]) | with_class(Kind.ABOVE, offices[1:])
    return frozenset(found if uploader is None else found | {person_token(uploader)})
