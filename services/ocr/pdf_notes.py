"""What people typed into a PDF: values of form fields and text notes. They are shown, but are no part of the page's
text layer, and a filled form without its values is hardly worth finding."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.ocr.pdf_text import Frame
from services.ocr.sheet import OwnWord

_MOST_NOTES = 5000
_LONGEST = 100_000  # bytes of one value
_TYPED = (pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX)


def words(document: pdfium.PdfDocument, page: pdfium.PdfPage, first_line: int) -> list[OwnWord]:
    """The values' words, spread over the rectangle of their field line by line; lines count from ``first_line``."""
    frame = Frame(page)
    found: list[OwnWord] = []
    for text, rect in _values(document, page):
        left, top, right, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        lines = [line.split() for line in text.splitlines() if line.strip()]
        if right <= left or bottom <= top:
            continue
        for row, line in enumerate(lines):
            height = (bottom - top) / len(lines)
            found += _spread(line, left, top + row * height, right - left, height, first_line)
            first_line += 1
    return found


def _spread(line: list[str], left: float, top: float, width: float, height: float, number: int) -> Iterator[OwnWord]:
    letters = sum(map(len, line)) + len(line) - 1
    at = 0
    for word in line:
        yield OwnWord(word, left + width * at / letters, top, width * len(word) / letters, height, number)
        at += len(word) + 1


def _values(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[tuple[str, pdfium_c.FS_RECTF]]:
    for index in range(min(_MOST_NOTES, pdfium_c.FPDFPage_GetAnnotCount(page))):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            rect = pdfium_c.FS_RECTF()
            text = _value(document, note)
            if text and pdfium_c.FPDFAnnot_GetRect(note, ctypes.byref(rect)):
                yield text, rect
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)


def _value(document: pdfium.PdfDocument, note: pdfium_c.FPDF_ANNOTATION) -> str:
    match pdfium_c.FPDFAnnot_GetSubtype(note):
        case pdfium_c.FPDF_ANNOT_FREETEXT:
            return _text(lambda buffer, size: pdfium_c.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size))
        case pdfium_c.FPDF_ANNOT_WIDGET if document.formenv is not None:
            form = document.formenv
            if pdfium_c.FPDFAnnot_GetFormFieldType(form, note) in _TYPED:
                return _text(lambda buffer, size: pdfium_c.FPDFAnnot_GetFormFieldValue(form, note, buffer, size))
    return ""


def _text(ask: object) -> str:
    """PDFium's way with strings: ask for the length in bytes, then for the UTF-16 text with its final zero."""
    assert callable(ask)
    size = min(int(ask(None, 0)), _LONGEST)
    if size <= 2:
        return ""
    buffer = (pdfium_c.FPDF_WCHAR * (size // 2))()
    ask(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore").split("\0")[0].strip()
