"""Verb ``archive``: the archive rendition (Archivfassung), PDF/A-2b with invisible text, without Ghostscript.

A scan keeps its image streams; a PDF with text is made conformant as it is where the validator agrees, and drawn
anew with its text invisible where it does not. What is signed or encrypted is never rewritten. Nothing is written
that pikepdf's validator has not passed; the tests ask veraPDF as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pypdfium2 as pdfium
from PIL import Image, ImageChops

from services.ocr import image_pdf, pdf_file
from services.ocr.child_config import Answer, ChildConfig
from services.ocr.invisible_text import TextLayer
from services.ocr.page_text import LayerWord, unpack_layer
from shared.errors import Unreadable
from shared.media_types import PDF

FLAVOUR = "2b"
_DRAWN_DPI = 200
_MOST_DRAWN = 20_000_000  # pixels of a page drawn anew
_PAGES_A_PART = 8
"""Pages held in memory at once while a file is put together from images."""


def archive(config: ChildConfig, args: dict[str, Any]) -> Answer:
    """``args``: ``path``, ``media_type``, ``page_count``, ``layers`` (folder with ``<page>.json.z``, missing for pages
    without text) and ``out`` (file to write). Data: ``reason``, None when the file was written, else ``signed``,
    ``encrypted`` or ``not_archivable``. Raises ``Unreadable``."""
    path, out, layers = Path(args["path"]), Path(args["out"]), _Layers(Path(args["layers"]))
    scratch = out.with_suffix(".parts")
    scratch.mkdir(mode=0o700)
    if args["media_type"] == PDF:
        return Answer({"reason": _from_pdf(path, out, layers, scratch)})
    for plain in (False, True):  # anew where a colour profile or a stream is not what PDF/A takes
        parts = (_images(path, numbers, layers, config, plain) for numbers in _parts(args["page_count"]))
        reason = _joined(parts, out, scratch)
        if reason is None:
            break
    return Answer({"reason": reason})


class _Layers:
    """The kept layers of the pages, read one at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def words(self, page_no: int, also_own: bool) -> Iterator[LayerWord]:
        """What to lay under page ``page_no``; its own words only where they get lost by drawing."""
        path = self._folder / f"{page_no:05d}.json.z"
        if path.is_file():
            yield from (word for word in unpack_layer(path.read_bytes()) if also_own or not word.own)


def _from_pdf(path: Path, out: Path, layers: _Layers, scratch: Path) -> str | None:
    try:
        with pikepdf.open(path) as pdf:
            if pdf_file.signed(pdf):
                return "signed"
            if pdf.is_encrypted:
                return "encrypted"
            count = len(pdf.pages)
            layer = TextLayer(pdf)
            for number, page in enumerate(pdf.pages, start=1):
                layer.add(page, layers.words(number, also_own=False))
            _strip(pdf)
            if _saved(pdf, out):
                return None
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError as error:
        raise Unreadable("damaged", str(error)) from None
    parts = (_drawings(path, numbers, layers) for numbers in _parts(count))
    return _joined(parts, out, scratch)


def _strip(pdf: pikepdf.Pdf) -> None:
    """What PDF/A forbids and no reader misses: actions on opening, checksums of the producer, thumbnails of another
    program's making."""
    for key in ("/OpenAction", "/AA", "/PieceInfo"):
        if key in pdf.Root:
            del pdf.Root[key]
    if "/DocChecksum" in pdf.trailer:
        del pdf.trailer["/DocChecksum"]


def _saved(pdf: pikepdf.Pdf, out: Path) -> bool:
    """Prepared, written and validated; False (and no file) where the validator does not agree."""
    try:
        pikepdf.pdfa.save(pdf, out, FLAVOUR)
    except pikepdf.pdfa.PdfaError:
        return False
    return True


def _parts(count: int) -> Iterator[range]:
    return (range(first, min(count, first + _PAGES_A_PART - 1) + 1) for first in range(1, count + 1, _PAGES_A_PART))


def _images(path: Path, numbers: range, layers: _Layers, config: ChildConfig, plain: bool) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    layer = TextLayer(pdf)
    for number in numbers:
        layer.add(image_pdf.add_page(pdf, path, number, config, plain), layers.words(number, also_own=False))
    return pdf


def _drawings(path: Path, numbers: range, layers: _Layers) -> pikepdf.Pdf:
    """Pages drawn anew by PDFium; their own words become invisible ones."""
    pdf = pikepdf.new()
    layer = TextLayer(pdf)
    document = pdfium.PdfDocument(path)
    try:
        if document.get_formtype():
            document.init_forms()
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_DRAWN_DPI / 72, (_MOST_DRAWN / max(1.0, width * height)) ** 0.5)
            stream = _smaller(pdf, page.render(scale=scale).to_pil().convert("RGB"))
            page.close()
            layer.add(image_pdf.add_picture(pdf, stream, width, height), layers.words(number, also_own=True))
    except pdfium.PdfiumError as error:
        raise Unreadable("damaged", str(error)) from None
    finally:
        document.close()
    return pdf


def _smaller(pdf: pikepdf.Pdf, picture: Image.Image) -> pikepdf.Stream:
    """Print compresses better without loss, photographs much better with a little of it."""
    grey = picture.convert("L")
    if ImageChops.difference(grey.convert("RGB"), picture).getbbox() is None:
        picture = grey
    exact, photograph = image_pdf.encoded(pdf, picture), image_pdf.photograph(pdf, picture)
    return exact if len(exact.read_raw_bytes()) <= 2 * len(photograph.read_raw_bytes()) else photograph


def _joined(parts: Iterator[pikepdf.Pdf], out: Path, scratch: Path) -> str | None:
    """The parts, each written to disk before the next is made, as one file."""
    files: list[Path] = []
    for part in parts:
        with part:
            files.append(scratch / f"{len(files):05d}.pdf")
            part.save(files[-1])
    opened = [pikepdf.open(file) for file in files]
    try:
        with pikepdf.new() as pdf:
            for source in opened:
                pdf.pages.extend(source.pages)
            return None if _saved(pdf, out) else "not_archivable"
    finally:
        for source in opened:
            source.close()
