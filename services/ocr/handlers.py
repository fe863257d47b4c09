"""The OCR service: messages in, messages out. Owns no table; repeatable, because page results are kept.

Nothing here opens foreign bytes: parser children do, and what they say is treated as foreign, too.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from services.ocr.children import Children
from services.ocr.kept import Kept, layer_name
from services.ocr.page_text import unpack_words
from shared.contracts import (
    MAX_PAGES_PER_MESSAGE,
    PREVIEW_WIDTHS,
    ArchiveRequested,
    ArchiveWritten,
    BlobRef,
    Inspected,
    InspectRequested,
    Message,
    PageOutline,
    PageResult,
    PagesRead,
    PagesRequested,
    preview_name,
    words_name,
)
from shared.errors import Unreadable
from shared.media_types import DOCX, ZIP
from shared.ports import BlobStore, Word
from shared.settings import Settings

_SECONDS_A_PAGE = 4.0
"""Added to the deadline of an archive rendition for each page: a grey page that must be encoded anew takes up to a
second on an idle core."""


class Handlers:
    """What the relay (embedded) or a worker (distributed) calls. Thread-safe."""

    def __init__(self, blobs: BlobStore, children: Children, settings: Settings) -> None:
        self._blobs = blobs
        self._children = children
        self._settings = settings
        self._kept = Kept(blobs, settings)

    def handle(self, message: Message) -> list[Message]:
        """The answers. Raises ``Transient`` where a later attempt may succeed, ``NotFound`` where the blob is gone and
        ``TypeError`` for a message that is not for this service."""
        match message:
            case InspectRequested():
                return [self._inspect(message)]
            case PagesRequested():
                return [self._read(message)]
            case ArchiveRequested():
                return [self._archive(message)]
            case _:
                raise TypeError(f"not for the OCR service: {type(message).__name__}")

    def preview(self, blob: BlobRef, page_no: int, width: int) -> bytes | None:
        """WebP of the page as displayed, in the smallest kept width that is not below ``width`` (the largest, where
        all are); None where the page was not read yet or cannot be."""
        fitting = next((kept for kept in PREVIEW_WIDTHS if kept >= width), PREVIEW_WIDTHS[-1])
        return self._blobs.kept(blob, preview_name(page_no, fitting))

    def words(self, blob: BlobRef, page_no: int) -> list[Word]:
        """The words of the page in reading order; empty where there are none (yet)."""
        data = self._blobs.kept(blob, words_name(page_no))
        try:
            return unpack_words(data) if data else []
        except ValueError:
            return []  # cut by a power loss: reading the page again brings them back

    def _inspect(self, message: InspectRequested) -> Inspected:
        deadline = self._settings.parser_timeout
        with self._blobs.local(message.blob) as path:
            args = {"path": str(path), "media_type": message.media_type}
            try:
                data, _ = self._children.ask("inspect", args, deadline)
            except Unreadable as error:
                return Inspected(message.document_id, problem=error.code, again=message.again)
            pdfa = self._vouched(path, data["claim"])
        outlines = enumerate(data["pages"], start=1)
        pages = tuple(PageOutline(number, float(w), float(h), bool(text)) for number, (w, h, text) in outlines)
        signed = bool(data["signed"])
        return Inspected(message.document_id, pages, signed=signed, pdfa=pdfa, again=message.again)

    def _vouched(self, path: Path, claim: Any) -> str | None:
        """A claim of PDF/A counts only where the validator agrees; where it cannot say, the file is no PDF/A."""
        if not claim:
            return None
        try:
            args = {"path": str(path), "claim": str(claim)}
            pdfa = self._children.ask("check_pdfa", args, self._settings.parser_timeout)[0]["pdfa"]
        except Unreadable:
            return None
        return str(pdfa) if pdfa else None

    def _read(self, message: PagesRequested) -> PagesRead:
        numbers = range(message.first, message.last + 1)
        if not 0 < len(numbers) <= MAX_PAGES_PER_MESSAGE:
            raise ValueError(f"pages {message.first} to {message.last}")
        with (
            self._blobs.local(message.blob) as path,
            ThreadPoolExecutor(min(self._children.size, len(numbers)), "read-page") as threads,
        ):
            results = threads.map(lambda number: self._page(message, path, number), numbers)
            return PagesRead(message.document_id, message.blob, tuple(results), again=message.again)

    def _page(self, message: PagesRequested, path: Path, number: int) -> PageResult:
        """The page, read at most once per request to read; unreadable with its problem where that failed."""
        kept = self._kept.result(message.blob, number, message.again)
        if kept is not None:
            return kept
        args = {"path": str(path), "media_type": message.media_type, "page_no": number}
        parts: list[bytes] = []
        try:
            data, parts = self._children.ask("read_page", args, self._settings.page_timeout)
            result = PageResult(**data["result"])
        except Unreadable as error:
            result = PageResult(number, "", None, origin="unreadable", problem=error.code)
        self._kept.store(message.blob, message.again, result, parts)
        return result

    def _archive(self, message: ArchiveRequested) -> ArchiveWritten:
        document_id, again = message.document_id, message.again
        if message.media_type in (DOCX, ZIP):
            return ArchiveWritten(document_id, None, "docx", again=again)
        if message.signed:
            return ArchiveWritten(document_id, None, "signed", again=again)
        if message.pdfa:
            return ArchiveWritten(document_id, message.blob, size=self._blobs.size(message.blob), again=again)
        with self._blobs.local(message.blob) as path, tempfile.TemporaryDirectory(prefix="aktenverbund-") as folder:
            try:
                reason = self._write(message, path, Path(folder))
            except Unreadable as error:
                reason = error.code
            if reason:
                return ArchiveWritten(document_id, None, reason, again=again)
            # A child may have been taken over by the file: never follow a link it may have left behind.
            descriptor = os.open(Path(folder) / "out.pdf", os.O_RDONLY | os.O_NOFOLLOW)
            with os.fdopen(descriptor, "rb") as written:
                archive = self._blobs.put(message.blob.tenant, written)
                return ArchiveWritten(document_id, archive, size=written.tell(), again=again)

    def _write(self, message: ArchiveRequested, path: Path, folder: Path) -> str | None:
        layers = folder / "layers"
        layers.mkdir()
        for number in range(1, message.page_count + 1):
            if layer := self._blobs.kept(message.blob, layer_name(number)):
                (layers / f"{number:05d}.json.z").write_bytes(layer)
        args = {
            "path": str(path),
            "media_type": message.media_type,
            "page_count": message.page_count,
            "layers": str(layers),
            "out": str(folder / "out.pdf"),
        }
        deadline = self._settings.parser_timeout + _SECONDS_A_PAGE * message.page_count
        data, _ = self._children.ask("archive", args, deadline)
        return str(data["reason"]) if data["reason"] else None
