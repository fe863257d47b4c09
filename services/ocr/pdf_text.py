"""The text layer of a PDF page: words with boxes, and whether it deserves to be believed."""

from __future__ import annotations

import ctypes
import unicodedata

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.ocr.sheet import Box, OwnWord

_HYPHEN = 0x02  # PDFium's mark of a hyphen at the end of a line
_MOST_CHARACTERS = 200_000


class Frame:
    """From user space of a page to fractions of the page as displayed (crop box, rotation)."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        # Not the crop box: where that or the media box is inherited, PDFium answers with US letter.
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Cut to the page; may be empty where it lies outside."""
        width, height = self.right - self.left or 1.0, self.top - self.bottom or 1.0
        a, b = (left - self.left) / width, (right - self.left) / width
        c, d = (self.top - top) / height, (self.top - bottom) / height
        match self.rotation:
            case 90:
                a, b, c, d = 1 - d, 1 - c, a, b
            case 180:
                a, b, c, d = 1 - b, 1 - a, 1 - d, 1 - c
            case 270:
                a, b, c, d = c, d, 1 - b, 1 - a
        return _cut(a), _cut(c), _cut(b), _cut(d)


def _cut(value: float) -> float:
    return min(1.0, max(0.0, value))


def words(page: pdfium.PdfPage) -> list[OwnWord]:
    """The words of the layer in its own order; empty where there is none or where it is gibberish."""
    textpage = page.get_textpage()
    try:
        found = _collect(textpage, Frame(page))
    finally:
        textpage.close()
    return found if believable("".join(word.text for word in found)) else []


def believable(text: str) -> bool:
    """False for layers without a map to Unicode: private use, controls, replacement characters."""
    if not text:
        return False
    odd = sum(1 for char in text if char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs"))
    return any(char.isalnum() for char in text) and odd * 5 < len(text)


def _collect(textpage: pdfium.PdfTextPage, frame: Frame) -> list[OwnWord]:
    found: list[OwnWord] = []
    letters: list[str] = []
    boxes: list[Box] = []
    line = 0
    rect = pdfium_c.FS_RECTF()

    def finish() -> None:
        if letters and boxes:
            text = unicodedata.normalize("NFC", "".join(letters))
            left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
            right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
            if right > left and bottom > top:
                found.append(OwnWord(text, left, top, right - left, bottom - top, line))
        letters.clear()
        boxes.clear()

    for index in range(min(textpage.count_chars(), _MOST_CHARACTERS)):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        char = "-" if code == _HYPHEN else chr(code) if 0 < code < 0x110000 else ""
        if not char or char.isspace() or (unicodedata.category(char) == "Cc"):
            finish()
            line += char == "\n"
            continue
        letters.append(char)
        if pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect)):
            boxes.append(frame.box(rect.left, rect.bottom, rect.right, rect.top))
    finish()
    return found
