"""Looking at documents, dossiers and the plan: cursors, filters, duplicates, what the index is told."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from filing_plan.plan import joint_plan
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.plan import queries as plan
from services.dms.plan.actions import IN_FORCE, load_joint_plan
from services.dms.plan.errors import PositionNotFound, PositionNotLowest
from services.dms.plan.models import PlanPosition
from services.dms.records import actions, queries
from services.dms.records.errors import DocumentNotFound
from services.dms.records.listing import Order
from services.dms.records.models import Document, FileNumberAlias
from shared.errors import Forbidden, Invalid
from tests.builders import World


@pytest.fixture
def town(world: World) -> Tenant:
    return world.town()


@pytest.fixture
def office(world: World, town: Tenant) -> Office:
    return world.office(town)


@pytest.fixture
def clerk(world: World, town: Tenant, office: Office) -> Actor:
    return world.person(town, ("clerk", office))


def asked(tx: Tx) -> tuple[Session, Actor, date]:
    return tx.session, tx.actor, tx.today


def pending(world: World) -> list[UUID] | None:
    with world.look() as tx:
        return queries.pending_ids(tx.session)


def indexed(world: World, document_id: UUID) -> None:
    """As the handler of ``IndexRequested`` does: what the index has now is noted."""
    with world.tx() as tx:
        snapshot = queries.snapshot(tx.session, document_id)
        assert snapshot is not None
        tx.session.get_one(Document, document_id).indexed_revision = snapshot.revision


def test_cursors_show_everything_once_in_order(world: World, clerk: Actor, office: Office) -> None:
    documents = []
    for n in range(7):
        documents.append(world.received(clerk, office))
        if n % 3:
            world.clock.forward(minutes=1)
    newest = [d.id for d in sorted(documents, key=lambda d: (d.received_at, d.id.hex), reverse=True)]
    with world.look(clerk) as tx:
        for page in (queries.documents, partial(queries.tray, office_id=office.id)):
            seen: list[UUID] = []
            cursor = None
            while True:
                answer = page(*asked(tx), limit=2, cursor=cursor)
                assert len(answer.items) <= 2
                seen += [d.id for d in answer.items]
                cursor = answer.next
                if cursor is None:
                    break
            assert seen == newest
        assert queries.documents(*asked(tx), limit=7).next is None


def test_dossiers_by_number_and_title_have_cursors_too(world: World, clerk: Actor) -> None:
    titles = ["Ö", "a", "Zebra", "Zebra", "B"]
    with world.tx(clerk) as tx:
        opened = [actions.open_dossier(tx, "610", title) for title in titles]
    with world.look(clerk) as tx:
        orders: tuple[tuple[Literal["number", "title"], Any], ...] = (
            ("number", lambda d: d.file_number),
            ("title", lambda d: (d.title, d.id.hex)),
        )
        for sort, key in orders:
            seen, cursor = [], None
            for _ in range(5):
                answer = queries.dossiers(*asked(tx), sort=sort, limit=1, cursor=cursor)
                seen += [d.id for d in answer.items]
                cursor = answer.next
            assert cursor is None and seen == [d.id for d in sorted(opened, key=key)]


def told(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@given(
    st.text(min_size=1, max_size=60)
    | st.builds(told, st.text() | st.integers() | st.none(), st.uuids().map(str) | st.text())
    | st.just(told("2025-06-02T08:00:00", str(UUID(int=1))))
)
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        Order(Document.received_at, Document.id).after(cursor)


def test_documents_by_state_office_dossier_and_ids(world: World, town: Tenant, clerk: Actor, office: Office) -> None:
    cashier = world.office(town, "kasse")
    waiting, elsewhere = world.in_tray(clerk, office), world.in_tray(clerk, cashier)
    filed, gone = world.in_tray(clerk, office), world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        dossier_id = actions.file_document(tx, filed.id, position="610").dossier_id
        actions.discard(tx, gone.id, "Werbung")
    with world.look(clerk) as tx:

        def ids(**kw: Any) -> set[UUID]:
            return {d.id for d in queries.documents(*asked(tx), **kw).items}

        assert ids() == {waiting.id, elsewhere.id, filed.id}
        assert ids(state="in_tray") == {waiting.id, elsewhere.id}
        assert ids(state=["filed", "discarded"]) == {filed.id, gone.id}
        assert ids(office=cashier.id) == {elsewhere.id}
        assert ids(dossier=dossier_id) == {filed.id}
        assert ids(ids=[waiting.id, gone.id, uuid4()]) == {waiting.id, gone.id}
        assert {d.id for d in queries.tray(*asked(tx)).items} == {waiting.id, elsewhere.id}
        assert queries.tray_counts(*asked(tx)) == {office.id: {"in_tray": 1}, cashier.id: {"in_tray": 1}}
        assert queries.document(*asked(tx), gone.id).state == "discarded"
        with pytest.raises(DocumentNotFound):
            queries.document(*asked(tx), uuid4())


def test_dossiers_narrowed_down(world: World, town: Tenant, clerk: Actor, office: Office) -> None:
    cashier = world.office(town, "kasse")
    with world.tx(clerk) as tx:
        weber = actions.open_dossier(tx, "610", "Carport Weber, Größmannstraße", medium="paper")
        school = actions.open_dossier(tx, "021", "Stellenplan", responsible_office=cashier.id)
        actions.close_dossier(tx, school.id)
        tx.add(FileNumberAlias(dossier_id=weber.id, number="63.1/Weber"))
    world.clock.forward(days=365)
    with world.tx(clerk) as tx:
        late = actions.open_dossier(tx, "610", "Garage")
    with world.look(clerk) as tx:
        for narrowed, found in (
            ({}, [late, school, weber]),
            ({"q": "weber carport"}, [weber]),
            ({"q": "GROESSMANN"}, [weber]),
            ({"q": "610-0001"}, [late, weber]),
            ({"q": "63.1"}, [weber]),
            ({"q": "100%"}, []),
            ({"position": "61"}, [late, weber]),
            ({"position": "6"}, [late, weber]),
            ({"position": "999"}, []),
            ({"office": cashier.id}, [school]),
            ({"year": 2026}, [late]),
            ({"state": "closed_to_file"}, [school]),
            ({"medium": "paper"}, [weber]),
        ):
            listed = queries.dossiers(*asked(tx), **narrowed).items
            assert {d.id for d in listed} == {d.id for d in found}, narrowed


def test_a_dossier_by_the_number_people_write(world: World, clerk: Actor, office: Office) -> None:
    other = world.town("erbach")
    stranger = world.person(other, ("clerk", world.office(other)))
    with world.tx(clerk) as tx:
        own = actions.open_dossier(tx, "610", "x")
        tx.add(FileNumberAlias(dossier_id=own.id, number="63/4711"))
    with world.tx(stranger) as tx:
        foreign = actions.open_dossier(tx, "610", "y")
        tx.add(FileNumberAlias(dossier_id=foreign.id, number="63/4711"))
    for who, mine, theirs in ((clerk, own, foreign), (stranger, foreign, own)):
        with world.look(who) as tx:
            for said in (mine.file_number, f"Az.: {mine.file_number}-03 vom", mine.file_number.lower(), " 63/4711 "):
                found = queries.dossier_by_number(*asked(tx), said)
                assert found is not None and found.id == mine.id, said
            assert queries.dossier_by_number(*asked(tx), theirs.file_number) is None
            assert queries.dossier_by_number(*asked(tx), "") is None


def test_duplicates_are_told_only_to_those_who_may_read_the_earlier_one(
    world: World, town: Tenant, clerk: Actor, office: Office
) -> None:
    colleague = world.person(town, ("clerk", world.office(town, "kasse")))
    first = world.received(clerk, office, content=b"same")
    with world.look() as tx:
        for who, sees in ((clerk, True), (colleague, False)):
            found = queries.duplicate_of(tx.session, who, tx.today, town.id, first.sha256)
            assert (found is not None) is sees
    with world.tx(clerk) as tx:
        actions.discard(tx, first.id, "Werbung")
        assert queries.duplicate_of(tx.session, clerk, tx.today, town.id, first.sha256) is None
    with world.look() as tx:
        assert queries.duplicate_of(tx.session, clerk, tx.today, town.id, "0" * 64) is None


def test_what_is_pending_follows_the_readers(world: World, town: Tenant, clerk: Actor, office: Office) -> None:
    young = world.received(clerk, office)
    assert pending(world) == [], "still being read and never in the index"
    document = world.in_tray(clerk, office)
    assert pending(world) == [document.id]
    indexed(world, document.id)
    assert pending(world) == []
    with world.tx(clerk) as tx:
        actions.change_metadata(tx, document.id, subject="Anders")
    assert pending(world) == [], "the same readers"
    cashier = world.office(town, "kasse")
    acts: tuple[Callable[[Tx], object], ...] = (
        lambda tx: actions.reroute(tx, document.id, cashier.id, "x"),
        lambda tx: actions.discard(tx, document.id, "x"),
        lambda tx: actions.restore(tx, document.id),
        lambda tx: actions.file_document(tx, document.id, position="610"),
        lambda tx: actions.move_document(tx, document.id, actions.open_dossier(tx, "611", "y").id, "x"),
        lambda tx: actions.return_document(tx, document.id, "x"),
    )
    for act in acts:
        with world.tx(clerk) as tx:
            act(tx)
        assert pending(world) == [document.id]
        indexed(world, document.id)
        assert pending(world) == []
    with world.tx(clerk) as tx:
        actions.discard(tx, young.id, "x")
    assert pending(world) == [young.id]
    with world.look() as tx:
        assert queries.pending_ids(tx.session, limit=1) == [young.id]
        assert queries.pending_ids(tx.session, limit=0) is None, "more than fit"


def test_the_snapshot_says_what_stands_in_the_rows(world: World, clerk: Actor, office: Office) -> None:
    document = world.in_tray(clerk, office, texts=("Seite eins", "Seite zwei"))
    with world.tx(clerk) as tx:
        actions.change_metadata(tx, document.id, sender="Weber", kind="Antrag")
        before = queries.snapshot(tx.session, document.id)
        filed = actions.file_document(tx, document.id, position="610", title="Carport")
        after = queries.snapshot(tx.session, document.id)
    assert before is not None and after is not None
    assert before.pages == ("Seite eins", "Seite zwei") and before.sender == "Weber" and before.tokens
    assert (before.position, before.dossier, before.file_number, before.office) == (None, None, "", office.id)
    assert after.revision == before.revision + 1 == filed.revision
    assert (after.position, after.dossier, after.dossier_title) == ("610", filed.dossier_id, "Carport")
    assert set(before.tokens) != set(after.tokens)
    with world.tx(clerk) as tx:
        actions.return_document(tx, document.id, "x")
        actions.discard(tx, document.id, "x")
        gone = queries.snapshot(tx.session, document.id)
        assert gone is not None and gone.tokens == ()
        assert queries.recheck(*asked(tx), [document.id]) == set()
        assert queries.snapshot(tx.session, uuid4()) is None
    assert replace(gone, revision=0, tokens=()) == replace(before, revision=0, tokens=())


def test_pages_of_several_documents_come_in_one_go(world: World, clerk: Actor, office: Office) -> None:
    first, second = (world.in_tray(clerk, office, texts=texts) for texts in (("a", "b"), ("c",)))
    with world.look() as tx:
        assert queries.page_texts(tx.session, [first.id, second.id, uuid4()]) == {
            first.id: [(1, "a"), (2, "b")],
            second.id: [(1, "c")],
        }
        assert queries.pages_done(tx.session, [first.id, second.id, uuid4()]) == {first.id: 2, second.id: 1}
        assert queries.current_version(tx.session, first.id).no == 1
        assert queries.archive(tx.session, first.id) is None
    with world.tx(clerk) as tx:
        actions.read_again(tx, first.id, "schief")
    with world.look() as tx:
        assert queries.pages_done(tx.session, [first.id]) == {}, "of the present reading only"


def test_the_joint_plan_is_loaded_once(world: World) -> None:
    with world.tx() as tx:
        assert load_joint_plan(tx) == 0, "the template has it"
        assert tx.session.scalar(select(func.count()).select_from(PlanPosition)) == len(joint_plan())
    stranger = world.person(world.town(), ("records", None))
    with world.tx(stranger) as tx, pytest.raises(Forbidden):
        load_joint_plan(tx)


def test_positions_carry_the_rules_of_the_data_file(world: World) -> None:
    expected = joint_plan()
    with world.look() as tx:
        found = plan.positions(tx.session, tx.today)
        assert [p.number for p in found] == [p.number for p in expected]
        for p in found:
            assert p.id == expected.position(p.number).id and p.lowest is expected.is_lowest(p.number)
            if p.lowest:
                rules = expected.rules(p.number)
                assert p.retention_months == rules.retention_months
                assert p.permanent is (rules.retention == "permanent")
                assert (p.disposal_code, p.protection) == (rules.disposal.value, rules.protection.value)
        roots = plan.tree(tx.session, tx.today)
        assert [n.position.number for n in roots] == [p.number for p in expected.children()]
        chain = plan.chain(tx.session, plan.position(tx.session, "610", tx.today))
        assert len(chain) == 3 and chain[0] == plan.position(tx.session, "610", tx.today).no


def test_positions_are_in_force_from_a_day_on(world: World) -> None:
    with world.look() as tx:
        assert plan.position(tx.session, " 610 ", IN_FORCE).number == "610"
        with pytest.raises(PositionNotFound) as caught:
            plan.position(tx.session, "610", IN_FORCE - timedelta(days=1))
        assert caught.value.details == {"number": "610"}
        with pytest.raises(PositionNotLowest):
            plan.lowest_position(tx.session, "61", tx.today)
        assert plan.positions(tx.session, IN_FORCE - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [("610", "610"), ("bauant", "610"), ("Bauanträge", "610"), ("BAUANTRAEGE", "610"), ("stellenplan", "021")],
)
def test_positions_are_found_by_number_and_words(world: World, words: str, number: str) -> None:
    with world.look() as tx:
        assert plan.find_positions(tx.session, words, tx.today)[0].number == number


def test_nothing_is_found_for_nothing_and_for_nonsense(world: World) -> None:
    with world.look() as tx:
        for words in ("", "  ", "xyzzy", "610 xyzzy", "9999"):
            assert plan.find_positions(tx.session, words, tx.today) == []
        assert len(plan.find_positions(tx.session, "6", tx.today, limit=3)) == 3
