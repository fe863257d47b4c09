"""Verb ``read_page``: one page from file to text, words, invisible layer and previews, with one recognition.

The stored original is never touched: turning and straightening serve the reading only, and every box finds its way
back to the page as displayed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.ocr import corrections, engines, pages, straighten
from services.ocr.child_config import Answer, ChildConfig
from services.ocr.page_text import LayerWord, pack_layer, pack_words, text_of
from services.ocr.sheet import Box, OwnWord, Sheet
from services.ocr.straighten import Turn
from shared.contracts import PREVIEW_WIDTHS, PageResult
from shared.ports import OcrEngine, PageImage, ReadLine, Word

_READ_DPI = 250  # 40 letters at 300, 250, 200 dpi: 0.27, 0.24, 0.28 % errors; 1.11, 1.04, 0.94 s of processor
_TOO_FINE = 280
_TOO_COARSE = 150  # below it letters are read twice as large: 0.4 instead of 0.9 % errors at 100 dpi
_LONGEST_READ = 32_000  # pixels; Tesseract refuses 32,768 and more
_LONGEST_PREVIEW = 16_000  # WebP ends at 16,383
_RULED = frozenset("|¦_\\")  # lines of forms and tables that were taken for letters
_SURE = 60.0  # upright pages reach 90, those read the wrong way stay near 30
_SURE_IN_PICTURE = 60.0  # in pictures on text pages: logos and photographs give words of low confidence
_STRAIGHT = 0.15  # degrees that Tesseract itself takes without loss
_WEBP = {"quality": 70, "method": 0}


@dataclass(slots=True)
class Page:
    """What was read. ``lines``: number of the paragraph and text, in reading order."""

    origin: str = "ocr"
    rotation: int = 0
    skew: float = 0.0
    lines: list[tuple[int, str]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    layer: list[LayerWord] = field(default_factory=list)

    @property
    def confidence(self) -> float | None:
        """Mean of the words that were recognised, each by its length; None where none was."""
        read = [word for word, layer in zip(self.words, self.layer, strict=True) if not layer.own]
        letters = sum(len(word.text) for word in read)
        return round(sum(word.confidence * len(word.text) for word in read) / letters, 1) if letters else None


def read_page(config: ChildConfig, args: dict[str, Any]) -> Answer:
    """``args``: ``path``, ``media_type``, ``page_no``. Data: ``result`` (fields of ``PageResult``) and ``widths``;
    parts: packed words, packed layer, then one preview per width. Raises ``Unreadable`` and ``Transient``."""
    sheet = pages.sheet(Path(args["path"]), args["media_type"], args["page_no"], config)
    page = read(sheet, config)
    result = PageResult(
        page_no=args["page_no"],
        text=sheet.text if sheet.text is not None else text_of(page.lines),
        confidence=page.confidence,
        rotation=page.rotation,
        skew=page.skew,
        origin=page.origin,
        width=round(sheet.width, 2),
        height=round(sheet.height, 2),
    )
    parts = [pack_words(page.words), pack_layer(page.layer), *previews(sheet)]
    return Answer({"result": asdict(result), "widths": list(PREVIEW_WIDTHS)}, parts)


def read(sheet: Sheet, config: ChildConfig) -> Page:
    """The page's own words, and what only its picture shows."""
    own = _own(sheet)
    if sheet.scan is None:
        return own
    scan, dpi = _at_reading_size(_only(sheet.scan, sheet.unread, sheet.words) if own.words else sheet.scan, sheet.dpi)
    dark = straighten.ink(straighten.small(scan, dpi))
    if straighten.blank(dark):
        return own if own.words else Page(origin="blank")
    found = _recognised(scan, dpi, dark, engines.engine(config))
    return _together(own, found) if own.words else found


def _own(sheet: Sheet) -> Page:
    page = Page(origin="text_layer")
    paragraph, before, bottom = 0, -1, 0.0
    for word in sheet.words:
        if word.line != before:
            if before >= 0 and word.y - bottom > 0.9 * word.h:
                paragraph += 1
            page.lines.append((paragraph, word.text))
        else:
            page.lines[-1] = (paragraph, f"{page.lines[-1][1]} {word.text}")
        before, bottom = word.line, word.y + word.h
        page.words.append(Word(word.text, word.x, word.y, word.w, word.h, 100.0, len(page.lines) - 1))
        size = word.h * sheet.height * 0.8
        page.layer.append(LayerWord(word.text, word.x, word.y + word.h * 0.8, word.w, 0.0, size, own=True))
    return page


def _only(scan: Image.Image, unread: list[Box], words: list[OwnWord]) -> Image.Image:
    """White but for the pictures whose words nobody knows."""
    page = Image.new("L", scan.size, 255)
    for left, top, right, bottom in unread:
        box = (int(left * scan.width), int(top * scan.height), int(right * scan.width), int(bottom * scan.height))
        page.paste(scan.crop(box), box[:2])
    for word in words:
        corner = (int(word.x * scan.width), int(word.y * scan.height))
        page.paste(255, (*corner, corner[0] + int(word.w * scan.width) + 1, corner[1] + int(word.h * scan.height) + 1))
    return page


