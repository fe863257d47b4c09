"""A page of a PDF as :class:`Sheet`: its own words, its scan taken out as it is, or a picture drawn by PDFium."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from services.ocr import images, pdf_box, pdf_notes, pdf_text
from services.ocr.child_config import ChildConfig
from services.ocr.sheet import Box, OwnWord, Sheet
from shared.contracts import PREVIEW_WIDTHS
from shared.errors import Unreadable

_DPI = 300
_MOST_DRAWN = 40_000_000  # pixels: a plan of A0 is drawn at 160 dpi
_TEXT_PER_PAGE = 60.0  # letters in a picture as large as the page that show that its words are known
_SMALLEST = 0.01  # of the page: stamps are larger, rules and icons are not
_SCAN_CONTENT = 64 * 1024
_NEARLY = 0.005
_BEYOND_US = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, SyntaxError, OSError)
"""What makes us leave a page to PDFium, which knows more filters and forgives more."""
_HARMLESS = frozenset(("q", "Q", "cm", "Do", "gs", "BMC", "BDC", "EMC", "MP", "DP", "g", "G", "rg", "RG", "w"))


def sheet(path: Path, page_no: int, config: ChildConfig) -> Sheet:
    """Page ``page_no`` (1-based). Raises ``Unreadable``."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", str(error)) from None
    try:
        if document.get_formtype():
            document.init_forms()
        page = document[page_no - 1]
        width, height = page.get_size()
        words = pdf_text.words(page)
        words += pdf_notes.words(document, page, words[-1].line + 1 if words else 0)
        unread = _uncovered(page, words) if words else []
        if not words and (scan := _taken_out(path, page_no, config)) is not None:
            dpi = round(scan.width * 72 / width) or _DPI
            return Sheet(scan, _grey(scan), dpi, width, height)
        _check_pictures(path, page_no, config)
        return _drawn(page, width, height, words, unread)
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", str(error)) from None
    finally:
        document.close()


def _drawn(page: pdfium.PdfPage, width: float, height: float, words: list[OwnWord], unread: list[Box]) -> Sheet:
    to_read = not words or bool(unread)
    wanted = _DPI / 72 if to_read else max(PREVIEW_WIDTHS) / max(1.0, width)
    scale = min(wanted, math.sqrt(_MOST_DRAWN / max(1.0, width * height)))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    return Sheet(picture, _grey(picture) if to_read else None, round(scale * 72), width, height, words, unread)


def _grey(picture: Image.Image) -> Image.Image:
    return picture if picture.mode == "L" else picture.convert("L")


def _uncovered(page: pdfium.PdfPage, words: list[OwnWord]) -> list[Box]:
    """Pictures on a page with text that carry (almost) no words of the layer: a letter with a scanned annex on the
    same page, a stamped scan. A scan that its scanner has read is covered by its words."""
    frame = pdf_text.Frame(page)
    found = []
    for picture in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,)):
        left, top, right, bottom = frame.box(*picture.get_bounds())
        area = (right - left) * (bottom - top)
        if area >= _SMALLEST and _letters_in((left, top, right, bottom), words) < _TEXT_PER_PAGE * area:
            found.append((left, top, right, bottom))
    return found


def _letters_in(box: Box, words: list[OwnWord]) -> int:
    left, top, right, bottom = box
    inside = (w for w in words if left <= w.x + w.w / 2 <= right and top <= w.y + w.h / 2 <= bottom)
    return sum(len(word.text) for word in inside)


def _check_pictures(path: Path, page_no: int, config: ChildConfig) -> None:
    """PDFium would decode them: their size is asked first."""
    with pikepdf.open(path) as pdf:
        for picture in pdf.pages[page_no - 1].get_images().values():
            images.check_size(int(picture.get("/Width", 1)), int(picture.get("/Height", 1)), config)


def _taken_out(path: Path, page_no: int, config: ChildConfig) -> Image.Image | None:
    """The page's scan exactly as it was put in (nothing is drawn anew), or None: the page is more than one picture."""
    with pikepdf.open(path) as pdf:
        page = pdf.pages[page_no - 1]
        try:
            stream = only_picture(page)
            if stream is None:
                return None
            picture = _decoded(stream, config)
        except _BEYOND_US:
            return None
        turn = int(page.get("/Rotate", 0)) % 360
        left, bottom, right, top = pdf_box.shown(page)
        return _square(picture, right - left, top - bottom).rotate(-turn, expand=True)


