"""Paper, ink and the ways to put it there: fonts by path, lines of text, a signature, a stamp, a scanner's noise.

Everything is drawn by this module from nothing: no picture is opened.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

PAGE_MM = (210.0, 297.0)
_FONT_FOLDERS = (Path("/usr/share/fonts/truetype/liberation"), Path("/usr/share/fonts/truetype/dejavu"))
_FONT_ROOT = Path("/usr/share/fonts")
_PAPER = 250
_NOISE_TILE = 512


@cache
def font_path(name: str) -> Path:
    """A font of the packages ``fonts-liberation`` and ``fonts-dejavu-core``. :raises FileNotFoundError: without."""
    for folder in _FONT_FOLDERS:
        if (folder / f"{name}.ttf").is_file():
            return folder / f"{name}.ttf"
    found = next(_FONT_ROOT.rglob(f"{name}.ttf"), None)
    if found is None:
        raise FileNotFoundError(f"font {name}.ttf: install fonts-liberation and fonts-dejavu-core")
    return found


@cache
def font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    # The basic layout needs no further library, so the same letter looks the same everywhere.
    return ImageFont.truetype(str(font_path(name)), pixels, layout_engine=ImageFont.Layout.BASIC)


class Canvas:
    """A grey page being drawn; places in millimetres from the upper left corner, sizes of type in points."""

    def __init__(self, dpi: int) -> None:
        self.dpi = dpi
        self.image = Image.new("L", (self.px(PAGE_MM[0]), self.px(PAGE_MM[1])), 255)
        self.draw = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        return round(mm * self.dpi / 25.4)

    def mm(self, pixels: float) -> float:
        return pixels * 25.4 / self.dpi

    def font(self, name: str, points: float) -> ImageFont.FreeTypeFont:
        return font(name, round(points * self.dpi / 72))

    def width(self, text: str, name: str, points: float) -> float:
        """Of a line of text, in mm."""
        return self.mm(self.font(name, points).getlength(text))

    def text(self, x: float, y: float, text: str, name: str, points: float, ink: int = 25, anchor: str = "ls") -> None:
        """One line; ``y`` is its base line."""
        self.draw.text((self.px(x), self.px(y)), text, fill=ink, font=self.font(name, points), anchor=anchor)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.25, ink: int = 60) -> None:
        ends = (self.px(x0), self.px(y0), self.px(x1), self.px(y1))
        self.draw.line(ends, fill=ink, width=max(1, self.px(width)))

    def wrap(self, text: str, name: str, points: float, width: float) -> list[list[str]]:
        """The words of each line that fits into ``width`` mm."""
        measure = self.font(name, points).getlength
        space, limit = measure(" "), width * self.dpi / 25.4
        lines: list[list[str]] = [[]]
        used = 0.0
        for word in text.split():
            length = measure(word)
            if lines[-1] and used + space + length > limit:
                lines.append([])
                used = 0.0
            used += length + (space if lines[-1] else 0.0)
            lines[-1].append(word)
        return lines

    def words(self, x: float, y: float, words: list[str], name: str, points: float, width: float | None) -> None:
        """One line of words, spread to ``width`` mm, or as they come where it is None."""
        if width is None or len(words) == 1:
            self.text(x, y, " ".join(words), name, points)
            return
        typeface = self.font(name, points)
        lengths = [typeface.getlength(word) for word in words]
        gap = (width * self.dpi / 25.4 - sum(lengths)) / (len(words) - 1)
        at = x * self.dpi / 25.4
        for word, length in zip(words, lengths, strict=True):
            self.draw.text((round(at), self.px(y)), word, fill=25, font=typeface, anchor="ls")
            at += length + gap

    def lay(self, other: Image.Image, x: float, y: float) -> None:
        """Lay a drawing over the page as ink does: the darker of the two shows."""
        box = (self.px(x), self.px(y))
        under = self.image.crop((*box, box[0] + other.width, box[1] + other.height))
        self.image.paste(ImageChops.darker(under, other), box)


def signature(name: str, dpi: int, rng: np.random.Generator) -> Image.Image:
    """A pen's run, one wave per letter with loops where letters are tall, slanted, ending in a flourish."""
    scale = 2
    unit = dpi * scale / 25.4
    letters = [c for c in name if c.isalpha() or c == " "]
    image = Image.new("L", (round(unit * (16 + 2.3 * len(letters))), round(unit * 20)), 255)
    draw = ImageDraw.Draw(image)
    x = 4.0
    run: list[tuple[float, float]] = []
    for letter in letters:
        if letter == " ":
            _stroke(draw, run, unit)
            run, x = [], x + 2.2
            continue
        width, height = _reach(letter, rng)
        turns = np.linspace(0, 2 * math.pi, 14)
        loop = rng.uniform(0.35, 0.6) * width
        for angle in turns:
            rise = (1 - math.cos(angle)) / 2 * height
            run.append((x + angle / (2 * math.pi) * width - loop * math.sin(angle) + rise * 0.35, 12.5 - rise))
        x += width
    x0, y0 = run[-1]
    run += [(x0 + 6 * t, y0 + 2.2 * math.sin(3 * t) * (1 - t)) for t in np.linspace(0, 1, 12)]
    _stroke(draw, run, unit)
    small = image.resize((image.width // scale, image.height // scale), Image.Resampling.BILINEAR)
    return small.rotate(rng.uniform(1, 5), resample=Image.Resampling.BILINEAR, fillcolor=255)


def _reach(letter: str, rng: np.random.Generator) -> tuple[float, float]:
    """Width and height of a letter's wave in mm; below the line where negative."""
    if letter.isupper():
        return rng.uniform(3.2, 4.4), rng.uniform(6.5, 8.5)
    if letter in "bdfhklt":
        return rng.uniform(1.4, 1.9), rng.uniform(4.2, 6.0)
    if letter in "gjpqyß":
        return rng.uniform(1.4, 1.9), -rng.uniform(3.2, 4.6)
    return rng.uniform(1.2, 1.9), rng.uniform(1.1, 2.0)


def _stroke(draw: ImageDraw.ImageDraw, run: list[tuple[float, float]], unit: float) -> None:
    """A pen is thin where it is fast and goes up, thick where it comes down."""
    for (x0, y0), (x1, y1) in pairwise(run):
        width = 0.62 if y1 > y0 + 0.05 else 0.34
        draw.line((x0 * unit, y0 * unit, x1 * unit, y1 * unit), fill=50, width=round(width * unit))


def stamp(lines: tuple[str, str, str], dpi: int, rng: np.random.Generator) -> Image.Image:
    """Eingangsstempel: a frame with town, day and 'Poststelle', a little turned, its ink worn."""
    unit = dpi / 25.4
    image = Image.new("L", (round(58 * unit), round(24 * unit)), 255)
    draw = ImageDraw.Draw(image)
    ink = int(rng.integers(70, 105))
    frame = (round(unit), round(unit), round(57 * unit), round(23 * unit))
    draw.rounded_rectangle(frame, radius=round(1.5 * unit), outline=ink, width=round(0.55 * unit))
    faces = (
        ("LiberationSans-Bold", 10.0, 7.6),
        ("LiberationMono-Bold", 11.5, 14.0),
        ("LiberationSans-Regular", 9.0, 20.2),
    )
    for line, (name, points, y) in zip(lines, faces, strict=True):
        face = font(name, round(points * dpi / 72))
        draw.text((image.width // 2, round(y * unit)), line, fill=ink, font=face, anchor="ms")
    worn = np.asarray(image).copy()
    blotches = Image.fromarray(rng.integers(0, 255, (30, 70), dtype=np.uint8))
    mask = np.asarray(blotches.resize(image.size, Image.Resampling.BICUBIC))
    worn[mask > 225] = 255
    angle = rng.uniform(2, 6) * rng.choice((-1, 1))
    return Image.fromarray(worn).rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def scanned(image: Image.Image, skew: float, rng: np.random.Generator) -> Image.Image:
    """The page as a scanner sees it: skewed by ``skew`` degrees, on paper that is not quite white, with specks."""
    turned = image.rotate(skew, resample=Image.Resampling.BILINEAR, fillcolor=255) if skew else image
    pixels: NDArray[np.uint8] = np.minimum(np.asarray(turned), _PAPER)
    grain = np.abs(rng.normal(0, 2.0, (_NOISE_TILE, _NOISE_TILE))).astype(np.uint8)
    height, width = pixels.shape
    tiles = (-(-height // _NOISE_TILE), -(-width // _NOISE_TILE))
    # Ink (at least 20) and grain (at most about 10) never reach below zero or above white.
    pixels = pixels - np.tile(grain, tiles)[:height, :width]
    for _ in range(int(rng.integers(6, 14))):
        y, x = int(rng.integers(2, height - 3)), int(rng.integers(2, width - 3))
        pixels[y : y + 2, x : x + 2] = 150
    return Image.fromarray(pixels)