def _at_reading_size(scan: Image.Image, dpi: int) -> tuple[Image.Image, int]:
    wanted = _READ_DPI / dpi if dpi > _TOO_FINE else 2.0 if dpi < _TOO_COARSE else 1.0
    factor = min(wanted, _LONGEST_READ / max(scan.size))
    if factor == 1.0:
        return scan, dpi
    size = (max(1, round(scan.width * factor)), max(1, round(scan.height * factor)))
    method = Image.Resampling.BOX if factor < 1.0 else Image.Resampling.BICUBIC
    return scan.resize(size, method, reducing_gap=2.0), max(1, round(dpi * factor))


def _recognised(scan: Image.Image, dpi: int, dark: NDArray[np.bool_], engine: OcrEngine) -> Page:
    """Upright at the first try if the lines say so; asked again only where the result is poor."""
    across = straighten.slant(dark)
    lying = straighten.sideways(dark, across)
    tried: list[tuple[float, Page]] = []
    for rotation in _rotations(scan, dpi, lying, engine):
        slant = across if rotation == 0 else straighten.slant(np.rot90(dark, -rotation // 90))
        page = _attempt(scan, dpi, Turn(*scan.size, rotation, slant.skew), engine)
        confidence = page.confidence or 0.0
        if confidence >= _SURE:
            return page
        tried.append((confidence, page))
    return max(tried, key=lambda pair: pair[0])[1]


def _rotations(scan: Image.Image, dpi: int, lying: bool, engine: OcrEngine) -> Iterator[int]:
    """Rotations worth trying, the likeliest first; the engine is asked (0.4 s) only when it matters."""
    if not lying:
        yield 0
    asked = engine.orientation(_image(scan, dpi))
    if asked is not None:
        if asked or lying:
            yield asked
        return
    yield from (90, 270) if lying else (180,)


def _attempt(scan: Image.Image, dpi: int, turn: Turn, engine: OcrEngine) -> Page:
    if abs(turn.skew) < _STRAIGHT:
        turn = Turn(turn.width, turn.height, turn.rotation, 0.0)
    page = Page(rotation=turn.rotation, skew=turn.skew)
    for line in engine.recognise(_image(turn.apply(scan), dpi)):
        _add(page, line, turn, dpi)
    return page


def _image(scan: Image.Image, dpi: int) -> PageImage:
    return PageImage(scan.width, scan.height, dpi, scan.tobytes())


def _add(page: Page, line: ReadLine, turn: Turn, dpi: int) -> None:
    words = [word for word in line.words if not _RULED.issuperset(word.text)]
    texts = corrections.corrected([word.text for word in words])
    for text, word in zip(texts, words, strict=True):
        corners = [turn.back(x, y) for x in (word.left, word.right) for y in (word.top, word.bottom)]
        left, right = (min(1.0, max(0.0, edge(x for x, _ in corners))) for edge in (min, max))
        top, bottom = (min(1.0, max(0.0, edge(y for _, y in corners))) for edge in (min, max))
        page.words.append(Word(text, left, top, right - left, bottom - top, word.confidence, len(page.lines)))
        x, y = turn.back(word.left, line.base + line.slope * word.left)
        end_x, end_y = turn.back(word.right, line.base + line.slope * word.right)
        page.layer.append(LayerWord(text, x, y, end_x - x, end_y - y, line.size * 72 / dpi))
    if words:
        page.lines.append((line.paragraph, " ".join(texts)))


def _together(own: Page, found: Page) -> Page:
    """Own words first; of the picture only lines that are surely text."""
    last = own.lines[-1][0] + 1 if own.lines else 0
    for number, (paragraph, text) in enumerate(found.lines):
        members = [pair for pair in zip(found.words, found.layer, strict=True) if pair[0].line == number]
        if sum(word.confidence for word, _ in members) < _SURE_IN_PICTURE * len(members):
            continue
        line = len(own.lines)
        own.lines.append((last + paragraph, text))
        own.words += [Word(w.text, w.x, w.y, w.w, w.h, w.confidence, line) for w, _ in members]
        own.layer += [layer for _, layer in members]
    return own


def previews(sheet: Sheet) -> list[bytes]:
    """WebP of each of ``PREVIEW_WIDTHS``, never larger than the picture itself; upright as displayed. A strip of paper
    is shown narrower where its height would not fit."""
    made: dict[int, bytes] = {}
    picture = sheet.picture
    for width in sorted(PREVIEW_WIDTHS, reverse=True):
        factor = min(width / sheet.picture.width, _LONGEST_PREVIEW / sheet.picture.height)
        size = tuple(max(1, round(side * factor)) for side in sheet.picture.size)
        if size[0] < picture.width:
            picture = picture.resize((size[0], size[1]), Image.Resampling.BOX, reducing_gap=2.0)
        out = io.BytesIO()
        picture.save(out, "WEBP", **_WEBP)
        made[width] = out.getvalue()
    return [made[width] for width in PREVIEW_WIDTHS]
