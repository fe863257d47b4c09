"""What a page is to the reader, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of the page's own text layer; box as fractions of the page as displayed."""

    text: str
    x: float
    y: float
    w: float
    h: float
    line: int


Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the page as displayed."""


@dataclass(slots=True)
class Sheet:
    """One page as displayed. ``picture`` is for the preview (grey or colour); ``scan`` is what has to be read:
    None where the page's own words are all there is. ``unread`` are the parts of the scan that the own words do
    not cover; empty means all of it. ``width``, ``height`` in points."""

    picture: Image.Image
    scan: Image.Image | None
    dpi: int
    width: float
    height: float
    words: list[OwnWord] = field(default_factory=list)
    unread: list[Box] = field(default_factory=list)
    text: str | None = None  # where it is known better than from the words (DOCX)
