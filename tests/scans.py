"""Scans of letters, drawn for tests and benchmarks: typefaces, skew, noise and compression as from an office scanner.

Everything follows from the letter and the seed, so a failing test can be drawn again. Letters have the form of
``letters.jsonl`` (see :mod:`tests.material`), but any dictionary with ``subject`` and ``body`` will do.
"""

from __future__ import annotations

import io
import random
import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import img2pdf
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Letter = dict[str, Any]

_FONTS = Path("/usr/share/fonts/truetype")
TYPEFACES = (
    ("liberation/LiberationSerif-Regular.ttf", 11.0),
    ("liberation/LiberationSans-Regular.ttf", 10.5),
    ("dejavu/DejaVuSans.ttf", 9.5),
    ("dejavu/DejaVuSerif.ttf", 9.5),
    ("liberation/LiberationMono-Regular.ttf", 9.5),
    ("liberation/LiberationSansNarrow-Regular.ttf", 11.5),
    ("liberation/LiberationSerif-Italic.ttf", 11.5),
    ("dejavu/DejaVuSansCondensed.ttf", 10.5),
)
"""Font file and size in points; a seed takes one of them."""

A4_POINTS = (595.276, 841.89)
_MARGIN_POINTS = (64.0, 50.0)


@cache
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / name, pixels)


def lines_of(letter: Letter) -> list[str]:
    """The letter as paragraphs (unwrapped), an empty string where a line stays free."""
    head: list[str] = []
    for party in ("sender", "recipient"):
        if party in letter:
            head += [letter[party]["name"], letter[party]["address"], ""]
    if letter.get("date"):
        head += [f"Datum: {letter['date']}"]
    if letter.get("reference"):
        head += [f"Zeichen: {letter['reference']}"]
    return [*head, "", letter["subject"], "", *letter["body"].split("\n")]


def draw(letter: Letter, seed: int = 0, dpi: int = 300) -> tuple[Image.Image, str]:
    """A clean grey A4 page and the text on it, line by line as drawn."""
    name, points = TYPEFACES[seed % len(TYPEFACES)]
    font = _font(name, round(points * dpi / 72))
    page = Image.new("L", (round(A4_POINTS[0] * dpi / 72), round(A4_POINTS[1] * dpi / 72)), 255)
    pen = ImageDraw.Draw(page)
    left, top = (round(points * dpi / 72) for points in _MARGIN_POINTS)
    columns = int((page.width - 2 * left) / font.getlength("abcdefghij nopq") * 15)
    step = round(points * 1.32 * dpi / 72)
    drawn: list[str] = []
    y = top
    for paragraph in lines_of(letter):
        for line in textwrap.wrap(paragraph, columns, break_on_hyphens=False) or [""]:
            assert y + step < page.height, "the letter does not fit on one page"
            pen.text((left, y), line, font=font, fill=25)
            drawn.append(line)
            y += step if line else step * 2 // 3
    return page, "\n".join(drawn)


def worn(page: Image.Image, seed: int, skew: float | None = None, noise: float = 6.0) -> Image.Image:
    """The page as a scanner sees it: turned by ``skew`` degrees (0..2 by the seed), grey paper, noise, specks."""
    chance = random.Random(seed)
    angle = chance.uniform(-2.0, 2.0) if skew is None else skew
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if angle else page
    dice = np.random.default_rng(seed)
    grey = np.asarray(turned, dtype=np.float32) * (238 / 255)
    grey += dice.normal(0.0, noise, grey.shape).astype(np.float32)
    for _ in range(chance.randint(5, 25)):
        y, x = chance.randrange(grey.shape[0] - 4), chance.randrange(grey.shape[1] - 4)
        grey[y : y + chance.randint(1, 3), x : x + chance.randint(1, 3)] = 60
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def encoded(page: Image.Image, kind: str = "jpeg", dpi: int = 300) -> bytes:
    """The page as file: ``jpeg``, ``png`` or ``ccitt`` (a TIFF of group 4)."""
    out = io.BytesIO()
    match kind:
        case "jpeg":
            page.save(out, "JPEG", quality=80, dpi=(dpi, dpi))
        case "png":
            page.save(out, "PNG", dpi=(dpi, dpi))
        case "ccitt":
            bitonal = page.point([255 * (level > 140) for level in range(256)]).convert("1")
            bitonal.save(out, "TIFF", compression="group4", dpi=(dpi, dpi), tiffinfo={278: page.height})
        case _:
            raise ValueError(kind)
    return out.getvalue()


def scan(letter: Letter, seed: int = 0, dpi: int = 300, kind: str = "jpeg", skew: float | None = None) -> bytes:
    """One scanned page of a letter as an image file."""
    return encoded(worn(draw(letter, seed, dpi)[0], seed, skew), kind, dpi)


def truth(letter: Letter, seed: int = 0) -> str:
    """The text that :func:`scan` drew for this letter and seed."""
    return draw(letter, seed)[1]


def pdf_of(letters: Sequence[Letter], seed: int = 0, dpi: int = 300, kind: str = "jpeg") -> bytes:
    """The letters as one scanned PDF, a page each; page ``n`` is drawn with ``seed + n``."""
    pages = [scan(letter, seed + number, dpi, kind) for number, letter in enumerate(letters)]
    document = img2pdf.convert(pages)
    assert document is not None
    return bytes(document)


def tiff_of(letters: Sequence[Letter], seed: int = 0, dpi: int = 300, compression: str = "group4") -> bytes:
    """The letters as one TIFF of several pages; bitonal for ``group4``, grey for the other compressions."""
    pages = [worn(draw(letter, seed + number, dpi)[0], seed + number) for number, letter in enumerate(letters)]
    if compression == "group4":
        pages = [page.point([255 * (level > 140) for level in range(256)]).convert("1") for page in pages]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression=compression, dpi=(dpi, dpi))
    return out.getvalue()
