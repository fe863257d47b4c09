"""Draws a letter as the scan of a page of paper: A4, letterhead, address window, receipt stamp, no text layer.

The same letter gives the same bytes. Pages are grey JPEG in a PDF, a black-and-white TIFF (CCITT group 4), or one
JPEG; see :class:`services.dms.demo.letters.Letter` for what a letter asks for.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Sequence
from datetime import date

import img2pdf
import numpy as np
from PIL import Image

from services.dms.demo.ink import PAGE_MM, Canvas, scanned, signature, stamp
from services.dms.demo.letterhead import LEFT, RIGHT, STYLES, WIDTH, letterhead, window
from services.dms.demo.letters import Block, Closing, Fields, Letter, Paragraph, Sheet, Table, letters, long_day
from services.dms.demo.town import town

_BOTTOM = 272.0
_JPEG_QUALITY = 72
_BLACK_BELOW = 150


def draw(letter: Letter) -> bytes:
    """The scan of a letter as a file of its ``media``."""
    pages = draw_pages(letter)
    match letter.media:
        case "tiff":
            return _tiff(pages, letter.dpi)
        case "jpeg":
            return _jpeg(pages[0], letter.dpi)
        case _:
            return _pdf([_jpeg(page, letter.dpi) for page in pages])


def draw_pages(letter: Letter) -> list[Image.Image]:
    """The pages as scanned, grey, in the order of the file."""
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(letter.key.encode()).digest()[:8], "big"))
    pages: list[Image.Image] = []
    for sheet, canvas in enumerate(_Writer(letter, rng).write(), start=1):
        pages.append(scanned(canvas.image, letter.skew, rng))
        if sheet in letter.blank_backs:
            pages.append(scanned(Canvas(letter.dpi).image, 0.0, rng))
    for number in letter.turned:
        pages[number - 1] = pages[number - 1].transpose(Image.Transpose.ROTATE_180)
    return pages


class _Writer:
    """Lays the blocks of one letter onto sheets, from top to bottom."""

    def __init__(self, letter: Letter, rng: np.random.Generator) -> None:
        self.letter = letter
        self.rng = rng
        self.style = STYLES[letter.style]
        self.town = town(letter.tenant)
        self.sheets = [Canvas(letter.dpi)]
        self.y = 0.0

    @property
    def page(self) -> Canvas:
        return self.sheets[-1]

    def write(self) -> list[Canvas]:
        letterhead(self.page, self.letter, self.style)
        window(self.page, self.letter, self.town, self.style)
        lines = (self.town.official, long_day(self.letter.received), "Poststelle")
        self.page.lay(
            stamp(lines, self.letter.dpi, self.rng), 122 + self.rng.uniform(0, 6), 76 + self.rng.uniform(0, 4)
        )
        self.y = 112.0
        self._paragraph(self.letter.subject, self.style.bold)
        self.y += 3.0
        for block in self.letter.blocks:
            self._block(block)
        return self.sheets

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text, True):
                self._need(12)
                self.page.text(PAGE_MM[0] / 2, self.y + 3, text, self.style.bold, self.style.points + 2, anchor="ms")
                self.y += 12
            case Paragraph(text):
                self._paragraph(text, self.style.plain)
            case Fields(rows):
                self._fields(rows)
            case Table():
                self._table(block)
            case Closing():
                self._closing(block)
            case Sheet(title):
                self._new_sheet()
                self.page.text(LEFT, self.y, title, self.style.bold, self.style.points + 1.5)
                self.y += 11

    def _need(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self._new_sheet()

    def _new_sheet(self) -> None:
        self.sheets.append(Canvas(self.letter.dpi))
        above = f"{self.letter.sender.name}, Seite {len(self.sheets)}"
        self.page.text(LEFT, 20, above, self.style.plain, 8.5, ink=70)
        self.page.line(LEFT, 22, RIGHT, 22)
        self.y = 36.0

    def _paragraph(self, text: str, name: str) -> None:
        lines = self.page.wrap(text, name, self.style.points, WIDTH)
        for number, words in enumerate(lines, start=1):
            self._need(self.style.pitch)
            spread = self.style.spread and number < len(lines)
            self.page.words(LEFT, self.y, words, name, self.style.points, WIDTH if spread else None)
            self.y += self.style.pitch
        self.y += self.style.pitch * 0.55

    def _fields(self, rows: tuple[tuple[str, str], ...]) -> None:
        for label, value in rows:
            self._need(8)
            self.page.text(LEFT, self.y, label, self.style.plain, 9, ink=60)
            self.page.text(LEFT + 52, self.y, value, self.style.plain, self.style.points)
            self.page.line(LEFT + 50, self.y + 1.6, RIGHT, self.y + 1.6, 0.15, 110)
            self.y += 8
        self.y += 4

    def _table(self, table: Table) -> None:
        self._need(9 + 7 * (len(table.rows) + len(table.sums)))
        self._row(table.columns, self.style.bold)
        self.page.line(LEFT, self.y - 4.6, RIGHT, self.y - 4.6, 0.4)
        for row in table.rows:
            self._row(row, self.style.plain)
        self.page.line(LEFT, self.y - 4.6, RIGHT, self.y - 4.6, 0.4)
        for label, value in table.sums:
            name = self.style.bold if (label, value) == table.sums[-1] else self.style.plain
            self.page.text(RIGHT - 36, self.y, label, name, 10, anchor="rs")
            self.page.text(RIGHT, self.y, value, name, 10, anchor="rs")
            self.y += 6.4
        self.y += 4

    def _row(self, cells: tuple[str, ...], name: str) -> None:
        number, what, *middle, last = cells
        self.page.text(LEFT, self.y, number, name, 10)
        self.page.text(LEFT + 12, self.y, what, name, 10)
        for cell, x in zip(middle, (LEFT + 107, LEFT + 136), strict=True):
            self.page.text(x, self.y, cell, name, 10, anchor="rs")
        self.page.text(RIGHT, self.y, last, name, 10, anchor="rs")
        self.y += 6.6

    def _closing(self, closing: Closing) -> None:
        self._need(34)
        self.y += 2
        self.page.text(LEFT, self.y, closing.words, self.style.plain, self.style.points)
        self.page.lay(signature(closing.signed, self.letter.dpi, self.rng), LEFT - 2, self.y + 1)
        self.y += 24
        self.page.text(LEFT, self.y, closing.signed, self.style.plain, self.style.points)
        if closing.function:
            self.y += self.style.pitch
            self.page.text(LEFT, self.y, closing.function, self.style.plain, self.style.points - 1)
        self.y += self.style.pitch * 2


def _jpeg(page: Image.Image, dpi: int) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=_JPEG_QUALITY, dpi=(dpi, dpi))
    return out.getvalue()


def _tiff(pages: list[Image.Image], dpi: int) -> bytes:
    bits = [page.point([0] * _BLACK_BELOW + [255] * (256 - _BLACK_BELOW), "1") for page in pages]
    out = io.BytesIO()
    bits[0].save(out, "TIFF", compression="group4", dpi=(dpi, dpi), save_all=True, append_images=bits[1:])
    return out.getvalue()


def _pdf(pages: list[bytes]) -> bytes:
    a4 = img2pdf.get_layout_fun((img2pdf.mm_to_pt(PAGE_MM[0]), img2pdf.mm_to_pt(PAGE_MM[1])))
    # Without dates, so that the same letter is the same file.
    data = img2pdf.convert(pages, layout_fun=a4, nodate=True, engine=img2pdf.Engine.internal)
    assert isinstance(data, bytes)
    return data


def main(arguments: Sequence[str]) -> None:
    """``DAY KEY...``: the letters of these keys as of a day, each behind its length in eight bytes, to the output."""
    day, *keys = arguments
    known = {letter.key: letter for letter in letters(date.fromisoformat(day))}
    for key in keys:
        data = draw(known[key])
        sys.stdout.buffer.write(len(data).to_bytes(8, "big") + data)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
