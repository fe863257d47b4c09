"""Filing and the everyday acts: states, numbers, rights, the log and the index, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.dms.access.models import AccessObject, Grant
from services.dms.audit.models import AuditEvent
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.errors import OfficeNotFound
from services.dms.organisation.models import Office, Tenant
from services.dms.outbox import Outbox
from services.dms.plan.errors import PositionNotFound, PositionNotLowest
from services.dms.records import actions, queries
from services.dms.records.errors import (
    AlreadyFiled,
    CaseNotFound,
    CasesOpen,
    ChangedMeanwhile,
    Discarded,
    DocumentNotFound,
    DossierClosed,
    DossierNotFound,
    DossierOpen,
    NotDiscarded,
    NotFiled,
    NothingToUndo,
    ReasonMissing,
    RestoreTooLate,
    StillReading,
)
from services.dms.records.models import (
    CLOSED_TO_FILE,
    DISCARDED,
    FAILED,
    FILED,
    IN_TRAY,
    NEXT_DOCUMENT,
    READING,
    Case,
    Document,
    Dossier,
)
from shared.contracts import ArchiveWritten, BlobRef, Inspected
from shared.errors import Forbidden, Invalid
from tests.builders import World


@dataclass
class Place:
    """A town with two offices, a clerk and somebody of records."""

    world: World
    town: Tenant
    office: Office
    cashier: Office
    clerk: Actor
    records: Actor

    def tray(self, **kw: Any) -> Document:
        return self.world.in_tray(self.clerk, self.office, **kw)

    def act(self, act: Callable[..., Any], *args: Any, by: Actor | None = None, **kw: Any) -> Any:
        with self.world.tx(by or self.clerk) as tx:
            return act(tx, *args, **kw)

    def dossier(self, position: str = "610", title: str = "Bauantrag Weber", **kw: Any) -> Dossier:
        found: Dossier = self.act(actions.open_dossier, position, title, **kw)
        return found

    def row(self, document_id: UUID) -> Document:
        with self.world.look() as tx:
            return tx.session.get_one(Document, document_id)

    def acts(self, object_id: UUID) -> list[str]:
        with self.world.look() as tx:
            wanted = select(AuditEvent.act).where(AuditEvent.object_id == object_id).order_by(AuditEvent.id)
            return list(tx.session.scalars(wanted))

    def index_requests(self, document_id: UUID) -> int:
        with self.world.look() as tx:
            wanted = select(func.count()).select_from(Outbox)
            wanted = wanted.where(Outbox.kind == "IndexRequested", Outbox.document_id == document_id)
            return tx.session.scalar(wanted) or 0


@pytest.fixture
def place(world: World) -> Place:
    town = world.town()
    office, cashier = world.office(town), world.office(town, "kasse")
    clerk, records = world.person(town, ("clerk", office)), world.person(town, ("records", cashier))
    return Place(world, town, office, cashier, clerk, records)


def test_filing_at_a_position_opens_a_dossier(place: Place) -> None:
    document = place.tray()
    tray = document.object_id
    filed = place.act(actions.file_document, document.id, position="610", title="Carport Weber")
    with place.world.look() as tx:
        dossier = tx.session.get_one(Dossier, filed.dossier_id)
        assert tx.session.get(AccessObject, tray) is None, "the tray item's rights are gone"
    assert (dossier.file_number, dossier.title, dossier.last_entry) == ("MIC 610-0001/2025", "Carport Weber", 1)
    assert dossier.responsible_office_id == place.office.id
    assert (filed.state, filed.entry_no, filed.filed_by) == (FILED, 1, place.clerk.person_id)
    assert filed.object_id == dossier.object_id
    assert filed.rights_revision == filed.revision == document.revision + 1
    assert place.acts(document.id)[-1] == "document_filed" and place.acts(dossier.id) == ["dossier_opened"]
    assert place.index_requests(document.id) == 2


def test_filing_into_a_dossier_takes_the_next_entry(place: Place) -> None:
    dossier = place.dossier()
    numbers = [place.act(actions.file_document, place.tray().id, dossier_id=dossier.id).entry_no for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_the_title_is_the_subject_where_none_is_said(place: Place) -> None:
    filed = place.act(actions.file_document, place.tray(subject="Anfrage Garage").id, position="610")
    nameless = place.act(actions.file_document, place.tray(subject="").id, position="610")
    with place.world.look() as tx:
        assert tx.session.get_one(Dossier, filed.dossier_id).title == "Anfrage Garage"
        assert tx.session.get_one(Dossier, nameless.dossier_id).title == "scan.pdf"


def test_filing_twice_and_too_early_is_refused(place: Place) -> None:
    young = place.world.received(place.clerk, place.office)
    with pytest.raises(StillReading):
        place.act(actions.file_document, young.id, position="610")
    with place.world.tx() as tx:
        actions.inspected(tx, place.world.inspection(young.id, 1))
    with pytest.raises(StillReading):
        place.act(actions.file_document, young.id, position="610")
    document = place.tray()
    place.act(actions.file_document, document.id, position="610")
    with pytest.raises(AlreadyFiled):
        place.act(actions.file_document, document.id, position="610")


def test_what_could_not_be_read_is_post_too(place: Place) -> None:
    document = place.world.received(place.clerk, place.office)
    with place.world.tx() as tx:
        actions.inspected(tx, Inspected(document.id, problem="encrypted"))
    filed = place.act(actions.file_document, document.id, position="610", title="Verschlüsselt")
    assert (filed.state, filed.problem) == (FILED, "encrypted")
    back = place.act(actions.return_document, document.id, "gehört woanders hin")
    assert (back.state, back.problem) == (FAILED, "encrypted")


@pytest.mark.parametrize(
    "target", [{}, {"position": "610", "dossier_id": uuid4()}, {"position": "610", "case_id": uuid4()}]
)
def test_a_target_is_a_position_or_a_dossier(place: Place, target: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        place.act(actions.file_document, place.tray().id, **target)


def test_targets_that_are_none(place: Place) -> None:
    document = place.tray()
    dossier, other = place.dossier(), place.dossier(title="Anderes")
    case = place.act(actions.open_case, other.id, "Vorgang")
    for error, target in (
        (PositionNotFound, {"position": "999"}),
        (PositionNotLowest, {"position": "6"}),
        (DossierNotFound, {"dossier_id": uuid4()}),
        (CaseNotFound, {"dossier_id": dossier.id, "case_id": case.id}),
        (CaseNotFound, {"dossier_id": dossier.id, "case_id": uuid4()}),
    ):
        with pytest.raises(error):
            place.act(actions.file_document, document.id, **target)
    assert place.row(document.id).state == IN_TRAY
    assert place.dossier(title="Danach").file_number == "MIC 610-0003/2025", "no number was lost"


def test_closed_dossiers_and_cases_take_nothing(place: Place) -> None:
    dossier = place.dossier()
    case = place.act(actions.open_case, dossier.id, "Vorgang")
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id, case_id=case.id)
    place.act(actions.close_case, case.id)
    document = place.tray()
    with pytest.raises(DossierClosed):
        place.act(actions.file_document, document.id, dossier_id=dossier.id, case_id=case.id)
    place.act(actions.close_dossier, dossier.id)
    elsewhere = place.dossier(title="Offen")
    for act, args, kw in (
        (actions.file_document, (document.id,), {"dossier_id": dossier.id}),
        (actions.open_case, (dossier.id, "Noch einer"), {}),
        (actions.close_dossier, (dossier.id,), {}),
        (actions.change_dossier, (dossier.id,), {"title": "Neu"}),
        (actions.move_document, (filed.id, elsewhere.id, "falsch"), {}),
        (actions.return_document, (filed.id, "falsch"), {}),
        (actions.change_metadata, (filed.id,), {"subject": "Neu"}),
    ):
        with pytest.raises(DossierClosed):
            place.act(act, *args, **kw)


def test_moving_gives_the_next_entry_there_and_keeps_the_old_one_empty(place: Place) -> None:
    old, new = place.dossier(), place.dossier("611", "Vorbescheid")
    first, second = (place.act(actions.file_document, place.tray().id, dossier_id=old.id) for _ in range(2))
    with pytest.raises(ReasonMissing):
        place.act(actions.move_document, first.id, new.id, "  ")
    moved = place.act(actions.move_document, first.id, new.id, "falsche Akte")
    assert (moved.dossier_id, moved.entry_no, moved.object_id) == (new.id, 1, new.object_id)
    assert moved.rights_revision == moved.revision
    third = place.act(actions.file_document, place.tray().id, dossier_id=old.id)
    assert (second.entry_no, third.entry_no) == (2, 3)
    with place.world.look(place.clerk) as tx:
        event = queries.history(tx.session, tx.actor, tx.today, first.id)[0]
    assert (event.act, event.reason) == ("document_moved", "falsche Akte")
    assert (event.details["from"], event.details["to"]) == (old.file_number, new.file_number)


def test_moving_inside_a_dossier_is_to_another_case(place: Place) -> None:
    dossier = place.dossier()
    case = place.act(actions.open_case, dossier.id, "Vorgang")
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id)
    moved = place.act(actions.move_document, filed.id, dossier.id, "gehört zum Vorgang", case_id=case.id)
    assert (moved.entry_no, moved.case_id) == (filed.entry_no, case.id)
    with pytest.raises(NotFiled):
        place.act(actions.move_document, place.tray().id, dossier.id, "x")


def test_returning_brings_the_tray_items_rights_back(place: Place) -> None:
    document = place.tray()
    place.act(actions.file_document, document.id, position="610")
    back = place.act(actions.return_document, document.id, "zu früh")
    assert (back.state, back.dossier_id, back.entry_no, back.filed_by) == (IN_TRAY, None, None, None)
    with place.world.look() as tx:
        carrier = tx.session.get_one(AccessObject, back.object_id)
    assert (carrier.kind, carrier.office_no, carrier.uploader_no) == ("tray", place.office.no, place.clerk.person_no)
    with pytest.raises(NotFiled):
        place.act(actions.return_document, document.id, "noch einmal")


def test_undo_takes_back_ones_own_last_filing(place: Place) -> None:
    document = place.tray()
    filed = place.act(actions.file_document, document.id, position="610")
    with pytest.raises(NothingToUndo):
        place.act(actions.undo_filing, document.id, by=place.records)
    back = place.act(actions.undo_filing, document.id)
    assert (back.state, back.rights_revision) == (IN_TRAY, back.revision)
    with pytest.raises(NothingToUndo):
        place.act(actions.undo_filing, document.id)
    again = place.act(actions.file_document, document.id, position="610")
    with place.world.look() as tx:
        assert tx.session.get_one(Dossier, filed.dossier_id).file_number == "MIC 610-0001/2025"
        assert tx.session.get_one(Dossier, again.dossier_id).file_number == "MIC 610-0002/2025"
    place.act(actions.change_metadata, document.id, subject="Anders")
    with pytest.raises(NothingToUndo):
        place.act(actions.undo_filing, document.id)


def test_news_of_the_program_does_not_stand_in_the_way_of_undo(place: Place) -> None:
    document = place.tray()
    place.act(actions.file_document, document.id, position="610")
    with place.world.tx() as tx:
        actions.archive_written(tx, ArchiveWritten(document.id, BlobRef("michelstadt", "c" * 64)))
    assert place.act(actions.undo_filing, document.id).state == IN_TRAY


def test_discarded_can_be_restored_for_thirty_days(place: Place) -> None:
    document = place.tray()
    with pytest.raises(ReasonMissing):
        place.act(actions.discard, document.id, "")
    gone = place.act(actions.discard, document.id, "Werbung")
    assert (gone.state, gone.rights_revision) == (DISCARDED, gone.revision)
    for act, args in (
        (actions.discard, ("x",)),
        (actions.reroute, (place.cashier.id, "x")),
        (actions.read_again, ("x",)),
        (actions.file_document, ()),
        (actions.change_metadata, ()),
    ):
        with pytest.raises(Discarded):
            place.act(act, document.id, *args)
    place.world.clock.forward(days=30)
    back = place.act(actions.restore, document.id)
    assert (back.state, back.discarded_at) == (IN_TRAY, None)
    with pytest.raises(NotDiscarded):
        place.act(actions.restore, document.id)
    place.act(actions.discard, document.id, "doch Werbung")
    place.world.clock.forward(days=30, seconds=1)
    with pytest.raises(RestoreTooLate):
        place.act(actions.restore, document.id)
    assert place.acts(document.id)[-3:] == ["document_discarded", "document_restored", "document_discarded"]


def test_what_is_filed_cannot_be_discarded_rerouted_or_read_again(place: Place) -> None:
    filed = place.act(actions.file_document, place.tray().id, position="610")
    for act, args in (
        (actions.discard, ("x",)),
        (actions.reroute, (place.cashier.id, "x")),
        (actions.read_again, ("x",)),
    ):
        with pytest.raises(AlreadyFiled):
            place.act(act, filed.id, *args)


def test_discarded_failed_comes_back_failed(place: Place) -> None:
    document = place.world.received(place.clerk, place.office)
    with place.world.tx() as tx:
        actions.mark_failed(tx, document.id, "truncated")
    place.act(actions.discard, document.id, "kommt neu")
    assert place.act(actions.restore, document.id).state == FAILED


def test_rerouting_changes_the_readers(place: Place) -> None:
    someone, cashier = (place.world.person(place.town, ("clerk", o)) for o in (place.office, place.cashier))
    document = place.tray()
    place.act(actions.reroute, document.id, place.cashier.id, "Zahlung")
    with place.world.look() as tx:
        for who, sees in ((someone, False), (cashier, True), (place.clerk, True)):
            found = queries.documents(tx.session, who, tx.today, ids=[document.id]).items
            assert bool(found) is sees, who
    moved = place.row(document.id)
    assert (moved.office_id, moved.rights_revision) == (place.cashier.id, moved.revision)
    other = place.world.office(place.world.town("erbach"))
    with pytest.raises(OfficeNotFound):
        place.act(actions.reroute, document.id, other.id, "x")


def test_reading_again_starts_anew(place: Place) -> None:
    document = place.tray()
    again = place.act(actions.read_again, document.id, "schief")
    assert (again.state, again.again, again.page_count) == (READING, 1, None)
    with pytest.raises(StillReading):
        place.act(actions.read_again, document.id, "noch einmal")


def test_metadata_changes_are_checked_logged_and_guarded(place: Place) -> None:
    document = place.tray()
    changed = place.act(
        actions.change_metadata,
        document.id,
        expected_revision=document.revision,
        subject=" Widerspruch ",
        direction="outgoing",
        document_date=place.world.clock.today(),
    )
    assert (changed.subject, changed.direction) == ("Widerspruch", "outgoing")
    assert changed.revision == document.revision + 1 and changed.rights_revision == document.rights_revision
    with pytest.raises(ChangedMeanwhile) as caught:
        place.act(actions.change_metadata, document.id, expected_revision=document.revision, subject="x")
    assert caught.value.details == {"revision": changed.revision}
    same = place.act(actions.change_metadata, document.id, subject="Widerspruch", document_date=changed.document_date)
    assert same.revision == changed.revision
    assert place.acts(document.id).count("metadata_changed") == 1
    assert place.act(actions.change_metadata, document.id, document_date=None).document_date is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": None},
        {"subject": "x" * 501},
        {"direction": "sideways"},
        {"document_date": "2025-01-01"},
        {"received_on": None},
        {"sha256": "0" * 64},
        {"state": "filed"},
    ],
)
def test_wrong_metadata_is_refused_by_name(place: Place, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        place.act(actions.change_metadata, place.tray().id, **wrong)
    assert caught.value.details == {"field": next(iter(wrong))}


def test_cases_are_numbered_in_their_dossier(place: Place) -> None:
    dossier = place.dossier()
    first, second = (place.act(actions.open_case, dossier.id, title) for title in ("Antrag", "Abnahme"))
    assert (first.no, second.no) == (1, 2)
    with pytest.raises(Invalid):
        place.act(actions.open_case, dossier.id, " ")
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id, case_id=second.id)
    with place.world.look(place.clerk) as tx:
        snapshot = queries.snapshot(tx.session, filed.id)
        assert snapshot is not None and snapshot.file_number == f"{dossier.file_number}-02"
        assert [case.no for case in queries.cases(tx.session, dossier.id)] == [2, 1]
    with pytest.raises(CasesOpen) as caught:
        place.act(actions.close_dossier, dossier.id)
    assert caught.value.details == {"count": 2}
    for case in (first, second):
        place.act(actions.close_case, case.id)
    with pytest.raises(DossierClosed):
        place.act(actions.close_case, first.id)
    closed = place.act(actions.close_dossier, dossier.id)
    assert (closed.state, closed.closed_on) == (CLOSED_TO_FILE, place.world.clock.today())
    with pytest.raises(CaseNotFound):
        place.act(actions.close_case, uuid4())


def test_reopening_needs_a_reason(place: Place) -> None:
    dossier = place.dossier()
    with pytest.raises(DossierOpen):
        place.act(actions.reopen_dossier, dossier.id, "x")
    place.act(actions.close_dossier, dossier.id)
    with pytest.raises(ReasonMissing):
        place.act(actions.reopen_dossier, dossier.id, "")
    again = place.act(actions.reopen_dossier, dossier.id, "Nachtrag")
    assert (again.state, again.closed_on) == ("open", None)
    assert place.acts(dossier.id) == ["dossier_opened", "dossier_closed", "dossier_reopened"]


def test_a_new_title_reaches_every_document(place: Place) -> None:
    dossier = place.dossier()
    filed = [place.act(actions.file_document, place.tray().id, dossier_id=dossier.id) for _ in range(3)]
    other = place.act(actions.file_document, place.tray().id, position="610")
    requests = {d.id: place.index_requests(d.id) for d in (*filed, other)}
    changed = place.act(actions.change_dossier, dossier.id, title="Garage Größmann", expected_revision=1)
    assert (changed.title, changed.revision, changed.file_number) == ("Garage Größmann", 2, dossier.file_number)
    for document in filed:
        now = place.row(document.id)
        assert (now.revision, now.rights_revision) == (document.revision + 1, document.rights_revision)
        assert place.index_requests(document.id) == requests[document.id] + 1
    assert place.row(other.id).revision == other.revision
    with place.world.look(place.clerk) as tx:
        found = queries.dossiers(tx.session, tx.actor, tx.today, q="groessmann")
        assert [d.id for d in found.items] == [dossier.id]
    with pytest.raises(ChangedMeanwhile):
        place.act(actions.change_dossier, dossier.id, title="x", expected_revision=1)


def test_remark_and_place_touch_no_document(place: Place) -> None:
    dossier = place.dossier()
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id)
    changed = place.act(actions.change_dossier, dossier.id, medium="hybrid", place="Keller, Regal 4", remark="x")
    assert (changed.medium, changed.place, changed.revision) == ("hybrid", "Keller, Regal 4", 2)
    assert place.row(filed.id).revision == filed.revision
    same = place.act(actions.change_dossier, dossier.id, medium="hybrid")
    assert same.revision == 2 and place.acts(dossier.id) == ["dossier_opened", "dossier_changed"]


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 501}, {"medium": "clay"}, {"file_number": "MIC 1-0001/2025"}, {"place": None}],
)
def test_wrong_facts_of_a_dossier_are_refused_by_name(place: Place, wrong: dict[str, Any]) -> None:
    dossier = place.dossier()
    with pytest.raises(Invalid) as caught:
        place.act(actions.change_dossier, dossier.id, **wrong)
    assert caught.value.details == {"field": next(iter(wrong))}


def test_the_class_is_changed_by_records_and_the_opener_keeps_the_dossier(place: Place) -> None:
    colleague = place.world.person(place.town, ("clerk", place.office))
    dossier = place.dossier()
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id)
    with pytest.raises(Forbidden):
        place.act(actions.change_dossier, dossier.id, protection="social")
    place.act(actions.change_dossier, dossier.id, protection="social", by=place.records)
    now = place.row(filed.id)
    assert now.rights_revision == now.revision == filed.revision + 1
    with place.world.look() as tx:
        for who, sees in ((place.clerk, True), (colleague, False), (place.records, False)):
            assert bool(queries.documents(tx.session, who, tx.today, ids=[filed.id]).items) is sees
        assert tx.session.scalars(select(Grant.cause)).all() == ["opening"]


def test_another_responsible_office_rewrites_the_rights(place: Place) -> None:
    dossier = place.dossier("610", "Weber", protection="personal")
    filed = place.act(actions.file_document, place.tray().id, dossier_id=dossier.id)
    cashier = place.world.person(place.town, ("clerk", place.cashier))
    with pytest.raises(DossierNotFound):
        place.act(actions.change_dossier, dossier.id, remark="x", by=cashier)
    place.act(actions.change_dossier, dossier.id, responsible_office=place.cashier.id)
    place.act(actions.change_dossier, dossier.id, remark="x", by=cashier)
    now = place.row(filed.id)
    assert now.rights_revision == now.revision == filed.revision + 1


def test_only_content_roles_with_an_office_open_dossiers(place: Place) -> None:
    admin, homeless = place.world.person(place.town, ("admin", None)), place.world.person(place.town, ("clerk", None))
    with pytest.raises(Forbidden):
        place.act(actions.open_dossier, "610", "x", by=admin)
    with pytest.raises(Invalid):
        place.act(actions.open_dossier, "610", "x", by=homeless)
    opened = place.act(actions.open_dossier, "610", "x", responsible_office=place.office.id, by=homeless)
    assert opened.responsible_office_id == place.office.id
    foreign = place.world.office(place.world.town("erbach"))
    with pytest.raises(OfficeNotFound):
        place.act(actions.open_dossier, "610", "x", responsible_office=foreign.id)


def test_what_may_not_be_seen_is_not_found_by_any_act(place: Place) -> None:
    town = place.world.town("erbach")
    stranger = place.world.person(town, ("clerk", place.world.office(town)), ("records", None))
    dossier = place.dossier()
    case = place.act(actions.open_case, dossier.id, "Vorgang")
    tray, filed = place.tray(), place.act(actions.file_document, place.tray().id, dossier_id=dossier.id)
    for document in (tray, filed):
        for act, args in (
            (actions.file_document, ()),
            (actions.move_document, (dossier.id, "x")),
            (actions.return_document, ("x",)),
            (actions.discard, ("x",)),
            (actions.restore, ()),
            (actions.reroute, (place.cashier.id, "x")),
            (actions.read_again, ("x",)),
            (actions.undo_filing, ()),
            (actions.change_metadata, ()),
        ):
            with pytest.raises(DocumentNotFound):
                place.act(act, document.id, *args, by=stranger)
    for change, given in (
        (actions.change_dossier, (dossier.id,)),
        (actions.close_dossier, (dossier.id,)),
        (actions.reopen_dossier, (dossier.id, "x")),
        (actions.open_case, (dossier.id, "x")),
        (actions.close_case, (case.id,)),
    ):
        with pytest.raises(DossierNotFound):
            place.act(change, *given, by=stranger)


def test_every_state_of_the_life_cycle_is_reached_by_the_table(place: Place) -> None:
    """No act leads where ``NEXT_DOCUMENT`` does not: the log of a busy day is replayed against it."""
    seen: set[tuple[str, str]] = set()

    def step(act: Callable[..., Any], document: Document, *args: Any, **kw: Any) -> None:
        before = place.row(document.id).state
        place.act(act, document.id, *args, **kw)
        after = place.row(document.id).state
        seen.add((before, after))

    document, dossier = place.tray(), place.dossier()
    step(actions.discard, document, "x")
    step(actions.restore, document)
    step(actions.file_document, document, dossier_id=dossier.id)
    step(actions.move_document, document, place.dossier(title="Zwei").id, "x")
    step(actions.undo_filing, place.act(actions.file_document, place.tray().id, dossier_id=dossier.id))
    step(actions.return_document, document, "x")
    step(actions.read_again, document, "x")
    step(actions.discard, document, "x")
    step(actions.restore, document)
    assert all(after in NEXT_DOCUMENT[before] for before, after in seen)
    assert len(seen) >= 7


def test_a_refused_act_leaves_no_trace(place: Place) -> None:
    document = place.tray()

    def file_and_fail(tx: Tx) -> None:
        actions.file_document(tx, document.id, position="610")
        raise Invalid(field="x")

    before = (place.acts(document.id), place.index_requests(document.id))
    with pytest.raises(Invalid), place.world.tx(place.clerk) as tx:
        file_and_fail(tx)
    assert (place.acts(document.id), place.index_requests(document.id)) == before
    with place.world.look() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Dossier)) == 0
        assert tx.session.scalar(select(func.count()).select_from(Case)) == 0
