"""What is known of a page's text in the form it is kept: words with boxes, the invisible layer, plain text.

JSON, compressed, so that the parent stores what a child says without opening it. The invisible layer is a list of
``[text, x, y, dx, dy, size, own]``: the baseline begins at ``(x, y)`` and runs ``(dx, dy)``, both as fractions of the
page as displayed; ``size`` in points; ``own`` is 1 where the file itself shows or holds the word already.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.ports import Word

_WORDS_LIMIT = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LayerWord:
    """One word of the invisible layer (see above)."""

    text: str
    x: float
    y: float
    dx: float
    dy: float
    size: float
    own: bool = False


def pack_words(words: Iterable[Word]) -> bytes:
    """As ``contracts.words_name`` says."""
    rows = [[w.text, *(round(v, 5) for v in (w.x, w.y, w.w, w.h)), round(w.confidence, 1), w.line] for w in words]
    return _pack(rows)


def unpack_words(data: bytes) -> list[Word]:
    """Raises ``ValueError`` where the bytes have another form."""
    return [
        Word(str(text), float(x), float(y), float(w), float(h), float(confidence), int(line))
        for text, x, y, w, h, confidence, line in _unpack(data)
    ]


def pack_layer(words: Iterable[LayerWord]) -> bytes:
    rows = [[w.text, *(round(v, 6) for v in (w.x, w.y, w.dx, w.dy)), round(w.size, 2), int(w.own)] for w in words]
    return _pack(rows)


def unpack_layer(data: bytes) -> list[LayerWord]:
    """Raises ``ValueError`` where the bytes have another form."""
    return [
        LayerWord(str(text), float(x), float(y), float(dx), float(dy), float(size), own == 1)
        for text, x, y, dx, dy, size, own in _unpack(data)
    ]


def _pack(rows: list[list[object]]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def _unpack(data: bytes) -> list[list[float | str]]:
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(data, _WORDS_LIMIT)
        rows = json.loads(text)
        if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == 7 for row in rows):
            raise ValueError("rows of another form")
        return rows
    except (zlib.error, TypeError) as error:
        raise ValueError(str(error)) from None


def text_of(lines: Sequence[tuple[int, str]]) -> str:
    """Lines with the number of their paragraph as plain text: a free line between paragraphs."""
    parts: list[str] = []
    before: int | None = None
    for paragraph, line in lines:
        if before is not None:
            parts.append("\n" if paragraph == before else "\n\n")
        parts.append(line)
        before = paragraph
    return "".join(parts)
