"""The OCR service for tests: real handlers, real parser children, a blob folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.ocr.child_config import ChildConfig
from services.ocr.children import Child, Children
from services.ocr.handlers import Handlers
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import (
    ArchiveRequested,
    ArchiveWritten,
    BlobRef,
    Inspected,
    InspectRequested,
    PageResult,
    PagesRead,
    PagesRequested,
)
from shared.media_types import PDF
from shared.settings import Settings, load

MIB = 1024 * 1024


def config(folder: Path, **changes: Any) -> ChildConfig:
    """For calling a child's verb inside the test's own process."""
    values: dict[str, Any] = {
        "folder": str(folder),
        "engine": "tesserocr",
        "language": "deu",
        "tessdata": None,
        "memory": 1024 * MIB,
        "file_size": 2048 * MIB,
        "max_pixels": 200_000_000,
        "max_pages": 5000,
        "max_unpack_ratio": 200,
        "max_unpack_bytes": 512 * MIB,
    }
    return ChildConfig(**(values | changes))


class Desk:
    """Hand in bytes, ask for what the OCR service says. One tenant, documents by their blob."""

    def __init__(self, folder: Path, start: Callable[[Settings], Child] = Child, **changes: Any) -> None:
        self.settings = load(data=folder, **({"ocr_workers": 2} | changes))
        self.blobs = FolderBlobStore(self.settings.blobs)
        self.children = Children(self.settings, start)
        self.handlers = Handlers(self.blobs, self.children, self.settings)

    def put(self, data: bytes) -> BlobRef:
        return self.blobs.put("michelstadt", data)

    def inspect(self, data: bytes, media_type: str = PDF) -> Inspected:
        (answer,) = self.handlers.handle(InspectRequested(uuid4(), self.put(data), media_type))
        assert isinstance(answer, Inspected)
        return answer

    def read(
        self, blob: BlobRef, first: int = 1, last: int = 1, media_type: str = PDF, again: int = 0
    ) -> tuple[PageResult, ...]:
        (answer,) = self.handlers.handle(PagesRequested(uuid4(), blob, media_type, first, last, again))
        assert isinstance(answer, PagesRead)
        return answer.results

    def archive(self, blob: BlobRef, pages: int, media_type: str = PDF, **known: Any) -> ArchiveWritten:
        (answer,) = self.handlers.handle(ArchiveRequested(uuid4(), blob, media_type, pages, **known))
        assert isinstance(answer, ArchiveWritten)
        return answer

    def close(self) -> None:
        self.children.close()
