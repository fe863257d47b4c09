"""A PDF as a whole: damaged or not, signed, encrypted, PDF/A, and the outlines of its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pypdfium2 as pdfium

from services.ocr import images, pdf_text
from services.ocr.child_config import ChildConfig
from shared.errors import Unreadable

_TAIL = 8192  # readers look for the end mark in the last 1024 bytes; scanners append padding
_MOST_FIELDS = 10_000
_SIGNATURES_EXIST = 1  # /SigFlags, ISO 32000-1 table 219


def inspect(path: Path, config: ChildConfig) -> dict[str, Any]:
    """Data of the verb ``inspect``. Raises ``Unreadable``.

    A file without its end mark is ``truncated`` when the parser had to guess where its objects are. One that was
    repaired is taken only if all pages it announces are there, else it is ``damaged``: pages must not get lost unseen.
    """
    try:
        with pikepdf.open(path) as pdf:
            _check_complete(pdf, path, config)
            count = len(pdf.pages)
            data = {"signed": signed(pdf), "encrypted": pdf.is_encrypted, "claim": _claim(pdf)}
            if not any(_bearable(page, config) for page in pdf.pages):
                raise Unreadable("too_many_pixels")
    except pikepdf.PasswordError:
        raise Unreadable("encrypted") from None
    except pikepdf.PdfError as error:
        raise Unreadable("damaged" if _has_end(path) else "truncated", str(error)) from None
    return data | {"pages": _outlines(path, count)}


def _check_complete(pdf: pikepdf.Pdf, path: Path, config: ChildConfig) -> None:
    count = len(pdf.pages)
    if count > config.max_pages:
        raise Unreadable("too_many_pages", pages=count)
    repaired = bool(pdf.get_warnings())
    if repaired and not _has_end(path):
        raise Unreadable("truncated")
    if count == 0:
        raise Unreadable("no_pages")
    if repaired and _announced(path) > count:
        raise Unreadable("damaged", "pages are missing")


def _announced(path: Path) -> int:
    """How many pages the file says it has; opened without a walk through the pages, which would correct the number."""
    with pikepdf.open(path, inherit_page_attributes=False) as pdf:
        count = pdf.Root.Pages.get("/Count", 0)
        return int(count) if isinstance(count, int) else 0


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        return b"%%EOF" in file.read()


def _bearable(page: pikepdf.Page, config: ChildConfig) -> bool:
    try:
        for picture in page.get_images().values():
            images.check_size(int(picture.get("/Width", 1)), int(picture.get("/Height", 1)), config)
    except Unreadable as error:
        return error.code != "too_many_pixels"
    return True


def signed(pdf: pikepdf.Pdf) -> bool:
    """Does the file hold a signature? An empty field for one is none."""
    if "/Perms" in pdf.Root:
        return True
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return False
    waiting = list(form.get("/Fields", pikepdf.Array()))
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return False
        field = waiting.pop()
        if isinstance(field, pikepdf.Dictionary):
            if field.get("/FT") == pikepdf.Name.Sig and "/V" in field:
                return True
            waiting.extend(field.get("/Kids", pikepdf.Array()))
    return bool(int(form.get("/SigFlags", 0)) & _SIGNATURES_EXIST)  # too many fields to look at: believe the flag


def _claim(pdf: pikepdf.Pdf) -> str | None:
    try:
        with pdf.open_metadata() as metadata:
            return str(metadata.pdfa_status).lower() or None
    except (pikepdf.PdfError, ValueError, KeyError, AttributeError):
        return None  # metadata that cannot be read claims nothing


def vouched(path: Path, claim: str) -> str | None:
    """The level the validator vouches for, or None."""
    flavour = f"{claim[:1]}b"
    if flavour not in ("1b", "2b", "3b"):
        return None
    return flavour if pikepdf.pdfa.validate_written(path, flavour).passed else None


def _outlines(path: Path, count: int) -> list[tuple[float, float, bool]]:
    """PDFium measures: it alone draws the pages later. A page it cannot load is told when it is read."""
    document = pdfium.PdfDocument(path)
    try:
        return [_outline(document, number) for number in range(count)]
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", str(error)) from None
    finally:
        document.close()


def _outline(document: pdfium.PdfDocument, number: int) -> tuple[float, float, bool]:
    try:
        page = document[number]
    except (pdfium.PdfiumError, IndexError):
        return 0.0, 0.0, False
    try:
        width, height = page.get_size()
        return round(width, 2), round(height, 2), bool(pdf_text.words(page))
    finally:
        page.close()
