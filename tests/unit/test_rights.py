"""The one rule, against a model in plain Python: who may read, write and manage what, on which day.

The model knows offices, positions and dates as people do and nothing of tokens. Random worlds are put to both.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from services.dms.access.actions import grant
from services.dms.access.models import AccessObject, Grant, ObjectToken
from services.dms.access.rule import Verb, candidates, held_tokens, may, opened
from services.dms.access.tokens import (
    CLASS_SHIFT,
    KIND_SHIFT,
    TOWN_SHIFT,
    ClassNo,
    Kind,
    class_mask,
    class_no,
    protection_of,
    token,
)
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.organisation.roles import Role
from services.dms.plan.models import PlanPosition
from services.dms.records import actions, queries
from services.dms.records.errors import DocumentNotFound
from services.dms.records.models import Document, Dossier
from shared.errors import Forbidden, NotFound
from tests.builders import World

CONTENT = {"clerk", "mailroom", "head", "records", "planner", "trainer"}
NEVER = {"admin", "operator", "trainee"}
VERBS: tuple[Verb, ...] = ("read", "write", "manage")
CLASSES = ("normal", "personal", "personnel", "social", "tax")
POSITIONS = ("610", "611", "600", "020", "021", "702", "000")


@dataclass
class Someone:
    """A person as the model knows them: functions as (role, number of the office or None)."""

    actor: Actor
    functions: list[tuple[str, int | None]]

    def works(self, role: str) -> bool:
        return role in CONTENT or (self.actor.sandbox and role == "trainee")

    @property
    def work(self) -> list[tuple[str, int | None]]:
        return [(role, office) for role, office in self.functions if self.works(role)]

    def grantable(self, role: str) -> bool:
        return role not in NEVER or (self.actor.sandbox and role == "trainee")


@dataclass
class Thing:
    """A document's place: its dossier's, or its in-tray's."""

    document: UUID
    kind: str
    town: int
    object: int
    office: int
    protection: str
    position: int | None
    uploader: int | None


@dataclass
class Model:
    """What a reader of the rule would say."""

    offices: dict[int, int | None] = field(default_factory=dict)
    positions: dict[int, int | None] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    _standing: dict[tuple[str, date], list[Grant]] = field(default_factory=dict)

    @staticmethod
    def chain(above: dict[int, int | None], start: int | None) -> list[int]:
        found = []
        while start is not None:
            found.append(start)
            start = above[start]
        return found

    def allowed(self, verb: str, who: Someone, what: Thing, day: date) -> bool:
        if self.by_function(verb, who, what):
            return True
        return what.kind == "dossier" and any(self.granted(given, who, what) for given in self.standing(verb, day))

    def standing(self, verb: str, day: date) -> list[Grant]:
        """The grants that are in force on a day and strong enough."""
        strength = ("read", "write", "manage")
        if (verb, day) not in self._standing:
            self._standing[verb, day] = [
                given
                for given in self.grants
                if given.valid_from <= day
                and (given.valid_to is None or day <= given.valid_to)
                and strength.index(given.verb) >= strength.index(verb)
            ]
        return self._standing[verb, day]

    def by_function(self, verb: str, who: Someone, what: Thing) -> bool:
        if what.kind == "tray" and verb != "manage" and what.uploader == who.actor.person_no and who.work:
            return True
        if what.town != who.actor.tenant_no:
            return False
        offices = self.chain(self.offices, what.office)
        for role, office in who.work:
            if verb == "manage" and role != "records":
                continue
            if what.kind == "dossier":
                if what.protection == "normal" or (what.protection == "personal" and office in offices):
                    return True
            elif office == what.office or (role == "head" and office in offices and verb != "manage"):
                return True
        return False

    def granted(self, given: Grant, who: Someone, what: Thing) -> bool:
        if given.town_no != what.town or not given.classes >> CLASSES.index(what.protection) & 1:
            return False
        if given.object_id is not None and given.object_id != what.object:
            return False
        if given.position_no is not None and given.position_no not in self.chain(self.positions, what.position):
            return False
        if given.person_no is not None:
            return given.person_no == who.actor.person_no and any(who.grantable(role) for role, _ in who.functions)
        if given.office_no is not None:
            return any(office == given.office_no for _, office in who.work)
        return given.town_no == who.actor.tenant_no and any(
            role == given.role and who.grantable(role) for role, _ in who.functions
        )


