"""What reading keeps under a blob, and when a kept result counts. Parent's side: opens nothing foreign.

The result of a page is stored last, after its words, layer and previews: where it is, they are.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version

from shared.contracts import PREVIEW_WIDTHS, BlobRef, PageResult, preview_name, words_name
from shared.ports import BlobStore
from shared.settings import Settings

READING_VERSION = 3
"""Raised when the same page would be read differently, so that kept results count no longer."""


def result_name(page_no: int) -> str:
    """JSON: ``key``, ``again`` and ``result`` (fields of ``PageResult``)."""
    return f"read/{page_no:05d}.json"


def layer_name(page_no: int) -> str:
    """The invisible layer (``page_text.pack_layer``)."""
    return f"layer/{page_no:05d}.json.z"


def engine_key(settings: Settings) -> str:
    """What a result depends on beside the page: engine, its version, language, model and our own version."""
    return (
        f"{READING_VERSION} {settings.ocr_engine} {version(settings.ocr_engine)} {settings.ocr_language} "
        f"{settings.tessdata or 'system'}"
    )


class Kept:
    """The kept results of one installation's settings."""

    def __init__(self, blobs: BlobStore, settings: Settings) -> None:
        self._blobs = blobs
        self._key = engine_key(settings)

    def result(self, blob: BlobRef, page_no: int, again: int) -> PageResult | None:
        """What was read with these settings, by this or a later request to read again; else None."""
        data = self._blobs.kept(blob, result_name(page_no))
        if data is None:
            return None
        try:
            kept = json.loads(data)
            if kept["key"] != self._key or kept["again"] < again:
                return None
            return PageResult(**kept["result"])
        except (ValueError, KeyError, TypeError):
            return None  # written by another version, or cut by a power loss: read again

    def store(self, blob: BlobRef, again: int, result: PageResult, parts: list[bytes]) -> None:
        """``parts`` as the verb ``read_page`` returns them; none for a page that could not be read."""
        page_no = result.page_no
        if parts:
            words, layer, *previews = parts
            self._blobs.keep(blob, words_name(page_no), words)
            self._blobs.keep(blob, layer_name(page_no), layer)
            for width, preview in zip(PREVIEW_WIDTHS, previews, strict=True):
                self._blobs.keep(blob, preview_name(page_no, width), preview)
        kept = {"key": self._key, "again": again, "result": asdict(result)}
        self._blobs.keep(blob, result_name(page_no), json.dumps(kept, ensure_ascii=False).encode())
