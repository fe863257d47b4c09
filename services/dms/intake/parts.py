"""The files of a form, streamed straight into the blob store while they arrive: there is no second copy.

The parser of the form asks for something to write to per file (Werkzeug's hook for file streams) and gets a
:class:`Part`, which is a blob being received. Only what is committed is kept; ``abort_all`` removes the rest.
"""

from __future__ import annotations

from shared.contracts import BlobRef
from shared.errors import StorageFull
from shared.media_types import HEAD
from shared.ports import BlobStore, BlobWriter

CHECK_EVERY = 64 * 1024 * 1024
"""Bytes after which the room left is looked at again, where the length was not announced."""


class Part:
    """One file of the form. ``head`` are its first 4 KiB, to tell the type; ``problem`` the code of what broke."""

    def __init__(self, blobs: BlobStore, tenant: str, name: str) -> None:
        self.name = name
        self.head = b""
        self._blobs = blobs
        self._writer: BlobWriter = blobs.writer(tenant)
        self._checked = 0

    @property
    def size(self) -> int:
        return self._writer.size

    def write(self, data: bytes) -> int:
        """:raises StorageFull: the disk is about to be full."""
        if self.size - self._checked >= CHECK_EVERY:
            self._checked = self.size
            if self._blobs.free_bytes() < CHECK_EVERY:
                raise StorageFull
        if len(self.head) < HEAD:
            self.head += bytes(data[: HEAD - len(self.head)])
        return self._writer.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """The parser rewinds what it has written; here nobody reads it, so there is nothing to do."""
        return 0

    def close(self) -> None:
        """The parser closes what it was given; only ``commit`` keeps it."""

    def commit(self) -> BlobRef:
        """Durable on return."""
        return self._writer.commit()

    def abort(self) -> None:
        """Leave no trace of what was not committed."""
        self._writer.abort()


class Parts:
    """All files of one form, in their order; ``factory`` is what the parser of the form is given."""

    def __init__(self, blobs: BlobStore, tenant: str) -> None:
        self.all: list[Part] = []
        self._blobs = blobs
        self._tenant = tenant

    def factory(self, filename: str | None, _declared_type: str | None) -> Part:
        """Something to write one file to, as the parser of the form asks for it."""
        part = Part(self._blobs, self._tenant, filename or "")
        self.all.append(part)
        return part

    def abort_all(self) -> None:
        """Safe to call always: what was committed stays."""
        for part in self.all:
            part.abort()


def refuse_without_room(blobs: BlobStore, announced: int | None) -> None:
    """Before a byte is read. :raises StorageFull: less than twice the announced length is free."""
    if announced is not None and blobs.free_bytes() < 2 * announced:
        raise StorageFull


def clean_name(name: str) -> str:
    """A file's name as people read it: no folders, no control characters, at most 200 characters.

    It is a label only: no file is ever called like this.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > 200 and dot and len(ending) <= 10:
        return stem[: 199 - len(ending)] + dot + ending
    return plain[:200] or "Datei"