def _decoded(stream: pikepdf.Stream, config: ChildConfig) -> Image.Image:
    images.check_size(int(stream.get("/Width", 0)), int(stream.get("/Height", 0)), config)
    if _filter(stream) == pikepdf.Name.DCTDecode:
        picture = Image.open(io.BytesIO(stream.read_raw_bytes()), formats=("JPEG",))
        images.check_size(*picture.size, config)  # what the PDF says of it need not be true
        return images.flat(picture)
    return images.flat(pikepdf.PdfImage(stream).as_pil_image())


def _square(picture: Image.Image, width: float, height: float) -> Image.Image:
    """Pixels as wide as they are high (a fax has more across than down)."""
    across, down = picture.width / width, picture.height / height
    if max(across, down) <= 1.05 * min(across, down):
        return picture
    dense = max(across, down)
    return picture.resize((round(width * dense), round(height * dense)))


def only_picture(page: pikepdf.Page) -> pikepdf.Stream | None:
    """The one image that fills the page upright and is all the page shows, else None.

    Only images whose pixels are the picture as seen: no masks, no inverted or indexed decoding, no CMYK.
    """
    content = page.get("/Contents")
    parts = list(content) if isinstance(content, pikepdf.Array) else [content]
    if any(not isinstance(part, pikepdf.Stream) or int(part.get("/Length", 0)) > _SCAN_CONTENT for part in parts):
        return None
    drawn = _placed(page)
    if drawn is None:
        return None
    name, matrix = drawn
    stream = page.resources.get("/XObject", pikepdf.Dictionary()).get(name)
    if not isinstance(stream, pikepdf.Stream) or not _fills(matrix, page) or not _plain(stream):
        return None
    return stream


def _placed(page: pikepdf.Page) -> tuple[str, pikepdf.Matrix] | None:
    """Name and matrix of the only XObject drawn; None where the page draws anything else that can be seen."""
    stack: list[pikepdf.Matrix] = []
    matrix = pikepdf.Matrix()
    found: tuple[str, pikepdf.Matrix] | None = None
    in_text = False
    for step in pikepdf.parse_content_stream(page):
        operands, name = step.operands, str(step.operator)
        if name in ("BT", "ET"):
            in_text = name == "BT"  # what is not in the text layer cannot be seen either
        elif in_text:
            continue
        elif name not in _HARMLESS:
            return None
        elif name == "q":
            stack.append(matrix)
        elif name == "Q":
            matrix = stack.pop() if stack else pikepdf.Matrix()
        elif name == "cm":
            matrix = pikepdf.Matrix(*(float(str(value)) for value in operands)) @ matrix
        elif name == "gs" and not _opaque(page, str(operands[0])):
            return None
        elif name == "Do":
            if found is not None:
                return None
            found = str(operands[0]), matrix
    return found


def _opaque(page: pikepdf.Page, name: str) -> bool:
    state = page.resources.get("/ExtGState", pikepdf.Dictionary()).get(name, pikepdf.Dictionary())
    return (
        state.get("/SMask", pikepdf.Name("/None")) == pikepdf.Name("/None")
        and float(state.get("/ca", 1)) == 1.0
        and state.get("/BM", pikepdf.Name.Normal) in (pikepdf.Name.Normal, pikepdf.Name.Compatible)
    )


def _fills(matrix: pikepdf.Matrix, page: pikepdf.Page) -> bool:
    """Upright, and its corners are those of the crop box."""
    left, bottom, right, top = pdf_box.shown(page)
    slack = _NEARLY * max(right - left, top - bottom)
    have = (matrix.e, matrix.f, matrix.e + matrix.a, matrix.f + matrix.d)
    straight = abs(matrix.b) < slack / 1000 and abs(matrix.c) < slack / 1000
    return straight and all(abs(h - w) <= slack for h, w in zip(have, (left, bottom, right, top), strict=True))


def _plain(stream: pikepdf.Stream) -> bool:
    if stream.get("/Subtype") != pikepdf.Name.Image or stream.get("/ImageMask", False):
        return False
    if any(key in stream for key in ("/SMask", "/Mask", "/Decode")):
        return False
    if _filter(stream) not in (pikepdf.Name.DCTDecode, pikepdf.Name.CCITTFaxDecode, pikepdf.Name.FlateDecode):
        return False
    space = stream.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and space[0] == pikepdf.Name.ICCBased:
        return int(space[1].get("/N", 0)) in (1, 3)
    return space in (pikepdf.Name.DeviceGray, pikepdf.Name.DeviceRGB)


def _filter(stream: pikepdf.Stream) -> object:
    """The stream's only filter, written alone or as a list of one."""
    told = stream.get("/Filter")
    return told[0] if isinstance(told, pikepdf.Array) and len(told) == 1 else told
