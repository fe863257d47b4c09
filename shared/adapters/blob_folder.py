"""Blobs in a folder: ``<root>/<tenant>/blobs/<sha256>``, what is derived from them in ``<root>/<tenant>/derived``.

Durability, exactly: a temporary file in the target's folder, fsync, rename, fsync of the folder. Blobs of a town lie
in one flat folder, so that the temporary file can be in the target's folder before its hash is known.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from shared import faults
from shared.contracts import BlobRef
from shared.errors import NotFound, StorageFull
from shared.media_types import HEAD

CHUNK = 1024 * 1024
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")
_TEMPORARY = ".incoming-"
_ORPHAN_AGE = 60.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class FolderBlobWriter:
    """:class:`shared.ports.BlobWriter`; hashes while it writes. ``head`` holds the first 4 KiB, to tell the type."""

    def __init__(self, folder: Path, tenant: str) -> None:
        self.size = 0
        self.head = b""
        self._folder = folder
        self._tenant = tenant
        self._hash = hashlib.sha256()
        self._path = folder / f"{_TEMPORARY}{uuid4().hex}"
        self._file: BinaryIO | None = self._path.open("xb", buffering=0)
        # Held while this process lives: so the sweep of left-overs knows that somebody still writes here.
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def write(self, data: bytes, /) -> int:
        """All of ``data`` is taken. Raises ``StorageFull``; the writer is of no use afterwards."""
        if self._file is None:
            raise ValueError("write after the end")
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self._refuse(error)
        self._hash.update(data)
        self.size += len(data)
        if len(self.head) < HEAD:
            self.head += bytes(data[: HEAD - len(self.head)])
        return len(data)

    def commit(self) -> BlobRef:
        """Durable under its hash on return. Bytes that are there already are replaced by the same bytes."""
        if self._file is None:
            raise ValueError("commit after the end")
        faults.point("temporary_write")
        ref = BlobRef(self._tenant, self._hash.hexdigest())
        try:
            os.fchmod(self._file.fileno(), 0o440)
            os.fsync(self._file.fileno())
            os.replace(self._path, self._folder / ref.sha256)
            faults.point("rename")
            _sync_folder(self._folder)
        except OSError as error:
            self._refuse(error)
        self._file.close()
        self._file = None
        return ref

    def abort(self) -> None:
        """Leave no trace. Safe to call after ``commit`` and twice."""
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _refuse(self, error: OSError) -> None:
        self.abort()
        if error.errno in _FULL:
            raise StorageFull() from error
        raise error


class FolderBlobStore:
    """:class:`shared.ports.BlobStore` on a local file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        _make(root)

    def writer(self, tenant: str) -> FolderBlobWriter:
        return FolderBlobWriter(self._blobs(tenant), tenant)

    def put(self, tenant: str, data: bytes | BinaryIO) -> BlobRef:
        writer = self.writer(tenant)
        try:
            if isinstance(data, bytes):
                writer.write(data)
            else:
                while chunk := data.read(CHUNK):
                    writer.write(chunk)
            return writer.commit()
        finally:
            writer.abort()

    def open(self, ref: BlobRef) -> BinaryIO:
        try:
            return self._path(ref).open("rb")
        except FileNotFoundError:
            raise NotFound(f"blob {ref.sha256}") from None

    @contextmanager
    def local(self, ref: BlobRef) -> Iterator[Path]:
        path = self._path(ref)
        if not path.exists():
            raise NotFound(f"blob {ref.sha256}")
        yield path

    def exists(self, ref: BlobRef) -> bool:
        return self._path(ref).exists()

    def size(self, ref: BlobRef) -> int:
        try:
            return self._path(ref).stat().st_size
        except FileNotFoundError:
            raise NotFound(f"blob {ref.sha256}") from None

    def verify(self, ref: BlobRef) -> bool:
        try:
            with self._path(ref).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == ref.sha256
        except OSError:  # missing, or the disk cannot give it back: both mean the bytes are not there
            return False

    def delete(self, ref: BlobRef) -> None:
        shutil.rmtree(self._derived(ref), ignore_errors=True)
        path = self._path(ref)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_folder(path.parent)

    def refs(self, tenant: str) -> Iterator[BlobRef]:
        folder = self._tenant(tenant) / "blobs"
        if folder.exists():
            with os.scandir(folder) as entries:
                for entry in entries:
                    if _SHA256.fullmatch(entry.name):
                        yield BlobRef(tenant, entry.name)

    def free_bytes(self) -> int:
        return shutil.disk_usage(self.root).free

    def keep(self, source: BlobRef, name: str, data: bytes) -> None:
        target = self._kept(source, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{_TEMPORARY}{uuid4().hex}")
        try:
            temporary.write_bytes(data)
            os.replace(temporary, target)  # no fsync: it can be made again
        except OSError as error:
            temporary.unlink(missing_ok=True)
            if error.errno in _FULL:
                raise StorageFull() from error
            raise

    def kept(self, source: BlobRef, name: str) -> bytes | None:
        try:
            return self._kept(source, name).read_bytes()
        except FileNotFoundError:
            return None

    def sweep(self) -> int:
        """Remove what a crash left half written; returns how many. What somebody still writes is left alone."""
        removed = 0
        for path in self.root.glob(f"*/blobs/{_TEMPORARY}*"):
            with contextlib.suppress(OSError), path.open("rb") as file:
                if time.time() - path.stat().st_mtime < _ORPHAN_AGE:
                    continue  # its writer may not hold its lock yet
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                removed += 1
        return removed

    def _tenant(self, tenant: str) -> Path:
        if not _TENANT.fullmatch(tenant):
            raise ValueError(f"no tenant code: {tenant!r}")
        return self.root / tenant

    def _blobs(self, tenant: str) -> Path:
        folder = self._tenant(tenant) / "blobs"
        if not folder.exists():
            _make(folder)
        return folder

    def _path(self, ref: BlobRef) -> Path:
        if not _SHA256.fullmatch(ref.sha256):
            raise ValueError("no SHA-256 in lower-case hex")
        return self._tenant(ref.tenant) / "blobs" / ref.sha256

    def _derived(self, ref: BlobRef) -> Path:
        self._path(ref)  # same checks
        return self._tenant(ref.tenant) / "derived" / ref.sha256[:2] / ref.sha256

    def _kept(self, source: BlobRef, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name for something kept: {name!r}")
        return self._derived(source) / name


def _sync_folder(folder: Path) -> None:
    """What was renamed into it survives a power loss."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make(folder: Path) -> None:
    """Create it and what is missing above it; each new entry is durable before anything lies in it."""
    if folder.exists():
        return
    _make(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o750)
    _sync_folder(folder.parent)
