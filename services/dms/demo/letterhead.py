"""The upper third of a letter: who writes, to whom, when; in the typefaces of its style."""

from __future__ import annotations

from dataclasses import dataclass

from services.dms.demo.ink import PAGE_MM, Canvas
from services.dms.demo.letters import Letter, long_day
from services.dms.demo.town import DemoTown

LEFT, RIGHT = 25.0, 188.0
WIDTH = RIGHT - LEFT
_INFO = 128.0  # where the block with date and reference begins (DIN 5008)


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


def letterhead(page: Canvas, letter: Letter, style: Style) -> None:
    """By style: a firm's mark, a club's centred name, an authority's lines, or just who writes."""
    sender = letter.sender
    match letter.style:
        case "firm":
            _mark(page, letter.key)
            page.text(LEFT + 18, 22, sender.name, style.bold, 16, ink=40)
            page.text(LEFT + 18, 28, " · ".join(sender.lines), style.plain, 9, ink=70)
            page.line(LEFT, 33, RIGHT, 33, 0.7, 90)
        case "club":
            page.text(PAGE_MM[0] / 2, 21, sender.name, style.bold, 15, ink=40, anchor="ms")
            page.text(PAGE_MM[0] / 2, 28, ", ".join(sender.lines), style.plain, 8.5, ink=70, anchor="ms")
            for y in (31.5, 32.5):
                page.line(LEFT + 20, y, RIGHT - 20, y, 0.2, 80)
        case "authority":
            page.line(LEFT, 14, RIGHT, 14, 1.2, 40)
            page.text(LEFT, 22, sender.name, style.bold, 17)
            page.text(LEFT, 28, ", ".join(sender.lines), style.plain, 9.5, ink=60)
        case "form":
            page.draw.rectangle((page.px(LEFT), page.px(14), page.px(RIGHT), page.px(34)), outline=60, width=3)
            page.text(LEFT + 5, 22, "Vordruck, bitte gut lesbar ausfüllen", style.plain, 9, ink=60)
            page.text(LEFT + 5, 30, letter.subject.split(":")[0], style.bold, 15)
        case _:
            x = LEFT if letter.style == "typewriter" else _INFO
            for number, line in enumerate((sender.name, *sender.lines)):
                page.text(x, 20 + number * 5.6, line, style.plain, style.points)
    if sender.contact:
        page.line(LEFT, 281, RIGHT, 281, 0.2, 110)
        page.text(PAGE_MM[0] / 2, 286, f"{sender.name} · {sender.contact}", style.plain, 7.5, ink=80, anchor="ms")


def _mark(page: Canvas, key: str) -> None:
    """A firm's mark: one of a few plain shapes, chosen by the letter."""
    x, y, size = page.px(LEFT), page.px(14), page.px(14)
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


def window(page: Canvas, letter: Letter, receiver: DemoTown, style: Style) -> None:
    """Address window after DIN 5008 form B, at its right the date and the sender's reference; fold marks."""
    sender = letter.sender
    back = " · ".join((sender.name, *sender.lines))
    page.text(LEFT, 50, back, style.plain, 6.5, ink=70)
    page.line(LEFT, 51, LEFT + min(80.0, page.width(back, style.plain, 6.5)), 51, 0.1, 90)
    office = receiver.office(letter.office)
    lines = (receiver.official, office.name, "Rathaus", receiver.place)
    for number, line in enumerate(lines):
        page.text(LEFT, 59 + number * 5.2, line, style.plain, style.points)
    facts = [("Datum", long_day(letter.day))]
    if letter.their_reference:
        facts.append(("Zeichen", letter.their_reference))
    for number, (label, value) in enumerate(facts):
        page.text(_INFO, 59 + number * 5.6, f"{label}:", style.plain, 9, ink=70)
        page.text(_INFO + 18, 59 + number * 5.6, value, style.plain, min(style.points, 10.5))
    for y in (105.0, 210.0):
        page.line(4, y, 8, y, 0.15, 130)
