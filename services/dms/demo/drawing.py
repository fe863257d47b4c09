"""Draws a letter as the scan of a page of paper: A4, letterhead, address window, receipt stamp, no text layer.

The same letter gives the same bytes. Pages are grey JPEG in a PDF, a black-and-white TIFF (CCITT group 4), or one
JPEG; see :class:`services.dms.demo.letters.Letter` for what a letter asks for.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

import img2pdf
import numpy as np
from PIL import Image

from services.dms.demo.ink import PAGE_MM, Canvas, scanned, signature, stamp
from services.dms.demo.letters import Block, Closing, Fields, Letter, Paragraph, Sheet, Table, long_day
from services.dms.demo.town import DemoTown, town

_LEFT, _RIGHT, _BOTTOM = 25.0, 188.0, 272.0
_WIDTH = _RIGHT - _LEFT
_INFO = 128.0  # where the block with date and reference begins (DIN 5008)
_JPEG_QUALITY = 72
_BLACK_BELOW = 150


@dataclass(frozen=True, slots=True)
class Style:
    """Typefaces of a letter, its size, its line pitch in mm, and whether lines are spread to the full width."""

    plain: str
    bold: str
    points: float
    pitch: float
    spread: bool


STYLES = {
    "firm": Style("LiberationSans-Regular", "LiberationSans-Bold", 10.5, 5.2, True),
    "authority": Style("LiberationSerif-Regular", "LiberationSerif-Bold", 11.5, 5.4, True),
    "club": Style("DejaVuSerif", "DejaVuSerif-Bold", 9.5, 5.2, True),
    "private": Style("LiberationSerif-Regular", "LiberationSerif-Bold", 12.0, 5.8, False),
    "typewriter": Style("LiberationMono-Regular", "LiberationMono-Bold", 10.5, 5.4, False),
    "form": Style("LiberationSans-Regular", "LiberationSans-Bold", 10.5, 5.4, False),
}


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
        _letterhead(self.page, self.letter, self.style)
        _window(self.page, self.letter, self.town, self.style)
        lines = (self.town.name, long_day(self.letter.received), "Poststelle")
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
                self.page.text(_LEFT, self.y, title, self.style.bold, self.style.points + 1.5)
                self.y += 11

    def _need(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self._new_sheet()

    def _new_sheet(self) -> None:
        self.sheets.append(Canvas(self.letter.dpi))
        above = f"{self.letter.sender.name}, Seite {len(self.sheets)}"
        self.page.text(_LEFT, 20, above, self.style.plain, 8.5, ink=70)
        self.page.line(_LEFT, 22, _RIGHT, 22)
        self.y = 36.0

    def _paragraph(self, text: str, name: str) -> None:
        lines = self.page.wrap(text, name, self.style.points, _WIDTH)
        for number, words in enumerate(lines, start=1):
            self._need(self.style.pitch)
            spread = self.style.spread and number < len(lines)
            self.page.words(_LEFT, self.y, words, name, self.style.points, _WIDTH if spread else None)
            self.y += self.style.pitch
        self.y += self.style.pitch * 0.55

    def _fields(self, rows: tuple[tuple[str, str], ...]) -> None:
        for label, value in rows:
            self._need(8)
            self.page.text(_LEFT, self.y, label, self.style.plain, 9, ink=60)
            self.page.text(_LEFT + 52, self.y, value, self.style.plain, self.style.points)
            self.page.line(_LEFT + 50, self.y + 1.6, _RIGHT, self.y + 1.6, 0.15, 110)
            self.y += 8
        self.y += 4

    def _table(self, table: Table) -> None:
        self._need(9 + 7 * (len(table.rows) + len(table.sums)))
        self._row(table.columns, self.style.bold)
        self.page.line(_LEFT, self.y - 4.6, _RIGHT, self.y - 4.6, 0.4)
        for row in table.rows:
            self._row(row, self.style.plain)
        self.page.line(_LEFT, self.y - 4.6, _RIGHT, self.y - 4.6, 0.4)
        for label, value in table.sums:
            name = self.style.bold if (label, value) == table.sums[-1] else self.style.plain
            self.page.text(_RIGHT - 36, self.y, label, name, 10, anchor="rs")
            self.page.text(_RIGHT, self.y, value, name, 10, anchor="rs")
            self.y += 6.4
        self.y += 4

    def _row(self, cells: tuple[str, ...], name: str) -> None:
        number, what, *middle, last = cells
        self.page.text(_LEFT, self.y, number, name, 10)
        self.page.text(_LEFT + 12, self.y, what, name, 10)
        for cell, x in zip(middle, (_LEFT + 107, _LEFT + 136), strict=True):
            self.page.text(x, self.y, cell, name, 10, anchor="rs")
        self.page.text(_RIGHT, self.y, last, name, 10, anchor="rs")
        self.y += 6.6

    def _closing(self, closing: Closing) -> None:
        self._need(34)
        self.y += 2
        self.page.text(_LEFT, self.y, closing.words, self.style.plain, self.style.points)
        self.page.lay(signature(closing.signed, self.letter.dpi, self.rng), _LEFT - 2, self.y + 1)
        self.y += 24
        self.page.text(_LEFT, self.y, closing.signed, self.style.plain, self.style.points)
        if closing.function:
            self.y += self.style.pitch
            self.page.text(_LEFT, self.y, closing.function, self.style.plain, self.style.points - 1)
        self.y += self.style.pitch * 2


def _letterhead(page: Canvas, letter: Letter, style: Style) -> None:
    """By style: a firm's mark, a club's centred name, an authority's lines, or just who writes."""
    sender = letter.sender
    match letter.style:
        case "firm":
            _mark(page, letter.key)
            page.text(_LEFT + 18, 22, sender.name, style.bold, 16, ink=40)
            page.text(_LEFT + 18, 28, " · ".join(sender.lines), style.plain, 9, ink=70)
            page.line(_LEFT, 33, _RIGHT, 33, 0.7, 90)
        case "club":
            page.text(PAGE_MM[0] / 2, 21, sender.name, style.bold, 15, ink=40, anchor="ms")
            page.text(PAGE_MM[0] / 2, 28, ", ".join(sender.lines), style.plain, 8.5, ink=70, anchor="ms")
            for y in (31.5, 32.5):
                page.line(_LEFT + 20, y, _RIGHT - 20, y, 0.2, 80)
        case "authority":
            page.line(_LEFT, 14, _RIGHT, 14, 1.2, 40)
            page.text(_LEFT, 22, sender.name, style.bold, 17)
            page.text(_LEFT, 28, ", ".join(sender.lines), style.plain, 9.5, ink=60)
        case "form":
            page.draw.rectangle((page.px(_LEFT), page.px(14), page.px(_RIGHT), page.px(34)), outline=60, width=3)
            page.text(_LEFT + 5, 22, "Vordruck, bitte gut lesbar ausfüllen", style.plain, 9, ink=60)
            page.text(_LEFT + 5, 30, letter.subject.split(":")[0], style.bold, 15)
        case _:
            x = _LEFT if letter.style == "typewriter" else _INFO
            for number, line in enumerate((sender.name, *sender.lines)):
                page.text(x, 20 + number * 5.6, line, style.plain, style.points)
    if sender.contact:
        page.line(_LEFT, 281, _RIGHT, 281, 0.2, 110)
        page.text(PAGE_MM[0] / 2, 286, f"{sender.name} · {sender.contact}", style.plain, 7.5, ink=80, anchor="ms")


