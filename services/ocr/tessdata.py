"""Where Tesseract's language data lies: Debian's, by path, so that both engines read with the same model."""

from __future__ import annotations

from pathlib import Path

from shared.errors import Transient

_PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")


def folder(chosen: str | None, language: str) -> Path:
    """The folder that holds every model of ``language`` (``deu`` or ``deu+eng``).

    Raises ``Transient`` where there is none: the operator installs the package and reading goes on.
    """
    places = [Path(chosen)] if chosen else [Path(place) for place in _PLACES]
    for place in places:
        if all((place / f"{part}.traineddata").is_file() for part in language.split("+")):
            return place
    raise Transient(f"no Tesseract model for {language}")
