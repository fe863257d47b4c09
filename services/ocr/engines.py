"""The one open OCR engine of this parser child."""

from __future__ import annotations

from services.ocr.child_config import ChildConfig
from shared.ports import OcrEngine

_open: dict[str, OcrEngine] = {}


def engine(config: ChildConfig) -> OcrEngine:
    """The engine of the settings, opened on first use. Raises ``Transient`` where it cannot be opened."""
    if config.engine not in _open:
        _open[config.engine] = _start(config)
    return _open[config.engine]


def _start(config: ChildConfig) -> OcrEngine:
    match config.engine:
        case "pytesseract":
            from services.ocr.pytesseract_engine import PytesseractEngine

            return PytesseractEngine(config.language, config.tessdata)
        case _:
            from services.ocr.tesserocr_engine import TesserocrEngine

            return TesserocrEngine(config.language, config.tessdata)
