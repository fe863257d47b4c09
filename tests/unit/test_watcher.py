"""Scan-to-folder: taken when complete, once, whatever happens in between; what is refused says why."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.dms.intake.models import TakenScan
from services.dms.intake.scan_folder import ScanFolder
from services.dms.intake.watcher import Watcher
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Office
from services.dms.records.models import Document
from services.dms.runtime import Records
from shared.adapters.blob_folder import FolderBlobStore
from shared.adapters.clock import SystemClock
from shared.contracts import BlobRef
from shared.settings import load
from tests.builders import World, new_database

SETTLE = 0.3
LETTER = b"%PDF-1.7\na letter that was scanned\n%%EOF\n"


class Desk:
    """One office with its watched folder."""

    def __init__(self, folder: Path) -> None:
        settings = load(data=folder, watch_settle=SETTLE, max_content_length=4096)
        engine = new_database(folder)
        world = World(engine)
        self.town = world.town("erbach")
        self.office: Office = world.office(self.town, "bauverwaltung")
        self.place = Records(settings, SystemClock(), engine, FolderBlobStore(settings.blobs))
        self.folder = settings.scans / "erbach" / "bauverwaltung"
        self.refused = self.folder / "abgelehnt"
        self.watcher = Watcher(self.place)
        self.watcher.look()

    def documents(self) -> list[Document]:
        with self.place.reading(SYSTEM) as tx:
            return list(tx.session.scalars(select(Document).order_by(Document.name)))

    def look_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "it did not come to that"
            self.watcher.look()
            threading.Event().wait(0.02)

    def moved_in(self, name: str, data: bytes) -> Path:
        """A complete file that is renamed into the folder, as careful scanners do; its bytes are a while old."""
        path = self.folder.parent / "elsewhere"
        path.write_bytes(data)
        os.utime(path, (time.time() - 10, time.time() - 10))
        return path.rename(self.folder / name)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.place.close()


def test_a_scan_becomes_a_document_of_its_office_and_the_file_goes(desk: Desk) -> None:
    desk.moved_in("Scan 0001.pdf", LETTER)
    assert desk.watcher.look() == 1
    (document,) = desk.documents()
    assert (document.name, document.office_id, document.channel) == ("Scan 0001.pdf", desk.office.id, "scan")
    assert document.uploaded_by is None
    assert desk.place.blobs.open(BlobRef("erbach", document.sha256)).read() == LETTER
    assert sorted(path.name for path in desk.folder.rglob("*")) == [".taken", "abgelehnt"]
    assert desk.watcher.look() == 0


def test_a_file_somebody_still_writes_to_is_left_alone(desk: Desk) -> None:
    with (desk.folder / "slow.pdf").open("wb") as scanner:
        scanner.write(LETTER[:10])
        scanner.flush()
        os.utime(scanner.fileno(), (time.time() - 60, time.time() - 60))
        began = time.monotonic()
        desk.look_until(lambda: time.monotonic() - began > 3 * SETTLE)
        assert desk.documents() == []
        scanner.write(LETTER[10:])
    desk.look_until(lambda: len(desk.documents()) == 1)
    assert desk.documents()[0].size == len(LETTER)


def test_a_file_written_in_several_goes_is_taken_when_it_has_settled(desk: Desk) -> None:
    path, began = desk.folder / "goes.pdf", time.monotonic()
    for index in range(5):
        with path.open("ab") as scanner:
            scanner.write(LETTER[index * 8 : index * 8 + 8])
        desk.watcher.look()
        assert desk.documents() == [] or time.monotonic() - began > SETTLE
    if not desk.documents():
        desk.look_until(lambda: len(desk.documents()) == 1)


@pytest.mark.parametrize("name", [".hidden.pdf", "scan.pdf.part", "scan.tmp", "scan.pdf~"])
def test_names_of_what_is_not_complete_are_left_alone(desk: Desk, name: str) -> None:
    path = desk.moved_in(name, LETTER)
    assert desk.watcher.look() == 0
    assert path.exists()


def test_links_and_folders_are_never_followed(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(LETTER)
    (desk.folder / "link.pdf").symlink_to(secret)
    (desk.folder / "folder.pdf").mkdir()
    assert desk.watcher.look() == 0
    assert secret.exists()


def test_a_crash_after_the_claim_loses_nothing(desk: Desk) -> None:
    desk.moved_in("Scan.pdf", LETTER)
    folder = ScanFolder(desk.folder, SETTLE)
    (path,) = folder.complete()
    assert folder.claim(path) is not None
    after = Watcher(desk.place)
    assert after.look() == 1
    assert [document.name for document in desk.documents()] == ["Scan.pdf"]
    assert after.look() == 0 and len(desk.documents()) == 1


def test_a_crash_between_the_folder_of_a_claim_and_the_move_leaves_no_folder(desk: Desk) -> None:
    (desk.folder / ".taken" / "0123").mkdir()
    assert desk.watcher.look() == 0
    assert list((desk.folder / ".taken").iterdir()) == []


def test_a_crash_after_the_commit_takes_nothing_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Crash(BaseException):
        """Not caught by anybody."""

    def crash(_folder: ScanFolder, _claim: object) -> None:
        raise Crash

    desk.moved_in("Scan.pdf", LETTER)
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(ScanFolder, "clear", crash)
        desk.watcher.look()
    assert len(desk.documents()) == 1
    left = [path for path in (desk.folder / ".taken").rglob("*") if path.is_file()]
    assert len(left) == 1
    Watcher(desk.place).look()
    assert len(desk.documents()) == 1
    assert not left[0].exists()
    with desk.place.reading(SYSTEM) as tx:
        assert tx.session.scalar(select(func.count()).select_from(TakenScan)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90\x00 a program", "Diese Art von Datei wird nicht angenommen"),
        (b"", "Die Datei ist leer"),
        (LETTER + b"x" * 5000, "Die Datei ist zu groß"),
    ],
)
def test_what_is_refused_says_why(desk: Desk, data: bytes, said: str) -> None:
    desk.moved_in("Anhang.pdf", data)
    assert desk.watcher.look() == 0
    assert desk.documents() == []
    assert (desk.refused / "Anhang.pdf").read_bytes() == data
    assert said in (desk.refused / "Anhang.pdf.Grund.txt").read_text(encoding="utf-8")
    assert list((desk.folder / ".taken").iterdir()) == []
    desk.moved_in("Anhang.pdf", data)
    desk.watcher.look()
    assert len([path for path in desk.refused.iterdir() if path.suffix == ".pdf"]) == 2


def test_a_full_disk_refuses_nothing_and_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.moved_in("Scan.pdf", LETTER)
    monkeypatch.setattr(FolderBlobStore, "free_bytes", lambda _self: 10)
    assert desk.watcher.look() == 0
    monkeypatch.undo()
    assert list(desk.refused.iterdir()) == []
    assert Watcher(desk.place).look() == 1


def test_the_same_letter_scanned_twice_is_two_documents(desk: Desk) -> None:
    desk.moved_in("a.pdf", LETTER)
    desk.moved_in("b.pdf", LETTER)
    assert desk.watcher.look() == 2


def test_the_thread_looks_by_itself_and_ends(desk: Desk) -> None:
    before = set(threading.enumerate())
    watcher = Watcher(desk.place)
    watcher.start()
    desk.moved_in("Scan.pdf", LETTER)
    deadline = time.monotonic() + 10
    while not desk.documents():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
    watcher.stop()
    assert set(threading.enumerate()) <= before
