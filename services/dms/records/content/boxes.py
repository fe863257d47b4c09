"""The words of a page with their boxes, as they were kept when it was read."""

from __future__ import annotations

import json
import zlib

from services.dms.records.schemas import PageWord
from shared.contracts import BlobRef, words_name
from shared.ports import BlobStore, Finder


def page_words(blobs: BlobStore, finder: Finder, ref: BlobRef, page_no: int, q: str) -> list[PageWord]:
    """In reading order; ``hit`` by the same analyser as the search. Empty where a page has no words."""
    kept = blobs.kept(ref, words_name(page_no))
    boxes = json.loads(zlib.decompress(kept)) if kept else []
    hits = finder.mark_words(q, [box[0] for box in boxes]) if q.strip() else [False] * len(boxes)
    return [
        PageWord(text=text, x=x, y=y, w=w, h=h, confidence=confidence, hit=hit)
        for (text, x, y, w, h, confidence, _line), hit in zip(boxes, hits, strict=True)
    ]