class RandomTowns:
    """Two towns and a sandbox with offices, people, documents and grants, drawn from a seed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.model = world, random.Random(seed), Model()
        self.people: list[Someone] = []
        self.things: list[Thing] = []
        self.offices: dict[str, list[Office]] = {}
        with world.look() as tx:
            numbers = {p.id: p.no for p in tx.session.scalars(select(PlanPosition))}
            rows = tx.session.scalars(select(PlanPosition))
            self.model.positions = {p.no: numbers[p.parent_id] if p.parent_id else None for p in rows}
        for code in ("michelstadt", "erbach", "schulung"):
            self._town(world.town(code, sandbox=code == "schulung"))
        for _ in range(45):
            self._grant()
        with world.look() as tx:
            self.model.grants = list(tx.session.scalars(select(Grant)))

    def _town(self, town: Tenant) -> None:
        offices: list[Office] = []
        for n in range(6):
            parent = self.random.choice([None, *offices]) if offices else None
            office = self.world.office(town, f"amt{n}", parent)
            self.model.offices[office.no] = parent.no if parent else None
            offices.append(office)
        self.offices[town.code] = offices
        people = [self._person(town, offices) for _ in range(8)]
        workers = [someone for someone in people if someone.work]
        while not any(office for someone in workers for _, office in someone.work):
            workers.append(self._person(town, offices))
        for _ in range(16):
            self._document(self.random.choice(workers), offices)

    def _person(self, town: Tenant, offices: list[Office]) -> Someone:
        drawn: dict[tuple[str, int | None], Office | None] = {}
        for _ in range(self.random.randint(1, 3)):
            office = self.random.choice([None, *offices])
            drawn[str(self.random.choice(list(Role))), office.no if office else None] = office
        actor = self.world.person(town, *((role, office) for (role, _), office in drawn.items()))
        someone = Someone(actor, list(drawn))
        self.people.append(someone)
        return someone

    def _document(self, by: Someone, offices: list[Office]) -> None:
        document = self.world.received(by.actor, self.random.choice(offices))
        with self.world.tx() as tx:
            actions.mark_failed(tx, document.id, "damaged")
        if self.random.random() < 0.7:
            self._file(document, by, self.random.choice(offices))
        with self.world.look() as tx:
            row = tx.session.get_one(Document, document.id)
            place = tx.session.get_one(AccessObject, row.object_id)
            assert place.office_no is not None
            protection = protection_of(place.protection_class).value
            self.things.append(
                Thing(
                    row.id,
                    place.kind,
                    place.town_no,
                    place.id,
                    place.office_no,
                    protection,
                    place.position_no,
                    place.uploader_no,
                )
            )

    def _file(self, document: Document, by: Someone, office: Office) -> None:
        with self.world.tx(by.actor) as tx:
            dossier = actions.open_dossier(
                tx,
                self.random.choice(POSITIONS),
                "Akte",
                responsible_office=office.id,
                protection=self.random.choice(CLASSES),
            )
            actions.file_document(tx, document.id, dossier_id=dossier.id)

    def _grant(self) -> None:
        someone = self.random.choice(self.people)
        towns = sorted({thing.town for thing in self.things})
        subject: dict[str, Any] = self.random.choice(
            [
                {"person_no": someone.actor.person_no},
                {"office_no": self.random.choice(list(self.model.offices))},
                {"role": str(self.random.choice(list(Role)))},
            ]
        )
        dossiers = [thing for thing in self.things if thing.kind == "dossier"]
        thing = self.random.choice(dossiers)
        if self.random.random() < 0.5:
            target: dict[str, Any] = {"object_id": thing.object, "town_no": thing.town}
        else:
            assert thing.position is not None
            position = self.random.choice(self.model.chain(self.model.positions, thing.position))
            target = {"position_no": position, "town_no": self.random.choice(towns)}
        today = self.world.clock.today()
        start = today + timedelta(days=self.random.randint(-3, 3))
        end = self.random.choice([None, start + timedelta(days=self.random.randint(0, 4))])
        with self.world.tx() as tx:
            grant(
                tx,
                verb=self.random.choice(VERBS),
                classes=self.random.sample(CLASSES, self.random.randint(1, 5)),
                valid_from=start,
                valid_to=end,
                **subject,
                **target,
            )


@pytest.mark.parametrize("seed", range(3))
def test_the_rule_is_the_models_in_lists_and_in_single_checks(world: World, seed: int) -> None:
    towns = RandomTowns(world, seed)
    asked = opened_by_grant = 0
    with world.look() as tx:
        for who in towns.people:
            for offset in (-2, 0, 3):
                day = tx.today + timedelta(days=offset)
                for verb in VERBS:
                    held = held_tokens(tx.session, who.actor, day, verb)
                    check = set(tx.session.scalars(select(Document.id).where(opened(Document.object_id, held))))
                    found = set(tx.session.scalars(select(Document.id).where(candidates(Document.object_id, held))))
                    model = {t.document for t in towns.things if towns.model.allowed(verb, who, t, day)}
                    assert check == model, (seed, who, day, verb)
                    assert found == model, (seed, who, day, verb)
                    plain = {t.document for t in towns.things if towns.model.by_function(verb, who, t)}
                    opened_by_grant += len(model - plain)
                    asked += len(towns.things)
                single = towns.random.choice(towns.things)
                held = held_tokens(tx.session, who.actor, day)
                assert may(tx.session, single.object, held) is towns.model.allowed("read", who, single, day)
    assert asked > 8_000 and opened_by_grant > 50, "the draw says something"


@pytest.mark.parametrize("seed", range(2))
def test_every_list_shows_what_the_model_allows(world: World, seed: int) -> None:
    towns = RandomTowns(world, 100 + seed)
    with world.look() as tx:
        for who in towns.people:
            allowed = {t.document for t in towns.things if towns.model.allowed("read", who, t, tx.today)}
            asked = (tx.session, who.actor, tx.today)
            assert {d.id for d in queries.documents(*asked, limit=200).items} == allowed
            assert queries.recheck(*asked, [t.document for t in towns.things]) == allowed
            dossiers = {t.object for t in towns.things if t.kind == "dossier" and t.document in allowed}
            assert {d.object_id for d in queries.dossiers(*asked, limit=200).items} == dossiers
            trays = {t for t in (t.document for t in towns.things if t.kind == "tray") if t in allowed}
            own = {d.id for d in queries.tray(*asked, limit=200).items}
            assert own == trays, "no grant opens an in-tray, so all of them are of the own town"
            counts = queries.tray_counts(*asked)
            assert sum(sum(states.values()) for states in counts.values()) == len(trays)


def test_a_foreign_town_sees_nothing_anywhere(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    office = world.office(town)
    clerk = world.person(town, ("clerk", office))
    strangers = [
        world.person(other, *((str(role), o) for role in Role), name=f"all{n}@erbach")
        for n, o in enumerate((None, world.office(other)))
    ]
    tray = world.in_tray(clerk, office)
    document = world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        filed = actions.file_document(tx, document.id, position="610")
        dossier = tx.session.get_one(Dossier, filed.dossier_id)
    with world.look() as tx:
        for stranger in strangers:
            asked = (tx.session, stranger, tx.today)
            assert queries.documents(*asked).items == []
            assert queries.documents(*asked, ids=[tray.id, document.id]).items == []
            assert queries.documents(*asked, dossier=dossier.id).items == []
            assert queries.documents(*asked, office=office.id).items == []
            assert queries.tray(*asked).items == [] and queries.tray(*asked, office.id).items == []
            assert queries.tray_counts(*asked) == {}
            assert queries.dossiers(*asked).items == []
            assert queries.dossier_by_number(*asked, dossier.file_number) is None
            assert queries.duplicate_of(*asked, town.id, document.sha256) is None
            assert queries.recheck(*asked, [tray.id, document.id]) == set()
            for look, id_ in (
                (queries.document, tray.id),
                (queries.document, document.id),
                (queries.history, document.id),
                (queries.dossier, dossier.id),
                (queries.dossier_documents, dossier.id),
            ):
                with pytest.raises(NotFound):
                    look(*asked, id_)


def test_a_normal_dossier_is_open_to_every_content_role_of_the_town(world: World) -> None:
    town = world.town()
    office = world.office(town)
    clerk = world.person(town, ("clerk", office))
    document = world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        actions.file_document(tx, document.id, position="610")
    for role in Role:
        who = world.person(town, (str(role), None))
        with world.look() as tx:
            sees = bool(queries.documents(tx.session, who, tx.today).items)
        assert sees is (role in CONTENT) is who.content_role, role


def test_a_trainee_counts_as_a_clerk_only_in_a_sandbox(world: World) -> None:
    for code, sandbox in (("michelstadt", False), ("schulung", True)):
        town = world.town(code, sandbox)
        office = world.office(town)
        clerk, trainee = world.person(town, ("clerk", office)), world.person(town, ("trainee", office))
        document = world.in_tray(clerk, office)
        with world.look() as tx:
            assert bool(queries.tray(tx.session, trainee, tx.today).items) is sandbox
        with world.tx(trainee) as tx:
            if sandbox:
                assert actions.file_document(tx, document.id, position="610").entry_no == 1
            else:
                with pytest.raises(NotFound):
                    actions.file_document(tx, document.id, position="610")


def test_heads_see_the_trays_below_and_clerks_their_own_and_what_they_handed_in(world: World) -> None:
    town = world.town()
    top = world.office(town, "hauptamt")
    below = world.office(town, "kasse", parent=top)
    beside = world.office(town, "bauamt")
    sender = world.person(town, ("mailroom", beside))
    readers = {
        "head above": (world.person(town, ("head", top)), True),
        "clerk above": (world.person(town, ("clerk", top)), False),
        "clerk here": (world.person(town, ("clerk", below)), True),
        "head beside": (world.person(town, ("head", beside)), False),
        "mail room, not theirs": (world.person(town, ("mailroom", beside)), False),
        "who handed it in": (sender, True),
        "head of the whole town": (world.person(town, ("head", None)), False),
    }
    document = world.in_tray(sender, below)
    with world.look() as tx:
        for name, (who, sees) in readers.items():
            assert bool(queries.documents(tx.session, who, tx.today, ids=[document.id]).items) is sees, name
    with world.tx(sender) as tx:
        actions.reroute(tx, document.id, beside.id, "war für das Bauamt")
    with world.look() as tx:
        assert queries.documents(tx.session, readers["clerk here"][0], tx.today, ids=[document.id]).items == []


def test_protected_classes_are_opened_by_name_and_the_opener_loses_nothing(world: World) -> None:
    town = world.town()
    top = world.office(town, "hauptamt")
    office = world.office(town, "personal", parent=top)
    clerk, colleague = world.person(town, ("clerk", office)), world.person(town, ("clerk", office))
    head, records = world.person(town, ("head", top)), world.person(town, ("records", office))
    sees = {"personal": {clerk, colleague, head, records}, "personnel": {clerk}, "social": {clerk}, "tax": {clerk}}
    for protection, readers in sees.items():
        with world.tx(clerk) as tx:
            dossier = actions.open_dossier(tx, "610", "x", protection=protection)
        with world.look() as tx:
            for who in (clerk, colleague, head, records):
                found = queries.dossiers(tx.session, who, tx.today, limit=200).items
                assert (dossier.id in {d.id for d in found}) is (who in readers), (protection, who.roles)


def test_a_grant_and_its_end_touch_no_document(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    office = world.office(town)
    clerk, guest = world.person(town, ("clerk", office)), world.person(other, ("clerk", world.office(other)))
    document = world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        filed = actions.file_document(tx, document.id, position="610")

    def state() -> tuple[Any, ...]:
        with world.look() as tx:
            row = tx.session.get_one(Document, document.id)
            tokens = tuple(tx.session.scalars(select(ObjectToken.token).order_by(ObjectToken.token)))
            return (
                row.revision,
                row.rights_revision,
                tokens,
                bool(queries.recheck(tx.session, guest, tx.today, [row.id])),
            )

    before = state()
    with world.tx() as tx:
        given = grant(
            tx, town_no=town.no, classes=["normal"], person_no=guest.person_no, object_id=filed.object_id,
            valid_to=tx.today + timedelta(days=1),
        )  # fmt: skip
    assert before[3] is False and state() == (*before[:3], True)
    world.clock.forward(days=1)
    assert state() == (*before[:3], True), "the last day is included"
    world.clock.forward(days=1)
    assert state() == before
    with world.tx() as tx:
        tx.session.get_one(Grant, given.id).valid_to = None
    assert state() == (*before[:3], True)


def test_reading_by_grant_is_not_writing(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    office = world.office(town)
    clerk, guest = world.person(town, ("clerk", office)), world.person(other, ("clerk", world.office(other)))
    document = world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        filed = actions.file_document(tx, document.id, position="610")
    for verb, error in ((None, DocumentNotFound), ("read", Forbidden), ("write", None)):
        with world.tx() as tx:
            if verb is not None:
                grant(
                    tx, town_no=town.no, classes=["normal"], verb=verb, person_no=guest.person_no,
                    object_id=filed.object_id,
                )  # fmt: skip
        with world.tx(guest) as tx:
            if error is None:
                assert actions.change_metadata(tx, document.id, remark="gesehen").remark == "gesehen"
            else:
                with pytest.raises(error):
                    actions.change_metadata(tx, document.id, remark="gesehen")


def test_the_program_itself_holds_nothing(world: World) -> None:
    with world.look() as tx:
        assert held_tokens(tx.session, SYSTEM, tx.today) == ()


PARTS = st.tuples(
    st.sampled_from(list(Kind)), st.integers(0, 15), st.integers(0, (1 << 12) - 1), st.integers(0, (1 << 40) - 1)
)


@given(PARTS, PARTS)
def test_tokens_are_numbers_that_say_one_thing(a: tuple[Kind, int, int, int], b: tuple[Kind, int, int, int]) -> None:
    assert (token(*a) == token(*b)) is (a == b)
    assert 0 < token(*a) < 1 << 63
    kind, protection, town, id_ = a
    value = token(*a)
    assert value >> KIND_SHIFT == kind and value >> CLASS_SHIFT & 15 == protection
    assert value >> TOWN_SHIFT & 0xFFF == town and value & ((1 << 40) - 1) == id_


@pytest.mark.parametrize("parts", [(16, 0, 0), (0, 1 << 12, 0), (0, 0, 1 << 40), (-1, 0, 0), (0, 0, -1)])
def test_a_token_that_does_not_fit_is_refused(parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no token"):
        token(Kind.PLACE, *parts)


def test_classes_as_numbers_and_masks() -> None:
    assert [protection_of(class_no(name)).value for name in CLASSES] == list(CLASSES)
    assert class_mask(["normal", "tax", "tax"]) == 0b10001
    assert [int(number) for number in ClassNo] == [0, 1, 2, 3, 4]
