"""Taking a file in: type by content, duplicates told to readers only, refusals that leave no trace."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.dms.intake.actions import Inlet, Received, receive
from services.dms.organisation.actor import Actor
from services.dms.runtime import Records
from shared.adapters.blob_folder import FolderBlobStore
from shared.errors import Forbidden, StorageFull, TooLarge
from shared.settings import load
from tests.builders import World

LETTER = b"%PDF-1.7\na letter\n%%EOF\n"


class Desk:
    """A town with two offices and a clerk in each."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        settings = load(data=folder, max_content_length=4096)
        self.place = Records(settings, world.clock, world.engine, FolderBlobStore(settings.blobs))
        self.town = world.town("erbach")
        self.office, self.other = world.office(self.town), world.office(self.town, "ordnungsamt")
        self.clerk = world.person(self.town, ("clerk", self.office))
        self.colleague = world.person(self.town, ("clerk", self.other))

    def take(
        self, data: bytes = LETTER, *, name: str = "brief.pdf", by: Actor | None = None, **said: object
    ) -> Received:
        by = by or self.clerk
        office = self.office if by is self.clerk else self.other
        inlet = Inlet(self.town, office, "cli", **said)  # type: ignore[arg-type]
        return receive(self.place, by, io.BytesIO(data), name, inlet, len(data))

    def blobs(self) -> int:
        return len(list(self.place.blobs.refs("erbach")))


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(world, tmp_path)


def test_the_content_tells_the_type_and_the_name_is_only_a_label(desk: Desk) -> None:
    taken = desk.take(name="../../etc/rechnung.exe")
    assert (taken.name, taken.state, taken.problem) == ("rechnung.exe", "received", None)
    assert desk.take(b"MZ\x90\x00", name="brief.pdf").problem == "unsupported_type"
    assert desk.take(b"", name="leer.pdf").problem == "empty_file"
    assert desk.blobs() == 1


def test_the_same_bytes_are_told_to_who_may_read_the_earlier_document(desk: Desk) -> None:
    first = desk.take()
    again = desk.take()
    assert (again.id, again.duplicate_of) == (first.id, first.id)
    forced = desk.take(force=True)
    assert forced.id != first.id and forced.duplicate_of is None
    foreign = desk.take(by=desk.colleague)
    assert foreign.duplicate_of is None and foreign.id not in (first.id, forced.id)
    assert desk.blobs() == 1, "the bytes are one blob"


def test_what_is_refused_leaves_no_trace(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        desk.take(LETTER + b"x" * 5000)
    with monkeypatch.context() as patch, pytest.raises(StorageFull):
        patch.setattr(FolderBlobStore, "free_bytes", lambda _self: 2 * len(LETTER) - 1)
        desk.take()
    assert desk.blobs() == 0


def test_only_into_the_own_town_and_only_with_work_on_content(desk: Desk) -> None:
    town = desk.world.town("oberzent")
    stranger = desk.world.person(town, ("clerk", desk.world.office(town)))
    admin = desk.world.person(desk.town, ("admin", None))
    for actor in (stranger, admin):
        with pytest.raises(Forbidden):
            desk.take(by=actor)
