"""What becomes of messages, over a real database and blobs; the reader's answers and the index are of the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select

from services.dms import outbox
from services.dms.handlers import lanes, reindex
from services.dms.housekeeping import Housekeeping
from services.dms.intake.learning import Suggesters
from services.dms.intake.models import FilingWish, KeptAnswer
from services.dms.organisation.actor import SYSTEM
from services.dms.records import actions
from services.dms.records.models import FAILED, FILED, IN_TRAY, READING, Document, Page
from services.dms.relay import Lane
from services.dms.runtime import Runtime
from services.dms.setting_up import heal_index, newest, present, set_up
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import (
    ArchiveRequested,
    ArchiveWritten,
    BlobRef,
    DocumentSnapshot,
    IndexRequested,
    Inspected,
    InspectRequested,
    Message,
    PagesRead,
    PagesRequested,
    SuggestRequested,
)
from shared.settings import load
from tests.builders import World
from tests.web import EmptyIndex, PlainFinder


class Memory(EmptyIndex):
    """An index that remembers snapshots, for looking at."""

    def __init__(self) -> None:
        self.held: dict[UUID, DocumentSnapshot] = {}

    def put(self, entries: Iterable[DocumentSnapshot]) -> None:
        self.held |= {entry.document_id: entry for entry in entries}

    def rebuild(self, entries: Iterable[DocumentSnapshot]) -> None:
        self.held = {entry.document_id: entry for entry in entries}

    def count(self) -> int:
        return len(self.held)


class Answering:
    """A reader whose answers the test gives."""

    def __init__(self) -> None:
        self.answers: list[Message] = []

    def handle(self, message: Message) -> list[Message]:
        return self.answers


class Desk:
    """A world with its runtime; ``run`` works like the relay, without threads."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        settings = load(data=folder, ocr_workers=2)
        self.index, self.reader = Memory(), Answering()
        blobs = FolderBlobStore(settings.blobs)
        self.runtime = Runtime(settings, world.clock, world.engine, blobs, self.index, PlainFinder(), self.reader)
        self.lanes = {lane.name: lane for lane in lanes(self.runtime, Suggesters(self.runtime))}
        self.town = world.town("erbach")
        self.office = world.office(self.town)
        self.clerk = world.person(self.town, ("clerk", self.office))

    def lane_of(self, message: Message) -> Lane:
        (lane,) = [lane for lane in self.lanes.values() if type(message).__name__ in lane.kinds]
        return lane

    def run(self, *messages: Message) -> list[Message]:
        """Work on them in one go; what was emitted."""
        outcome = self.lane_of(messages[0]).work(messages)
        with self.runtime.transaction(SYSTEM) as tx:
            outcome(tx)
            return list(tx.emitted)

    def give_up(self, message: Message) -> list[Message]:
        with self.runtime.transaction(SYSTEM) as tx:
            self.lane_of(message).gave_up(tx, message)
            return list(tx.emitted)

    def document(self, id_: UUID) -> Document:
        with self.world.look() as tx:
            return tx.session.get_one(Document, id_)

    def received(self) -> Document:
        return self.world.received(self.clerk, self.office)

    def being_read(self, pages: int) -> Document:
        document = self.received()
        self.run(self.world.inspection(document.id, pages))
        return document

    def ref(self, document: Document) -> BlobRef:
        return BlobRef("erbach", document.sha256)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(world, tmp_path)


def kinds(messages: Sequence[Message]) -> list[str]:
    return [type(message).__name__ for message in messages]


def test_every_message_has_exactly_one_lane(desk: Desk) -> None:
    from shared.contracts import MESSAGES

    served = [kind for lane in desk.lanes.values() for kind in lane.kinds]
    assert sorted(served) == sorted(MESSAGES)


def test_a_single_scan_takes_its_turn_among_the_pages_of_a_large_file(desk: Desk) -> None:
    reading = desk.lanes["reading"]
    assert (reading.threads, reading.per_document) == (4, 2)


def test_answers_of_the_reader_become_rows(desk: Desk) -> None:
    document = desk.received()
    desk.reader.answers = [Inspected(document.id)]
    assert desk.run(InspectRequested(document.id, desk.ref(document), "application/pdf")) == desk.reader.answers


def test_from_inspection_to_the_tray_and_into_the_index(desk: Desk) -> None:
    document = desk.received()
    (asked,) = desk.run(desk.world.inspection(document.id, 2))
    assert isinstance(asked, PagesRequested) and (asked.first, asked.last) == (1, 2)
    with desk.world.look() as tx:
        read = desk.world.reading(tx, document.id, ["Bauantrag", "Anlage"])
    assert kinds(desk.run(read)) == ["ArchiveRequested", "SuggestRequested"]
    assert kinds(desk.run(SuggestRequested(document.id))) == ["IndexRequested"]
    assert desk.document(document.id).state == IN_TRAY
    desk.run(IndexRequested(document.id), IndexRequested(document.id), IndexRequested(uuid4()))
    assert desk.index.held[document.id].pages == ("Bauantrag", "Anlage")
    row = desk.document(document.id)
    assert row.indexed_revision == row.revision
    for old in (desk.world.inspection(document.id, 2), read, SuggestRequested(document.id)):
        assert desk.run(old) == [], "late news change nothing"