def _mark(page: Canvas, key: str) -> None:
    """A firm's mark: one of a few plain shapes, chosen by the letter."""
    x, y, size = page.px(_LEFT), page.px(14), page.px(14)
    match sum(key.encode()) % 3:
        case 0:
            page.draw.ellipse((x, y, x + size, y + size), fill=90)
            page.draw.rectangle((x + size // 3, y + size // 2, x + size, y + size), fill=255)
        case 1:
            page.draw.polygon(((x, y + size), (x + size // 2, y), (x + size, y + size)), fill=80)
            page.draw.polygon(
                ((x + size // 4, y + size), (x + size // 2, y + size // 2), (x + size * 3 // 4, y + size)), 255
            )
        case _:
            for bar in range(3):
                left = x + bar * size // 3
                page.draw.rectangle((left, y + (2 - bar) * size // 4, left + size // 4, y + size), fill=70 + 30 * bar)


def _window(page: Canvas, letter: Letter, receiver: DemoTown, style: Style) -> None:
    """Address window after DIN 5008 form B, at its right the date and the sender's reference; fold marks."""
    sender = letter.sender
    back = " · ".join((sender.name, *sender.lines))
    page.text(_LEFT, 50, back, style.plain, 6.5, ink=70)
    page.line(_LEFT, 51, _LEFT + min(80.0, page.width(back, style.plain, 6.5)), 51, 0.1, 90)
    office = receiver.office(letter.office)
    lines = (receiver.name, office.name, "Rathaus", receiver.place)
    for number, line in enumerate(lines):
        page.text(_LEFT, 59 + number * 5.2, line, style.plain, style.points)
    facts = [("Datum", long_day(letter.day))]
    if letter.their_reference:
        facts.append(("Zeichen", letter.their_reference))
    for number, (label, value) in enumerate(facts):
        page.text(_INFO, 59 + number * 5.6, f"{label}:", style.plain, 9, ink=70)
        page.text(_INFO + 18, 59 + number * 5.6, value, style.plain, min(style.points, 10.5))
    for y in (105.0, 210.0):
        page.line(4, y, 8, y, 0.15, 130)


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
