"""One page of any file we take, as :class:`Sheet`."""

from __future__ import annotations

from pathlib import Path

from services.ocr.child_config import ChildConfig
from services.ocr.sheet import Sheet
from shared.errors import Unreadable
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF, ZIP


def sheet(path: Path, media_type: str, page_no: int, config: ChildConfig) -> Sheet:
    """Page ``page_no`` (1-based). Raises ``Unreadable``. Parsers are loaded when first needed."""
    match media_type:
        case _ if media_type == PDF:
            from services.ocr import pdf_pages

            return pdf_pages.sheet(path, page_no, config)
        case _ if media_type in (JPEG, PNG, TIFF):
            return _image(path, page_no, config)
        case _ if media_type in (DOCX, ZIP):
            from services.ocr import word_file

            return word_file.sheet(path, page_no, config)
        case _:
            raise Unreadable("unsupported_type")


def _image(path: Path, page_no: int, config: ChildConfig) -> Sheet:
    from services.ocr import images

    with images.opened(path, page_no, config) as image:
        width, height = images.points(image)
        picture = images.upright(image)
    return Sheet(picture, picture.convert("L"), max(1, round(picture.width * 72 / width)), width, height)