def test_an_older_revision_never_looks_newer(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    outcome = desk.lanes["index"].work([IndexRequested(document.id)])
    with desk.world.tx(desk.clerk) as tx:
        actions.change_metadata(tx, document.id, subject="geändert")
    with desk.runtime.transaction(SYSTEM) as tx:
        outcome(tx)
    row = desk.document(document.id)
    assert row.indexed_revision == row.revision - 1


def test_what_cannot_be_inspected_goes_to_a_person(desk: Desk) -> None:
    document = desk.received()
    given_up = desk.give_up(InspectRequested(document.id, desk.ref(document), "application/pdf"))
    assert kinds(given_up) == ["Inspected"]
    desk.run(*given_up)
    assert (desk.document(document.id).state, desk.document(document.id).problem) == (FAILED, "gave_up")


def test_pages_that_cannot_be_read_do_not_stop_the_rest(desk: Desk) -> None:
    document = desk.being_read(10)
    with desk.world.look() as tx:
        desk.run(desk.world.reading(tx, document.id, ["Text"] * 8))
    lost = desk.give_up(PagesRequested(document.id, desk.ref(document), "application/pdf", 9, 10))
    assert kinds(desk.run(*lost)) == ["ArchiveRequested", "SuggestRequested"]
    with desk.world.look() as tx:
        problems = tx.session.scalars(select(Page.problem).where(Page.document_id == document.id, Page.page_no > 8))
        assert list(problems) == ["gave_up", "gave_up"]


def test_an_archive_that_cannot_be_written_is_told(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    (told,) = desk.give_up(ArchiveRequested(document.id, desk.ref(document), "application/pdf", 1))
    assert isinstance(told, ArchiveWritten)
    desk.run(told)
    assert desk.document(document.id).archive_reason == "gave_up"


def test_records_that_give_up_leave_nothing_in_reading(desk: Desk) -> None:
    document = desk.being_read(1)
    desk.give_up(PagesRead(document.id, desk.ref(document), ()))
    assert desk.document(document.id).state == FAILED


@pytest.mark.parametrize(("texts", "state"), [(["Bauantrag"], IN_TRAY), ([], FAILED)])
def test_without_suggestions_a_document_comes_into_the_tray_all_the_same(
    desk: Desk, texts: list[str], state: str
) -> None:
    document = desk.being_read(1)
    if texts:
        with desk.world.look() as tx:
            desk.run(desk.world.reading(tx, document.id, texts))
    desk.give_up(SuggestRequested(document.id))
    assert desk.document(document.id).state == state


def test_late_news_of_an_earlier_reading_do_not_fail_the_present_one(desk: Desk) -> None:
    document = desk.being_read(1)
    with desk.world.tx() as tx:
        tx.session.get_one(Document, document.id).again = 1
    desk.give_up(SuggestRequested(document.id, again=0))
    desk.give_up(PagesRead(document.id, desk.ref(document), (), again=0))
    assert desk.document(document.id).state == READING


def test_what_was_handed_in_for_a_dossier_is_filed_there_readable_or_not(desk: Desk) -> None:
    with desk.world.tx(desk.clerk) as tx:
        dossier = actions.open_dossier(tx, "610", "Neubau")
    good, bad = desk.being_read(1), desk.received()
    with desk.world.tx() as tx:
        for document in (good, bad):
            tx.add(FilingWish(document_id=document.id, dossier_id=dossier.id, person_id=desk.clerk.person_id))
    with desk.world.look() as tx:
        desk.run(desk.world.reading(tx, good.id, ["Bauantrag"]))
    desk.run(SuggestRequested(good.id))
    desk.run(Inspected(bad.id, problem="encrypted"))
    assert [desk.document(each.id).state for each in (good, bad)] == [FILED, FILED]


def test_reindexing_holds_what_is_read_and_nothing_else(desk: Desk) -> None:
    read, reading = desk.world.in_tray(desk.clerk, desk.office), desk.being_read(1)
    desk.index.held = {uuid4(): None}  # type: ignore[dict-item]
    reindex(desk.runtime)
    assert set(desk.index.held) == {read.id}
    assert reading.id not in desk.index.held


def test_an_index_that_was_lost_asks_to_be_built_anew(desk: Desk) -> None:
    heal_index(desk.runtime)
    with desk.world.look() as tx:
        assert "ReindexRequested" not in outbox.waiting(tx.session), "nothing was ever told to it"
    document = desk.world.in_tray(desk.clerk, desk.office)
    desk.run(IndexRequested(document.id))
    heal_index(desk.runtime)
    desk.index.held = {}
    heal_index(desk.runtime)
    with desk.world.look() as tx:
        assert outbox.waiting(tx.session)["ReindexRequested"] == 1


def test_housekeeping_ends_what_is_overdue_and_forgets_old_answers(desk: Desk) -> None:
    document = desk.being_read(1)
    with desk.world.tx() as tx:
        for key, age in (("old", 25), ("young", 23)):
            tx.add(
                KeptAnswer(
                    person_id=desk.clerk.person_id, key=key, request_sha256="0" * 64, status=202, answer={},
                    at=tx.now - timedelta(hours=age),
                )
            )  # fmt: skip
    desk.world.clock.forward(minutes=desk.runtime.settings.reading_deadline_minutes, seconds=1)
    with desk.world.tx() as tx:
        for kept in tx.session.scalars(select(KeptAnswer)):
            kept.at += timedelta(minutes=desk.runtime.settings.reading_deadline_minutes, seconds=1)
    Housekeeping(desk.runtime).sweep()
    assert desk.document(document.id).state == IN_TRAY
    assert REGISTRY.get_sample_value("aktenverbund_outbox_waiting", {"kind": "SuggestRequested"}) == 1
    assert REGISTRY.get_sample_value("aktenverbund_outbox_dead") == 0
    with desk.world.look() as tx:
        assert [kept.key for kept in tx.session.scalars(select(KeptAnswer))] == ["young"]


def test_setting_up_again_changes_nothing(desk: Desk) -> None:
    assert present(desk.world.engine) == newest()
    set_up(desk.runtime)
    set_up(desk.runtime)
    assert present(desk.world.engine) == newest()
