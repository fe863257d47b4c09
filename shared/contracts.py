"""Messages between the services: frozen, plain, with ids and blob references, never ORM objects.

Each message is one kind of work. It travels as JSON (:func:`dump`, :func:`load`), embedded in an outbox row,
distributed through the broker. Handlers are repeatable: the same message twice changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Bytes of one town: tenant code (``michelstadt``) and SHA-256 in lower-case hex."""

    tenant: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Message:
    """Base of all messages; ``service`` says who works on it."""

    service: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class InspectRequested(Message):
    """Look into a new file: type, pages, text layers. Answer: :class:`Inspected`."""

    service: ClassVar[str] = "ocr"
    document_id: UUID
    blob: BlobRef
    media_type: str
    again: int = 0  # which reading this is; every answer carries it back, so that late answers are told apart


@dataclass(frozen=True, slots=True)
class PageOutline:
    """What is known of a page before it is read; width and height in points as displayed."""

    page_no: int
    width: float
    height: float
    has_text: bool


@dataclass(frozen=True, slots=True)
class Inspected(Message):
    """What the file is. ``problem`` is a code of ``errors.Unreadable`` when it cannot be read."""

    service: ClassVar[str] = "dms"
    document_id: UUID
    pages: tuple[PageOutline, ...] = ()
    signed: bool = False
    pdfa: str | None = None
    problem: str | None = None
    again: int = 0


@dataclass(frozen=True, slots=True)
class PagesRequested(Message):
    """Read pages ``first..last`` (1-based, at most 8). Answer: :class:`PagesRead`."""

    service: ClassVar[str] = "ocr"
    document_id: UUID
    blob: BlobRef
    media_type: str
    first: int
    last: int
    again: int = 0  # raised by 'read again': a stored result of a lower number does not count


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page read. ``text`` is plain; boxes and previews are kept under the blob (``page_name``).

    ``rotation``: clockwise degrees the page was turned to be read; ``skew``: degrees it was straightened.
    ``origin``: ``ocr`` | ``text_layer`` | ``blank`` | ``unreadable``; ``problem``: code where unreadable.
    """

    page_no: int
    text: str
    confidence: float | None
    rotation: int = 0
    skew: float = 0.0
    origin: str = "ocr"
    problem: str | None = None
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class PagesRead(Message):
    service: ClassVar[str] = "dms"
    document_id: UUID
    blob: BlobRef
    results: tuple[PageResult, ...]
    again: int = 0


@dataclass(frozen=True, slots=True)
class ArchiveRequested(Message):
    """All pages are known: write the archive rendition (PDF/A-2b). Answer: :class:`ArchiveWritten`."""

    service: ClassVar[str] = "ocr"
    document_id: UUID
    blob: BlobRef
    media_type: str
    page_count: int
    signed: bool = False
    pdfa: str | None = None
    again: int = 0


@dataclass(frozen=True, slots=True)
class ArchiveWritten(Message):
    """``archive`` is None where there is none, ``reason`` says why (``signed``, ``encrypted``, ``docx``, ...).

    ``size`` in bytes."""

    service: ClassVar[str] = "dms"
    document_id: UUID
    archive: BlobRef | None
    reason: str | None = None
    size: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class SuggestRequested(Message):
    """All pages are read: propose positions and dossiers, then into the in-tray."""

    service: ClassVar[str] = "dms"
    document_id: UUID
    again: int = 0


@dataclass(frozen=True, slots=True)
class IndexRequested(Message):
    """The document (or its rights) changed: send its snapshot to the index."""

    service: ClassVar[str] = "dms"
    document_id: UUID


@dataclass(frozen=True, slots=True)
class ReindexRequested(Message):
    """Build the whole index anew from the rows; searches go on meanwhile."""

    service: ClassVar[str] = "dms"


@dataclass(frozen=True, slots=True)
class DocumentSnapshot:
    """What the index knows of a document. ``tokens``: who may see it; ``pages``: text per page.

    ``aliases`` are older and other spellings of the file number, found for ever.
    """

    document_id: UUID
    revision: int
    tenant: str
    office: UUID | None
    position: str | None
    dossier: UUID | None
    file_number: str
    subject: str
    sender: str
    recipient: str
    their_reference: str
    kind: str
    remark: str
    dossier_title: str
    document_date: date | None
    received_on: date
    tokens: tuple[int, ...]
    pages: tuple[str, ...] = field(default=())
    aliases: tuple[str, ...] = ()


MESSAGES: dict[str, type[Message]] = {
    m.__name__: m
    for m in (
        InspectRequested,
        Inspected,
        PagesRequested,
        PagesRead,
        ArchiveRequested,
        ArchiveWritten,
        SuggestRequested,
        IndexRequested,
        ReindexRequested,
    )
}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: str) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(MESSAGES[kind])
    return _ADAPTERS[kind]


def dump(message: Message) -> tuple[str, bytes]:
    """A message as (kind, JSON bytes)."""
    kind = type(message).__name__
    return kind, _adapter(kind).dump_json(message)


def load(kind: str, data: bytes) -> Message:
    """The message again. Raises ``KeyError`` for an unknown kind and ``ValueError`` for broken JSON."""
    message = _adapter(kind).validate_json(data)
    assert isinstance(message, Message)
    return message


def words_name(page_no: int) -> str:
    """Where the word boxes of a page are kept under its blob: zlib-compressed JSON list of
    ``[text, x, y, w, h, confidence, line]``, boxes as fractions of the original page as displayed, ``line`` counts
    the lines of the page."""
    return f"words/{page_no:05d}.json.z"


def preview_name(page_no: int, width: int) -> str:
    """Where the WebP preview of a page of that width in pixels is kept."""
    return f"preview/{page_no:05d}-{width}.webp"


PREVIEW_WIDTHS = (160, 800, 1600)
MAX_PAGES_PER_MESSAGE = 8
