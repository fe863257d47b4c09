"""A dossier as ZIP: its documents and a list of contents, for people who have nothing but a file manager."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.db import BERLIN
from services.dms.organisation.actor import Actor
from services.dms.records.dossier_queries import cases, dossier
from services.dms.records.models import Document, Dossier, Rendition
from services.dms.records.rights import readable_by, town
from services.dms.records.tables import Cell, csv_text
from shared.catalogue import text
from shared.contracts import BlobRef
from shared.ports import BlobStore

if TYPE_CHECKING:
    from stream_zip import Method

_CHUNK = 256 * 1024
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LONGEST = 120
_LEVEL = 1
_COLUMNS = (
    "no", "case", "subject", "date", "received", "sender", "recipient", "pages", "original", "archive", "hash",
)  # fmt: skip
_STYLE = (
    "body{font:14px/20px sans-serif;margin:2rem}table{border-collapse:collapse}"
    "th,td{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top}"
)
Member = tuple[str, datetime, int, "Method", Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document with the names of its files in the ZIP, None where there is no such file."""

    document: Document
    case: str
    original: tuple[str, BlobRef] | None
    archive: tuple[str, BlobRef] | None
    same: bool


def safe_name(name: str) -> str:
    """A name that every file system takes: the last part of a path, no control, reserved or direction-changing
    characters, no dot or blank at an end, at most 120 characters with its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = _FORBIDDEN.sub("_", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and 0 < len(ending) <= 10:
        return stem[: _LONGEST - len(ending) - 1].rstrip(" .") + "." + ending
    return clean[:_LONGEST].rstrip(" .") or "Datei"


def export_zip(
    session: Session, actor: Actor, today: date, dossier_id: UUID, blobs: BlobStore, lang: str = "de"
) -> Iterator[bytes]:
    """The ZIP in pieces; the dossier's right is checked before the first one. What lies in it: the originals,
    the archive renditions, the list of contents as CSV and HTML, each document's files prefixed by its Nr.

    A file that is missing in the store is told in the list and does not stop the rest. :raises DossierNotFound."""
    from stream_zip import stream_zip  # not at every start: it brings ciphers along

    found = dossier(session, actor, today, dossier_id)
    entries = _entries(session, actor, today, found, blobs)
    now = datetime.combine(today, datetime.min.time(), BERLIN)
    return iter(stream_zip(_members(found, entries, blobs, actor, now, lang), get_compressobj=_fast))


def _entries(session: Session, actor: Actor, today: date, found: Dossier, blobs: BlobStore) -> list[_Entry]:
    wanted = (
        select(Document, Rendition.sha256)
        .outerjoin(Rendition, (Rendition.document_id == Document.id) & (Rendition.kind == "archive"))
        .where(Document.dossier_id == found.id, readable_by(session, actor, today))
        .order_by(Document.entry_no)
    )
    tenant = town(session, found.tenant_id).code
    numbers = {case.id: f"{case.no:02d} {case.title}" for case in cases(session, found.id)}
    return [
        _entry(document, archive, tenant, numbers.get(document.case_id, "") if document.case_id else "", blobs)
        for document, archive in session.execute(wanted)
    ]


def _entry(document: Document, archive: str | None, tenant: str, case: str, blobs: BlobStore) -> _Entry:
    def there(sha256: str, name: str) -> tuple[str, BlobRef] | None:
        ref = BlobRef(tenant, sha256)
        return (name, ref) if blobs.exists(ref) else None

    name = f"{document.entry_no or 0:04d}_{safe_name(document.name)}"
    stem = name.rpartition(".")[0] or name
    same = archive == document.sha256
    rendition = there(archive, f"{stem}_PDFA.pdf") if archive and not same else None
    return _Entry(document, case, there(document.sha256, name), rendition, same)


def _members(
    found: Dossier, entries: Sequence[_Entry], blobs: BlobStore, actor: Actor, now: datetime, lang: str
) -> Iterator[Member]:
    from stream_zip import ZIP_AUTO

    folder = safe_name(found.file_number.replace("/", "-"))
    head, lines = [text(f"contents-{column}", lang) for column in _COLUMNS], [_line(e, lang) for e in entries]
    listed = text("contents-title", lang)
    made = text("contents-made", lang, day=now.strftime("%d.%m.%Y"), who=actor.name)
    page = _html(found, listed, made, head, lines).encode()
    yield f"{folder}/{safe_name(listed)}.html", now, 0o644, ZIP_AUTO(len(page), _LEVEL), (page,)
    table = b"".join(csv_text([head, *lines]))
    yield f"{folder}/{safe_name(listed)}.csv", now, 0o644, ZIP_AUTO(len(table), _LEVEL), (table,)
    for entry in entries:
        for file in (entry.original, entry.archive):
            if file is not None:
                at = entry.document.received_at.astimezone(BERLIN)
                yield f"{folder}/{file[0]}", at, 0o644, ZIP_AUTO(blobs.size(file[1]), _LEVEL), _bytes(blobs, file[1])


def _fast() -> zlib._Compress:
    """Scans hardly shrink: the fastest level."""
    return zlib.compressobj(level=_LEVEL, wbits=-zlib.MAX_WBITS)


def _bytes(blobs: BlobStore, ref: BlobRef) -> Iterator[bytes]:
    with blobs.open(ref) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _line(entry: _Entry, lang: str) -> list[Cell]:
    document = entry.document
    archive = text("contents-same" if entry.same else "contents-none", lang)
    return [
        document.entry_no,
        entry.case,
        document.subject or document.name,
        document.document_date,
        document.received_on,
        document.sender,
        document.recipient,
        document.page_count,
        entry.original[0] if entry.original else text("contents-missing", lang),
        entry.archive[0] if entry.archive else archive,
        document.sha256,
    ]


def _html(found: Dossier, listed: str, made: str, head: Sequence[str], lines: Sequence[Sequence[Cell]]) -> str:
    """One page without scripts; names of files are links to them."""
    title = escape(f"{found.file_number} {found.title}")
    cells = "".join(f"<th scope=col>{escape(word)}</th>" for word in head)
    body = "".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1><p>{escape(listed)}. {escape(made)}</p>"
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></body></html>"
    )


def _cell(cell: Cell) -> str:
    if cell is None:
        return "<td></td>"
    if isinstance(cell, date):
        return f"<td>{cell.strftime('%d.%m.%Y')}</td>"
    return f"<td>{escape(str(cell))}</td>"
