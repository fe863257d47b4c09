"""OcrEngine by ``pytesseract`` (by setting, or where no wheel of tesserocr fits): one process a page."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytesseract

from services.ocr import hocr, tessdata
from shared.errors import Transient
from shared.ports import PageImage, ReadLine

_MIN_ORIENTATION = 1.0


class PytesseractEngine:
    """Tesseract's program, called once a page for everything: text, boxes, confidence and baselines are hOCR."""

    name = "pytesseract"

    def __init__(self, language: str, data: str | None) -> None:
        self._language = language
        self._folder = tessdata.folder(data, language)
        self._scratch = tempfile.TemporaryDirectory(prefix="pytesseract-")

    def settings(self) -> str:
        return f"pytesseract {pytesseract.get_tesseract_version()}, {self._language}"

    def recognise(self, page: PageImage) -> tuple[ReadLine, ...]:
        options = f"--dpi {page.dpi} --psm 3 --tessdata-dir {self._folder}"
        try:
            answer = pytesseract.image_to_pdf_or_hocr(
                str(self._write(page)), lang=self._language, config=options, extension="hocr"
            )
        except (pytesseract.TesseractError, OSError) as error:
            raise Transient(f"pytesseract: {error}") from None
        return hocr.lines(answer.decode() if isinstance(answer, bytes) else answer)

    def orientation(self, page: PageImage) -> int | None:
        options = f"--dpi {page.dpi} --tessdata-dir {self._folder}"
        try:
            found = pytesseract.image_to_osd(
                str(self._write(page)), config=options, output_type=pytesseract.Output.DICT
            )
        except (pytesseract.TesseractError, OSError):
            return None  # too few letters, or no model of orientation: Tesseract makes no difference
        if float(found["orientation_conf"]) < _MIN_ORIENTATION:
            return None
        return int(found["rotate"]) % 360

    def _write(self, page: PageImage) -> Path:
        """Portable grey map: a head of one line before the pixels, so nothing is encoded."""
        path = Path(self._scratch.name) / "page.pgm"
        path.write_bytes(b"P5 %d %d 255\n" % (page.width, page.height) + page.grey)
        return path

    def close(self) -> None:
        self._scratch.cleanup()
