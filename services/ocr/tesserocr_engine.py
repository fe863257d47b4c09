"""OcrEngine by the ``tesserocr`` wheel (default): the API stays open, so a page costs no start and no encoding."""

from __future__ import annotations

import tesserocr

from services.ocr import hocr, tessdata
from shared.errors import Transient
from shared.ports import PageImage, ReadLine

_MIN_ORIENTATION = 1.0  # Tesseract's own measure; below it the guess is a coin toss


class TesserocrEngine:
    """Tesseract inside this process. Not thread-safe."""

    name = "tesserocr"

    def __init__(self, language: str, data: str | None) -> None:
        self._language = language
        self._folder = str(tessdata.folder(data, language))
        self._api = self._open(language, tesserocr.PSM.AUTO)
        self._osd: tesserocr.PyTessBaseAPI | None = None

    def _open(self, language: str, mode: int) -> tesserocr.PyTessBaseAPI:
        try:
            return tesserocr.PyTessBaseAPI(path=self._folder, lang=language, psm=mode)
        except RuntimeError as error:
            raise Transient(f"tesserocr: {error}") from None

    def settings(self) -> str:
        version = tesserocr.tesseract_version().split("\n")[0]
        return f"tesserocr {tesserocr.__version__}, {version}, {self._language}"

    def recognise(self, page: PageImage) -> tuple[ReadLine, ...]:
        api = self._api
        _show(api, page)
        try:
            if not api.Recognize():
                raise Transient("tesserocr: no recognition")
            return hocr.lines(api.GetHOCRText(0))
        except RuntimeError as error:
            raise Transient(f"tesserocr: {error}") from None
        finally:
            api.Clear()

    def orientation(self, page: PageImage) -> int | None:
        try:
            self._osd = self._osd or self._open("osd", tesserocr.PSM.OSD_ONLY)
        except Transient:
            return None  # the model of orientation is a package of its own and may be absent
        _show(self._osd, page)
        found = self._osd.DetectOrientationScript()
        self._osd.Clear()
        if not found or found["orient_conf"] < _MIN_ORIENTATION:
            return None
        return int(360 - found["orient_deg"]) % 360

    def close(self) -> None:
        self._api.End()
        if self._osd is not None:
            self._osd.End()


def _show(api: tesserocr.PyTessBaseAPI, page: PageImage) -> None:
    api.SetImageBytes(page.grey, page.width, page.height, 1, page.width)
    api.SetSourceResolution(page.dpi)
