"""The one rule: who holds which tokens on a day, and what they open. It exists once, as SQL.

Somebody may read an object if and only if they hold one of its tokens. They hold

- the whole plan of their town at class ``normal``, by any function that is work on content;
- their office at the classes ``normal`` and ``personal``, by such a function in that office: what lies in its
  in-tray, and ``personal`` dossiers it is responsible for or an office below it is;
- the in-trays of the offices below theirs, by the function ``head``;
- what they handed in themselves, until it is filed, while they have any such function;
- what a grant that is in force opens: a position with all below it, or one dossier, at the classes it names.

``personnel``, ``social`` and ``tax`` are opened by grants alone. Nothing here reaches another town: every token but
the uploader's names its town.

Somebody may write if and only if the same holds with grants for ``write`` or ``manage`` only: by function, whoever
may read may write, so ``records`` may change every normal dossier of the town, and who handed something into the
in-tray of another office may still correct, reroute or discard it. They may manage by a grant for ``manage``, and as
``records`` every normal dossier of the town and the personal ones of the own office.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.dms.access.models import Grant, ObjectToken
from services.dms.access.numbers import is_one_of
from services.dms.access.tokens import CLASS_SHIFT, KIND_SHIFT, TOWN_SHIFT, WHOLE_PLAN, ClassNo, Kind
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Function, Office, Person, Tenant
from services.dms.organisation.roles import NEVER_GRANTED, Role, content_roles

Verb = Literal["read", "write", "manage"]
_PERSON = bindparam("person", type_=Integer)
_TODAY = bindparam("today", type_=Date)
ObjectId = ColumnElement[int] | InstrumentedAttribute[int]
_KNOWN = "held tokens"
_INCLUDED: dict[str, tuple[str, ...]] = {"read": ("read", "write", "manage"), "write": ("write", "manage")}
# No VALUES: SQLite knows no names for its columns.
_CLASSES = union_all(*(select(literal_column(str(int(number)), Integer).label("no")) for number in ClassNo)).subquery(
    "classes"
)


def _token(kind: Kind, protection: Any, town_no: Any, id_: Any) -> ColumnElement[int]:
    shifted = protection * (1 << CLASS_SHIFT) + town_no * (1 << TOWN_SHIFT)
    total: ColumnElement[int] = literal(kind << KIND_SHIFT) + shifted + id_
    return total


def _works(verb: str, role: ColumnElement[str] | InstrumentedAttribute[str] = Function.role) -> ColumnElement[bool]:
    """Whether a function is work on content (for ``manage``: on the town's records)."""
    if verb == "manage":
        return role == Role.RECORDS
    return or_(role.in_(content_roles(False)), and_(Tenant.sandbox, role.in_(content_roles(True))))


def _by_function(verb: str) -> list[Select[int]]:
    """What functions give: the town, the offices, the in-trays below, one's own uploads."""
    held = [ClassNo.NORMAL, ClassNo.PERSONAL]
    mine = and_(Person.no == _PERSON, Person.active)
    person = select(literal(1)).select_from(Person).join(Tenant, Tenant.id == Person.tenant_id)
    person = person.join(Function, Function.person_id == Person.id).where(mine)
    in_office = person.join(Office, Office.id == Function.office_id)
    branches = [
        person.with_only_columns(_token(Kind.PLACE, literal(0), Tenant.no, literal(WHOLE_PLAN))).where(_works(verb))
    ]
    branches += [
        in_office.with_only_columns(_token(Kind.OFFICE, literal(int(c)), Tenant.no, Office.no)).where(_works(verb))
        for c in held
    ]
    if verb != "manage":
        above = _token(Kind.ABOVE, literal(int(ClassNo.NORMAL)), Tenant.no, Office.no)
        branches.append(in_office.with_only_columns(above).where(Function.role == Role.HEAD))
        own = _token(Kind.PERSON, literal(0), literal(0), Person.no)
        branches.append(person.with_only_columns(own).where(_works(verb)))
    return branches


def _by_grant(verb: str) -> list[Select[int]]:
    """What grants in force give, one branch per kind of subject so that each uses its index."""
    in_force = and_(Grant.valid_from <= _TODAY, or_(Grant.valid_to.is_(None), Grant.valid_to >= _TODAY))
    place = _token(Kind.PLACE, _CLASSES.c.no, Grant.town_no, Grant.position_no)
    itself = _token(Kind.SELF, _CLASSES.c.no, Grant.town_no, Grant.object_id)
    opened_class = Grant.classes.op("&")(literal(1).op("<<")(_CLASSES.c.no)) != 0
    allowed = Function.role.not_in(NEVER_GRANTED) | and_(Tenant.sandbox, Function.role == Role.TRAINEE)
    people = and_(Person.no == _PERSON, Person.active, allowed)
    branches: list[Select[int]] = []
    for subject in (
        Grant.person_no == Person.no,
        and_(Grant.office_no == Office.no, _works("read")),
        and_(Grant.role == Function.role, Grant.town_no == Tenant.no),
    ):
        for said, given in ((place, Grant.position_no), (itself, Grant.object_id)):
            branches.append(
                select(said)
                .select_from(Person)
                .join(Tenant, Tenant.id == Person.tenant_id)
                .join(Function, Function.person_id == Person.id)
                .outerjoin(Office, Office.id == Function.office_id)
                .join(Grant, subject)
                .join(_CLASSES, opened_class)
                .where(people, in_force, given.is_not(None), Grant.verb.in_(_INCLUDED.get(verb, (verb,))))
            )
    return branches


@cache
def holdings(verb: Verb = "read") -> CompoundSelect[int]:
    """The statement: the tokens that the person of number ``:person`` holds on the day ``:today``, with repetitions.

    Built once per verb, because building it takes ten times as long as asking."""
    return union_all(*_by_function(verb), *_by_grant(verb))


def held_tokens(session: Session, actor: Actor, today: date, verb: Verb = "read") -> tuple[int, ...]:
    """The tokens held today for a verb, ascending; computed from the rows, and only once in a session that reads one
    snapshot (:func:`remembering`). The program itself holds none: it acts by other means and looks at nothing."""
    if actor.is_system:
        return ()
    known: dict[tuple[int, date, Verb], tuple[int, ...]] = session.info.get(_KNOWN, {})
    asked = (actor.person_no, today, verb)
    if asked not in known:
        found = session.scalars(holdings(verb), {"person": actor.person_no, "today": today})
        known[asked] = tuple(sorted(set(found)))
    return known[asked]


def remembering() -> dict[str, Any]:
    """The ``info`` of a session that only reads, so that a page asks once who may see what."""
    return {_KNOWN: {}}


def opened(object_id: ObjectId, held: tuple[int, ...]) -> ColumnElement[bool]:
    """Whether the object carries one of these tokens: the check, for a single row and inside lists."""
    # Without '+ 0' SQLite probes the index once per token held, for each row.
    carried = is_one_of(ObjectToken.token + literal_column("0"), held)
    return exists(
        select(literal_column("1")).where(ObjectToken.object_id == object_id, carried).correlate_except(ObjectToken)
    )


def candidates(
    object_id: ColumnElement[int] | InstrumentedAttribute[int], held: tuple[int, ...]
) -> ColumnElement[bool]:
    """The same truth, found from the tokens' side: for lists of which only little is readable."""
    return object_id.in_(select(ObjectToken.object_id).where(is_one_of(ObjectToken.token, held)))


def may(session: Session, object_id: int, held: tuple[int, ...]) -> bool:
    """Whether one object is opened."""
    return bool(session.scalar(select(opened(literal(object_id), held))))
