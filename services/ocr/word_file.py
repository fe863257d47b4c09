"""DOCX in the parser child: text by python-docx, in pages of our own, each with a drawn preview.

A Word file has no pages before Word lays it out, so the text is set anew: A4, one column, one typeface. Tables are
read row by row. What unpacking would cost is asked before anything is unpacked.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import docx.document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw, ImageFont

from services.ocr.child_config import ChildConfig
from services.ocr.sheet import OwnWord, Sheet
from shared.errors import Unreadable

WIDTH, HEIGHT = 595.28, 841.89
_DPI = 150
_MARGIN = 62.0
_SIZE = 10.5
_LINE = 15.0
_GAP = 7.0
_FONTS = ("dejavu/DejaVuSans.ttf", "liberation/LiberationSans-Regular.ttf")  # Debian's, with all German signs
_MOST_ENTRIES = 10_000
_DEEPEST_TABLE = 5
_ENCRYPTED = 1  # general purpose bit 0 of a zip entry


@dataclass(slots=True)
class Leaf:
    """A page set by us. ``lines``: distance from the top in points and text."""

    lines: list[tuple[float, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def outlines(path: Path, config: ChildConfig) -> list[tuple[float, float, bool]]:
    """One outline per page set. Raises ``Unreadable``."""
    leaves = _leaves(path, config)
    if len(leaves) > config.max_pages:
        raise Unreadable("too_many_pages", pages=len(leaves))
    return [(WIDTH, HEIGHT, True)] * len(leaves)


def sheet(path: Path, page_no: int, config: ChildConfig) -> Sheet:
    """Page ``page_no`` (1-based), drawn. Raises ``Unreadable``."""
    leaves = _leaves(path, config)
    if page_no > len(leaves):
        raise Unreadable("no_pages")
    leaf = leaves[page_no - 1]
    picture, words = _drawn(leaf)
    return Sheet(picture, None, _DPI, WIDTH, HEIGHT, words, text="\n\n".join(leaf.paragraphs))


def check_package(path: Path, config: ChildConfig) -> None:
    """Is it a Word document, and may it be unpacked? Nothing is unpacked here. Raises ``Unreadable``."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged", str(error)) from None
    names = {entry.filename for entry in entries[:_MOST_ENTRIES]}
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise Unreadable("unsupported_type")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked // max(1, path.stat().st_size)
    if unpacked > config.max_unpack_bytes or ratio > config.max_unpack_ratio or len(entries) > _MOST_ENTRIES:
        raise Unreadable("unpack_ratio", ratio=ratio)


def _leaves(path: Path, config: ChildConfig) -> list[Leaf]:
    check_package(path, config)
    try:
        with path.open("rb") as file:
            texts = list(_texts(docx.Document(file)))
    except (OpcError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise Unreadable("damaged", f"{type(error).__name__}: {error}") from None
    return _set(texts)


def _texts(document: docx.document.Document) -> Iterator[str]:
    """Head, body, foot; without what is empty."""
    sections = list(document.sections)
    for section in sections[:1]:
        yield from _kept(_blocks(section.header.iter_inner_content()))
    yield from _kept(_blocks(document.iter_inner_content()))
    yield from _boxes(document)
    for section in sections[:1]:
        yield from _kept(_blocks(section.footer.iter_inner_content()))


def _boxes(document: docx.document.Document) -> Iterator[str]:
    """Text boxes (letterheads live there). Word writes each twice, for itself and for older versions."""
    told: set[str] = set()
    for box in document.element.body.iter(qn("w:txbxContent")):
        paragraphs = (Paragraph(paragraph, document) for paragraph in box.iter(qn("w:p")))
        text = " ".join(_kept(paragraph.text for paragraph in paragraphs))
        if text and text not in told:
            told.add(text)
            yield text


def _kept(texts: Iterable[str]) -> Iterator[str]:
    return (text.strip() for text in texts if text.strip())


def _blocks(content: Iterable[Paragraph | Table], depth: int = 0) -> Iterator[str]:
    for block in content:
        if isinstance(block, Paragraph):
            yield block.text
        elif depth < _DEEPEST_TABLE:
            for row in block.rows:
                yield "   ".join(_cell(cell, depth) for cell in _once(row.cells))


def _once(cells: Iterable[_Cell]) -> Iterator[_Cell]:
    """A merged cell is listed once per column it spans."""
    before: object = None
    for cell in cells:
        if cell._tc is not before:
            yield cell
        before = cell._tc


def _cell(cell: _Cell, depth: int) -> str:
    return " ".join(_kept(_blocks(cell.iter_inner_content(), depth + 1)))


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    pixels = round(_SIZE * _DPI / 72)
    for name in _FONTS:
        path = Path("/usr/share/fonts/truetype", name)
        if path.is_file():
            return ImageFont.truetype(path, pixels)
    return ImageFont.load_default(pixels)


def _set(texts: list[str]) -> list[Leaf]:
    """Text broken into lines and pages; an empty document is one empty page."""
    font = _font()
    room = (WIDTH - 2 * _MARGIN) * _DPI / 72
    leaves = [Leaf()]
    at = _MARGIN
    for text in texts:
        started = False
        for line in _wrapped(text, font, room):
            if at + _LINE > HEIGHT - _MARGIN:
                leaves.append(Leaf())
                at, started = _MARGIN, False
            leaf = leaves[-1]
            leaf.lines.append((at, line))
            if started:
                leaf.paragraphs[-1] += " " + line
            else:
                leaf.paragraphs.append(line)
            at, started = at + _LINE, True
        at += _GAP
    return leaves


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: float) -> Iterator[str]:
    space = font.getlength(" ")
    line: list[str] = []
    used = 0.0
    for word in (piece for raw in text.split() for piece in _pieces(raw, font, room)):
        width = font.getlength(word)
        if line and used + space + width > room:
            yield " ".join(line)
            line, used = [], 0.0
        used += width + (space if line else 0.0)
        line.append(word)
    if line:
        yield " ".join(line)


def _pieces(word: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: float) -> Iterator[str]:
    """A word wider than the page (a long address of the web) in parts that fit."""
    while len(word) > 1 and font.getlength(word) > room:
        cut = max(1, int(len(word) * room / font.getlength(word)) - 1)
        yield word[:cut]
        word = word[cut:]
    yield word


def _drawn(leaf: Leaf) -> tuple[Image.Image, list[OwnWord]]:
    scale = _DPI / 72
    font = _font()
    picture = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), 255)
    pen = ImageDraw.Draw(picture)
    space = font.getlength(" ")
    words: list[OwnWord] = []
    for number, (top, line) in enumerate(leaf.lines):
        x = _MARGIN * scale
        for text in line.split(" "):
            width = font.getlength(text)
            pen.text((x, top * scale), text, font=font, fill=30)
            words.append(
                OwnWord(text, x / picture.width, top / HEIGHT, width / picture.width, _SIZE * 1.25 / HEIGHT, number)
            )
            x += width + space
    return picture, words
