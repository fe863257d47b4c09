"""The ports: what the rooms need from the world, each verb with its promise.

A port has one adapter per engine (``shared/adapters`` or the owning service) and ONE contract test that runs
over every adapter (``tests/contracts``). ``services/dms/runtime.py`` chooses the adapters once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from shared.contracts import BlobRef, DocumentSnapshot, Message


class Clock(Protocol):
    """Time is an argument."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""

    def today(self) -> date:
        """The calendar day in Europe/Berlin, the zone of every date on paper."""


class BlobWriter(Protocol):
    """A blob being received: a binary file to write to; SHA-256 is computed on the way.

    ``size`` is what came so far, ``head`` its first 4 KiB (to tell the type).
    """

    size: int
    head: bytes

    def write(self, data: bytes, /) -> int: ...

    def commit(self) -> BlobRef:
        """Durable under its hash when this returns (fsync, rename, fsync of the folder)."""

    def abort(self) -> None:
        """Leave no trace. Safe to call after ``commit`` and twice."""


class BlobStore(Protocol):
    """Bytes of one town under their SHA-256. The same bytes twice are one blob; no blob ever changes.

    ``BlobRef`` names tenant and hash: one town cannot reach the bytes of another through a hash.
    """

    def writer(self, tenant: str) -> BlobWriter:
        """Begin to receive a blob; nothing is visible before ``commit``."""

    def put(self, tenant: str, data: bytes | BinaryIO) -> BlobRef:
        """Store all of it, durable on return. Storing the same bytes again is harmless."""

    def open(self, ref: BlobRef) -> BinaryIO:
        """Read it as a stream. Raises ``NotFound``."""

    def local(self, ref: BlobRef) -> AbstractContextManager[Path]:
        """A read-only file with the bytes, for a parser child; may vanish after the block."""

    def exists(self, ref: BlobRef) -> bool: ...

    def size(self, ref: BlobRef) -> int:
        """Length in bytes. Raises ``NotFound``."""

    def verify(self, ref: BlobRef) -> bool:
        """Read all of it: do the bytes still have this hash? False also where it is missing."""

    def delete(self, ref: BlobRef) -> None:
        """Only the destruction job calls this. Deleting what is gone is harmless."""

    def refs(self, tenant: str) -> Iterator[BlobRef]:
        """Every blob of the town, in no order."""

    def free_bytes(self) -> int:
        """Room left for writing."""

    def keep(self, source: BlobRef, name: str, data: bytes) -> None:
        """Keep something derived from ``source`` (page result, preview) under a name.

        Derived things can be made again; they are replaced atomically and need not survive a power loss.
        ``name`` has the form ``[a-z0-9._/-]+``.
        """

    def kept(self, source: BlobRef, name: str) -> bytes | None:
        """What ``keep`` stored, or None."""


class TaskQueue(Protocol):
    """Hands messages to whoever works on them."""

    def send(self, message: Message) -> None:
        """Hand over; returns once the message survives a crash of this process."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: box as fractions 0..1 of the *original* page as displayed, confidence 0..100."""

    text: str
    x: float
    y: float
    w: float
    h: float
    confidence: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class PageImage:
    """A grey page to be read: one byte a pixel (0 black), row by row without gaps, upright and straightened."""

    width: int
    height: int
    dpi: int
    grey: bytes


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as the engine saw it: box in pixels of the image (right and bottom outside), confidence 0..100."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of text. Its baseline runs through ``(0, base)`` with ``slope`` (pixels down per pixel right), its
    letters are ``size`` pixels high; ``paragraph`` counts the paragraphs of the page."""

    words: tuple[ReadWord, ...]
    paragraph: int
    slope: float
    base: float
    size: float


class OcrEngine(Protocol):
    """Reads one page image. Lives in a parser child and stays open there."""

    name: str

    def settings(self) -> str:
        """What a result depends on: engine, its version, language."""

    def recognise(self, page: PageImage) -> tuple[ReadLine, ...]:
        """All lines in reading order, from ONE recognition; empty where there is no text.

        Raises ``Transient`` when the engine broke and ``Unreadable`` for an image it refuses.
        """

    def orientation(self, page: PageImage) -> int | None:
        """Clockwise degrees (0, 90, 180, 270) by which the page must be turned to stand upright;
        None where the engine cannot tell (too few letters, no model)."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FindRequest:
    """A search by somebody who holds ``tokens`` (none: nothing is found); ids in ``excluded`` are treated as absent.

    ``position`` means it and all below it; ``date_from`` .. ``date_to`` (both included) is the document's date, else
    that of receipt; ``sort``: ``relevance`` | ``newest`` | ``oldest``.
    """

    q: str
    tokens: tuple[int, ...]
    excluded: tuple[UUID, ...] = ()
    tenant: str | None = None
    office: UUID | None = None
    position: str | None = None
    kind: str | None = None
    year: int | None = None
    date_from: date | None = None
    date_to: date | None = None
    dossier: UUID | None = None
    sort: str = "relevance"
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the index: identity and score only; snippet and pages come from the rows."""

    document_id: UUID
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class FindResult:
    """``total`` is exact. ``facets``: town, office, position, year, kind, commonest first, counted over all hits.

    ``notes`` are codes of what the query language did (``bracket_open``, ``corrected``, ``fewer_words``, ...; texts
    ``search-note-<code>`` with - for _), ``corrected`` the query with the words offered instead ('Meinten Sie'): pass
    it to ``passages`` and ``mark_words`` then.
    """

    total: int
    hits: tuple[Found, ...]
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    corrected: str | None = None


class Finder(Protocol):
    """What dms asks: search, and mark."""

    def find(self, request: FindRequest) -> FindResult:
        """Filtered inside the index by the tokens; never raises for what a person typed."""

    def passages(self, q: str, pages: Sequence[str], *, lenient: bool = True) -> Passages:
        """Which of these page texts match, and the best snippet; same analyser as the index. ``lenient``: where a
        word is in none of them, also what may have been meant by it; dear, and of no use where ``find`` has corrected
        the words already."""

    def mark_words(self, q: str, words: Sequence[str]) -> list[bool]:
        """Which words of a page are hits of the query (for the boxes on the image)."""


@dataclass(frozen=True, slots=True)
class Passages:
    """``pages`` are 1-based numbers with a match, best first; ``snippet`` is escaped HTML with ``<mark>``."""

    pages: tuple[int, ...]
    snippet: str


class SearchIndex(Protocol):
    """The index of one installation. An older revision never overwrites a newer one."""

    def put(self, entries: Iterable[DocumentSnapshot]) -> None:
        """Index; ignored where a higher revision or tombstone is there. Visible on return."""

    def remove(self, document_id: UUID, revision: int) -> None:
        """Leave a tombstone (id, revision; nobody may see it) until the next rebuild."""

    def find(self, request: FindRequest) -> FindResult: ...

    def count(self) -> int:
        """Live entries."""

    def rebuild(self, entries: Iterable[DocumentSnapshot]) -> None:
        """Build anew beside the old one and swap; searches go on meanwhile."""

    def close(self) -> None: ...
