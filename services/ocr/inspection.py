"""Verbs ``inspect`` and ``check_pdfa``: what a file is, before any page of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.ocr.child_config import Answer, ChildConfig
from shared.errors import Unreadable
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF, ZIP

Outline = tuple[float, float, bool]
"""Width and height in points as displayed, and whether the page has text of its own."""


def inspect(config: ChildConfig, args: dict[str, Any]) -> Answer:
    """``args``: ``path``, ``media_type``. Data: ``pages`` (list of :data:`Outline`), ``signed``, ``encrypted`` (the
    file opens without a password but may not be rewritten), ``claim`` (PDF/A part and level the file claims, or None).
    Raises ``Unreadable``."""
    path = Path(args["path"])
    if path.stat().st_size == 0:
        raise Unreadable("empty_file")
    data: dict[str, Any] = {"signed": False, "encrypted": False, "claim": None}
    match args["media_type"]:
        case _ as kind if kind == PDF:
            from services.ocr import pdf_file

            data |= pdf_file.inspect(path, config)
        case _ as kind if kind in (JPEG, PNG, TIFF):
            data["pages"] = list(_frames(path, kind, config))
        case _ as kind if kind in (DOCX, ZIP):
            from services.ocr import word_file

            data["pages"] = word_file.outlines(path, config)
        case _:
            raise Unreadable("unsupported_type")
    if not data["pages"]:
        raise Unreadable("no_pages")
    return Answer(data)


def check_pdfa(config: ChildConfig, args: dict[str, Any]) -> Answer:
    """``args``: ``path``, ``claim``. Data: ``pdfa``, the level that pikepdf's validator vouches for (``1b``, ``2b``,
    ``3b``), or None. A claim of the levels A and U includes B; higher levels than B are never certified here."""
    from services.ocr import pdf_file

    return Answer({"pdfa": pdf_file.vouched(Path(args["path"]), str(args["claim"]))})


def _frames(path: Path, kind: str, config: ChildConfig) -> Iterator[Outline]:
    """The frames of an image file; one at a time, and no pixels are decoded."""
    from services.ocr import images

    if kind == TIFF:
        images.check_directories(path)
    with images.opened(path, 1, config) as image:
        count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        if count > config.max_pages:
            raise Unreadable("too_many_pages", pages=count)
        for number in range(count):
            if number:
                image.seek(number)
                images.check_size(image.width, image.height, config)
            images.check_whole(path, image)
            width, height = images.points(image)
            yield width, height, False
