"""Blank pages, skew and direction of a page image, by sums of rows on a quarter of its size (numpy only).

Angles: ``skew`` is how far the text runs downhill to the right, in degrees; the page is turned back by it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

QUARTER_DPI = 75
"""Resolution of the small image: text lines of 8 points are 8 pixels high, noise is averaged away."""

_INK = 30  # levels darker than the paper: pencil is ink, show-through of the other side is not
_EDGE = 0.02  # shadows of the scanner's lid,
_WIDEST_EDGE = 17  # and no more than 6 mm of them
_BLANK = 25  # dark quarter pixels: noise and dust stay below a dozen, a page number comes to nearly forty
_WIDEST = 5.0
_MOST_POINTS = 40_000
_SIDEWAYS = 1.25  # upright letters reach 1.4 and more, the same on their side 0.7

Grey = NDArray[np.uint8]


def small(page: Image.Image, dpi: int) -> Image.Image:
    """The page at :data:`QUARTER_DPI`, each pixel the mean of those it stands for."""
    factor = max(1, round(dpi / QUARTER_DPI))
    return page.reduce(factor) if factor > 1 else page


def ink(quarter: Image.Image) -> NDArray[np.bool_]:
    """Where something is darker than the paper, without the page's edges. The paper may be grey or uneven."""
    grey: Grey = np.asarray(quarter)
    height, width = grey.shape
    y, x = (min(_WIDEST_EDGE, int(side * _EDGE)) + 1 for side in (height, width))
    inner = grey[y : height - y, x : width - x]
    if inner.size == 0:
        return np.zeros((0, 0), dtype=np.bool_)
    dark: NDArray[np.bool_] = inner < int(np.median(inner)) - _INK
    return dark


def blank(dark: NDArray[np.bool_]) -> bool:
    """Is there nothing to read? Specks of dust and the noise of the scanner are nothing."""
    return int(dark.sum()) < _BLANK


@dataclass(frozen=True, slots=True)
class Slant:
    """``skew`` in degrees and how ``clear`` it is: the sharpest angle over the mean of all, 1 for no lines at all."""

    skew: float
    clear: float


def slant(dark: NDArray[np.bool_]) -> Slant:
    """How the lines run (-5..5 degrees, to about 0.05); skew 0 where it cannot be told."""
    ys, xs = (axis.astype(np.float32) for axis in np.nonzero(dark))
    if len(ys) < _BLANK:
        return Slant(0.0, 1.0)
    if len(ys) > _MOST_POINTS:
        chosen = np.random.default_rng(0).choice(len(ys), _MOST_POINTS, replace=False)
        ys, xs = ys[chosen], xs[chosen]
    xs -= xs.mean()
    coarse = np.arange(-_WIDEST, _WIDEST + 0.01, 0.5)
    sharpness = [_sharpness(ys, xs, angle) for angle in coarse]
    best = float(coarse[int(np.argmax(sharpness))])
    if abs(best) >= _WIDEST:
        return Slant(0.0, 1.0)  # no peak inside the range: pictures, or lines that run the other way
    for width, step in ((0.4, 0.1), (0.08, 0.02)):
        angles = best + np.arange(-width, width + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ys, xs, angle)))
    return Slant(round(best, 2), _sharpness(ys, xs, best) / float(np.mean(sharpness)))


def _sharpness(ys: NDArray[np.float32], xs: NDArray[np.float32], angle: float) -> float:
    """High where lines at this angle fall into few rows."""
    rows = ys - xs * np.float32(math.tan(math.radians(angle)))
    rows -= rows.min()
    counts = np.bincount(rows.astype(np.int32)).astype(np.float64)
    return float((counts**2).sum())


def sideways(dark: NDArray[np.bool_], across: Slant) -> bool:
    """Do the lines run from top to bottom? A guess that costs milliseconds; the engine decides."""
    return slant(dark.T).clear > _SIDEWAYS * across.clear


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was turned to be read, and how points find their way back.

    ``rotation``: clockwise degrees (0, 90, 180, 270), done first; ``skew``: degrees turned back after that.
    ``width``, ``height``: pixels of the page as displayed.
    """

    width: int
    height: int
    rotation: int = 0
    skew: float = 0.0

    def apply(self, page: Image.Image) -> Image.Image:
        """The page to be read; white fills the corners."""
        upright = page.transpose(_TRANSPOSE[self.rotation]) if self.rotation else page
        if not self.skew:
            return upright
        return upright.rotate(self.skew, Image.Resampling.BILINEAR, fillcolor=255)

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page that was read as fractions of the page as displayed."""
        width, height = (self.width, self.height) if self.rotation % 180 == 0 else (self.height, self.width)
        dx, dy = x - width / 2, y - height / 2
        angle = math.radians(self.skew)
        x = (width / 2 + dx * math.cos(angle) - dy * math.sin(angle)) / width
        y = (height / 2 + dx * math.sin(angle) + dy * math.cos(angle)) / height
        match self.rotation:
            case 90:
                return y, 1 - x
            case 180:
                return 1 - x, 1 - y
            case 270:
                return 1 - y, x
            case _:
                return x, y


_TRANSPOSE = {
    90: Image.Transpose.ROTATE_270,  # Pillow counts the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
