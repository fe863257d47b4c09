"""What every BlobStore promises (``shared.ports.BlobStore``), over every adapter."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters import blob_folder
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import BlobRef
from shared.errors import NotFound, StorageFull
from shared.ports import BlobStore

TOWN, OTHER = "michelstadt", "erbach"


@pytest.fixture(params=["folder"])
def store(tmp_path: Path) -> Iterator[BlobStore]:
    yield FolderBlobStore(tmp_path / "blobs")


def test_the_bytes_come_back_as_they_went_in(store: BlobStore) -> None:
    data = os.urandom(3 * 1024 * 1024 + 7)
    ref = store.put(TOWN, io.BytesIO(data))
    assert ref == BlobRef(TOWN, hashlib.sha256(data).hexdigest())
    with store.open(ref) as file:
        assert file.read() == data
    assert store.size(ref) == len(data)
    assert store.exists(ref) and store.verify(ref)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(max_size=9000), max_size=6))
def test_the_hash_is_that_of_all_pieces_together(store: BlobStore, pieces: list[bytes]) -> None:
    writer = store.writer(TOWN)
    for piece in pieces:
        assert writer.write(piece) == len(piece)
    ref, whole = writer.commit(), b"".join(pieces)
    assert ref.sha256 == hashlib.sha256(whole).hexdigest()
    assert (writer.size, writer.head) == (len(whole), whole[:4096])


def test_nothing_is_visible_before_commit_and_nothing_left_after_abort(store: BlobStore) -> None:
    writer = store.writer(TOWN)
    writer.write(b"half a letter")
    assert list(store.refs(TOWN)) == []
    writer.abort()
    writer.abort()
    assert list(store.refs(TOWN)) == []
    with pytest.raises(ValueError):
        writer.write(b"more")


def test_abort_after_commit_keeps_the_blob(store: BlobStore) -> None:
    writer = store.writer(TOWN)
    writer.write(b"a letter")
    ref = writer.commit()
    writer.abort()
    assert store.verify(ref)


def test_the_same_bytes_are_one_blob_even_when_two_store_them_at_once(store: BlobStore) -> None:
    writers = [store.writer(TOWN) for _ in range(4)]
    refs: list[BlobRef] = []

    def finish(index: int) -> None:
        writers[index].write(b"the same")
        refs.append(writers[index].commit())

    threads = [threading.Thread(target=finish, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refs) == 4 and len(set(refs)) == 1
    assert list(store.refs(TOWN)) == [refs[0]]
    assert store.verify(refs[0])


def test_a_hash_of_one_town_opens_nothing_of_another(store: BlobStore) -> None:
    ref = store.put(TOWN, b"confidential")
    foreign = BlobRef(OTHER, ref.sha256)
    assert not store.exists(foreign) and not store.verify(foreign)
    with pytest.raises(NotFound):
        store.open(foreign)
    with pytest.raises(NotFound):
        store.size(foreign)
    with pytest.raises(NotFound), store.local(foreign):
        pass
    store.keep(ref, "words/00001.json.z", b"words")
    assert store.kept(foreign, "words/00001.json.z") is None
    assert list(store.refs(OTHER)) == []


def test_a_local_file_is_read_only(store: BlobStore) -> None:
    ref = store.put(TOWN, b"original")
    with store.local(ref) as path:
        assert path.read_bytes() == b"original"
        assert stat.S_IMODE(path.stat().st_mode) & 0o222 == 0


def test_deleting_is_harmless_when_repeated(store: BlobStore) -> None:
    ref = store.put(TOWN, b"destroyed by law")
    store.keep(ref, "preview/00001-160.webp", b"picture")
    store.delete(ref)
    store.delete(ref)
    assert not store.exists(ref)
    assert store.kept(ref, "preview/00001-160.webp") is None


def test_what_is_kept_is_replaced_whole(store: BlobStore) -> None:
    ref = store.put(TOWN, b"page")
    assert store.kept(ref, "words/00001.json.z") is None
    store.keep(ref, "words/00001.json.z", b"first")
    store.keep(ref, "words/00001.json.z", b"second")
    assert store.kept(ref, "words/00001.json.z") == b"second"
    assert list(store.refs(TOWN)) == [ref], "what is derived is no blob"


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a/../b", "", "A", "a//b", ".hidden"])
def test_a_name_never_leaves_its_blob(store: BlobStore, name: str) -> None:
    ref = store.put(TOWN, b"page")
    with pytest.raises(ValueError):
        store.keep(ref, name, b"x")


@pytest.mark.parametrize("ref", [BlobRef("../erbach", "0" * 64), BlobRef(TOWN, "../" + "0" * 61), BlobRef(TOWN, "")])
def test_a_reference_never_leaves_the_store(store: BlobStore, ref: BlobRef) -> None:
    with pytest.raises(ValueError):
        store.exists(ref)


def test_there_is_room_left(store: BlobStore) -> None:
    assert store.free_bytes() > 1024 * 1024


# What only a folder can show


def test_damage_on_the_disk_is_noticed(tmp_path: Path) -> None:
    store = FolderBlobStore(tmp_path)
    ref = store.put(TOWN, b"a letter of weight")
    with store.local(ref) as path:
        path.chmod(0o640)
        path.write_bytes(b"A letter of weight")
    assert not store.verify(ref)
    store.put(TOWN, b"a letter of weight")
    assert store.verify(ref), "storing the true bytes again heals it"


def test_order_of_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """house.md: temporary file in the target's folder, fsync, rename, fsync of the folder. The real calls run."""
    store = FolderBlobStore(tmp_path)
    store.put(TOWN, b"so that the folder is there")
    calls: list[tuple[str, str]] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        calls.append(("fsync", os.readlink(f"/proc/self/fd/{handle}")))
        real_sync(handle)

    def replace(source: Path, target: Path) -> None:
        assert source.parent == target.parent
        calls.append(("rename", str(target)))
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    ref = store.put(TOWN, b"a letter")
    folder = tmp_path / TOWN / "blobs"
    assert [what for what, _ in calls] == ["fsync", "rename", "fsync"]
    assert Path(calls[0][1]).parent == folder and ".incoming-" in calls[0][1]
    assert calls[1][1] == str(folder / ref.sha256)
    assert calls[2][1] == str(folder)


def test_a_new_folder_is_durable_before_anything_lies_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real_sync = os.fsync

    def sync(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real_sync(handle)

    store = FolderBlobStore(tmp_path / "blobs")
    monkeypatch.setattr(os, "fsync", sync)
    store.put(TOWN, b"first of the town")
    assert synced[:2] == [str(store.root), str(store.root / TOWN)]


def test_a_full_disk_is_said_so_and_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderBlobStore(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = store.writer(TOWN)
    writer.write(b"too much")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        writer.commit()
    assert list((tmp_path / TOWN / "blobs").iterdir()) == []


def test_the_sweep_takes_left_overs_and_spares_who_still_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderBlobStore(tmp_path)
    writing = store.writer(TOWN)
    writing.write(b"still coming in")
    left = tmp_path / TOWN / "blobs" / ".incoming-left"
    left.write_bytes(b"half")
    assert store.sweep() == 0, "too young to judge"
    monkeypatch.setattr(blob_folder, "_ORPHAN_AGE", -1.0)
    assert store.sweep() == 1
    assert not left.exists()
    assert store.verify(writing.commit())
