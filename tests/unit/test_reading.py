"""A document is received and read: late and double news changes nothing, the last page counts once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.dms.access.models import AccessObject, ObjectToken
from services.dms.audit.models import AuditEvent
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.outbox import Outbox
from services.dms.records import actions, queries
from services.dms.records.models import (
    DISCARDED,
    FAILED,
    IN_TRAY,
    READING,
    RECEIVED,
    Document,
    DocumentVersion,
    Page,
    Rendition,
)
from shared.contracts import ArchiveWritten, BlobRef, Inspected
from shared.errors import Forbidden
from tests.builders import World


@pytest.fixture
def place(world: World) -> tuple[Tenant, Office, Actor]:
    town = world.town()
    office = world.office(town)
    return town, office, world.person(town, ("clerk", office))


def emitted(world: World, kind: str, document_id: UUID) -> int:
    with world.look() as tx:
        rows = select(func.count()).select_from(Outbox).where(Outbox.kind == kind, Outbox.document_id == document_id)
        return tx.session.scalar(rows) or 0


def row(world: World, document_id: UUID) -> Document:
    with world.look() as tx:
        return tx.session.get_one(Document, document_id)


def acts(world: World, document_id: UUID) -> list[str]:
    with world.look() as tx:
        wanted = select(AuditEvent.act).where(AuditEvent.object_id == document_id).order_by(AuditEvent.id)
        return list(tx.session.scalars(wanted))


def test_received_is_one_row_one_version_one_event_one_request(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    _, office, clerk = place
    document = world.received(clerk, office, subject="  Anfrage ")
    with world.look() as tx:
        version = tx.session.get_one(DocumentVersion, (document.id, 1))
        carrier = tx.session.get_one(AccessObject, document.object_id)
    assert (document.state, document.subject, document.received_on) == (RECEIVED, "Anfrage", world.clock.today())
    assert (version.sha256, version.size, version.name) == (document.sha256, document.size, "scan.pdf")
    assert (carrier.kind, carrier.office_no, carrier.uploader_no) == ("tray", office.no, clerk.person_no)
    assert acts(world, document.id) == ["document_received"]
    assert emitted(world, "InspectRequested", document.id) == 1
    assert emitted(world, "IndexRequested", document.id) == 0


def test_received_twice_changes_nothing(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    town, office, clerk = place
    first = world.received(clerk, office)
    with world.tx(clerk) as tx:
        again = actions.received(
            tx, document_id=first.id, ref=BlobRef(town.code, first.sha256), size=1, name="x", media_type="image/png",
            tenant=town, office=office, channel="upload",
        )  # fmt: skip
        assert again.name == "scan.pdf"
    assert acts(world, first.id) == ["document_received"]
    assert emitted(world, "InspectRequested", first.id) == 1


def test_a_scan_from_a_folder_has_no_uploader_and_is_the_offices(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    town, office, clerk = place
    elsewhere = world.person(town, ("clerk", world.office(town, "kasse")))
    document = world.in_tray(SYSTEM, office)
    with world.tx(clerk) as tx:
        actions.file_document(tx, document.id, position="610")
        actions.return_document(tx, document.id, "zu früh")
    found = row(world, document.id)
    with world.look() as tx:
        carrier = tx.session.get_one(AccessObject, found.object_id)
        assert (found.uploaded_by, carrier.uploader_no) == (None, None)
        for who, sees in ((clerk, True), (elsewhere, False)):
            assert bool(queries.recheck(tx.session, who, tx.today, [document.id])) is sees


def test_only_content_roles_hand_in_and_only_in_their_own_town(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    town, office, _ = place
    other = world.town("erbach")
    for who in (world.person(town, ("admin", office)), world.person(other, ("clerk", world.office(other)))):
        with pytest.raises(Forbidden):
            world.received(who, office)


def test_reading_leads_into_the_tray(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    document = world.received(clerk, office)
    with world.tx() as tx:
        assert actions.inspected(tx, world.inspection(document.id, 17))
    assert emitted(world, "PagesRequested", document.id) == 3
    texts = [f"Seite {n}" for n in range(1, 18)]
    with world.tx() as tx:
        assert actions.pages_read(tx, world.reading(tx, document.id, texts[:8]))
        assert actions.pages_read(tx, world.reading(tx, document.id, texts[8:16], first=9))
        assert not actions.into_tray(tx, document.id), "a page is missing"
    assert emitted(world, "SuggestRequested", document.id) == 0
    with world.tx() as tx:
        assert actions.pages_read(tx, world.reading(tx, document.id, texts[16:], first=17))
    assert row(world, document.id).state == READING
    with world.tx() as tx:
        assert actions.into_tray(tx, document.id)
    found = row(world, document.id)
    assert (found.state, found.page_count, found.mean_confidence, found.reading_since) == (IN_TRAY, 17, 90.0, None)
    assert [emitted(world, kind, document.id) for kind in ("ArchiveRequested", "SuggestRequested")] == [1, 1]
    assert emitted(world, "IndexRequested", document.id) == 1
    with world.look() as tx:
        assert [page.text for page in queries.pages(tx.session, document.id)] == texts


def test_double_news_changes_nothing(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    document = world.in_tray(clerk, office, texts=("eins", "zwei"))
    before = (row(world, document.id).revision, acts(world, document.id))
    with world.tx() as tx:
        assert not actions.inspected(tx, world.inspection(document.id, 2))
        assert not actions.pages_read(tx, world.reading(tx, document.id, ("anders", "anders")))
        assert not actions.into_tray(tx, document.id)
        assert not actions.mark_failed(tx, document.id, "encrypted")
    assert (row(world, document.id).revision, acts(world, document.id)) == before
    with world.look() as tx:
        assert queries.page_texts(tx.session, [document.id]) == {document.id: [(1, "eins"), (2, "zwei")]}
    for kind in ("PagesRequested", "ArchiveRequested", "SuggestRequested"):
        assert emitted(world, kind, document.id) == 1


def test_inspected_twice_while_reading_asks_for_pages_once(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    document = world.received(clerk, office)
    with world.tx() as tx:
        assert actions.inspected(tx, world.inspection(document.id, 3))
        assert not actions.inspected(tx, world.inspection(document.id, 3))
    assert emitted(world, "PagesRequested", document.id) == 1


def test_pages_outside_the_document_and_of_other_bytes_are_ignored(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    town, office, clerk = place
    document = world.received(clerk, office)
    with world.tx() as tx:
        actions.inspected(tx, world.inspection(document.id, 1))
        assert not actions.pages_read(tx, world.reading(tx, document.id, ("zu viel",), first=2))
        good = world.reading(tx, document.id, ("gut",))
        foreign = type(good)(good.document_id, BlobRef(town.code, "0" * 64), good.results)
        assert not actions.pages_read(tx, foreign)
    with world.look() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Page)) == 0


def test_the_last_pages_at_the_same_time_are_seen_by_exactly_one(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    _, office, clerk = place
    for _ in range(10):
        document = world.received(clerk, office)
        with world.tx() as tx:
            actions.inspected(tx, world.inspection(document.id, 4))
            actions.pages_read(tx, world.reading(tx, document.id, ("eins", "zwei")))
        gate = threading.Barrier(2)

        def deliver(page_no: int, gate: threading.Barrier = gate, document: Document = document) -> bool:
            gate.wait(10)
            with world.tx() as tx:
                return actions.pages_read(tx, world.reading(tx, document.id, (f"Seite {page_no}",), first=page_no))

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(deliver, (3, 4))) == [True, True]
        assert [emitted(world, kind, document.id) for kind in ("ArchiveRequested", "SuggestRequested")] == [1, 1]


def test_late_news_of_an_earlier_reading_is_ignored(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    document = world.in_tray(clerk, office, texts=("alt",))
    with world.tx(clerk) as tx:
        actions.read_again(tx, document.id, "schief gelesen")
    assert emitted(world, "InspectRequested", document.id) == 2
    with world.tx() as tx:
        assert not actions.inspected(tx, world.inspection(document.id, 1, again=0))
        assert actions.inspected(tx, world.inspection(document.id, 2, again=1))
        assert not actions.pages_read(tx, world.reading(tx, document.id, ("zu spät",), again=0))
        assert not actions.archive_written(tx, ArchiveWritten(document.id, BlobRef("michelstadt", "a" * 64)))
        assert actions.pages_read(tx, world.reading(tx, document.id, ("neu",), again=1))
        assert row(world, document.id).state == READING, "page 2 of this reading is missing"
        assert actions.pages_read(tx, world.reading(tx, document.id, ("neu zwei",), first=2, again=1))
        assert actions.into_tray(tx, document.id)
    with world.look() as tx:
        assert [page.text for page in queries.pages(tx.session, document.id)] == ["neu", "neu zwei"]


def test_what_cannot_be_read_fails_with_its_reason(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    for message, problem in (("encrypted", "encrypted"), (None, "no_pages")):
        document = world.received(clerk, office)
        with world.tx() as tx:
            assert actions.inspected(tx, Inspected(document.id, problem=message))
        found = row(world, document.id)
        assert (found.state, found.problem, found.reading_since) == (FAILED, problem, None)
        assert acts(world, document.id) == ["document_received", "document_failed"]


def test_archive_is_kept_once_and_its_reason_where_there_is_none(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    _, office, clerk = place
    document = world.in_tray(clerk, office)
    with world.tx() as tx:
        assert actions.archive_written(tx, ArchiveWritten(document.id, None, "signed"))
        assert not actions.archive_written(tx, ArchiveWritten(document.id, None, "signed"))
    assert row(world, document.id).archive_reason == "signed"
    written = ArchiveWritten(document.id, BlobRef("michelstadt", "b" * 64), size=7)
    with world.tx() as tx:
        assert actions.archive_written(tx, written)
        assert not actions.archive_written(tx, written)
        found = queries.archive(tx.session, document.id)
        assert found is not None and (found.sha256, found.size) == ("b" * 64, 7)
        assert tx.session.scalar(select(func.count()).select_from(Rendition)) == 1
    assert row(world, document.id).archive_reason is None
    assert acts(world, document.id).count("archive_written") == 1


def test_news_of_unknown_documents_is_ignored(world: World) -> None:
    nobody = UUID(int=7)
    with world.tx() as tx:
        assert not actions.inspected(tx, Inspected(nobody))
        assert not actions.mark_failed(tx, nobody, "damaged")
        assert not actions.archive_written(tx, ArchiveWritten(nobody, None, "docx"))
        assert not actions.into_tray(tx, nobody)


def test_overdue_readings_end(world: World, place: tuple[Tenant, Office, Actor]) -> None:
    _, office, clerk = place
    never, half, suggested = (world.received(clerk, office) for _ in range(3))
    with world.tx() as tx:
        for document, pages in ((half, 2), (suggested, 1)):
            actions.inspected(tx, world.inspection(document.id, pages))
            actions.pages_read(tx, world.reading(tx, document.id, ("eins",)))
    world.clock.forward(hours=5)
    young = world.received(clerk, office)
    with world.tx() as tx:
        ended = actions.end_overdue(tx, tx.now - timedelta(hours=4))
    assert set(ended) == {never.id, half.id, suggested.id}
    assert [(row(world, d.id).state, row(world, d.id).problem) for d in (never, half, suggested, young)] == [
        (FAILED, "overdue"),
        (IN_TRAY, None),
        (IN_TRAY, None),
        (RECEIVED, None),
    ]
    with world.look() as tx:
        found = queries.pages(tx.session, half.id)
    assert [(page.origin, page.problem) for page in found] == [("ocr", None), ("unreadable", "overdue")]
    assert emitted(world, "ArchiveRequested", suggested.id) == 1
    with world.tx() as tx:
        assert actions.end_overdue(tx, tx.now - timedelta(hours=4)) == []


def test_discarded_while_reading_ignores_pages_and_is_read_again_when_restored(
    world: World, place: tuple[Tenant, Office, Actor]
) -> None:
    _, office, clerk = place
    document = world.received(clerk, office)
    with world.tx() as tx:
        actions.inspected(tx, world.inspection(document.id, 1))
    with world.tx(clerk) as tx:
        actions.discard(tx, document.id, "Werbung")
    with world.tx() as tx:
        assert not actions.pages_read(tx, world.reading(tx, document.id, ("eins",)))
    assert row(world, document.id).state == DISCARDED
    with world.tx(clerk) as tx:
        actions.restore(tx, document.id)
    found = row(world, document.id)
    assert (found.state, found.again) == (READING, 1)
    assert emitted(world, "InspectRequested", document.id) == 2
    with world.look() as tx:
        tokens = select(func.count()).select_from(ObjectToken).where(ObjectToken.object_id == found.object_id)
        assert tx.session.scalar(tokens) == 2
