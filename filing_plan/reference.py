"""File numbers (Aktenzeichen): ``MIC 610-0007/2025-03`` is town, position, running number, year and, optionally, case.

A file number is never a key: it is frozen when the dossier is opened and stays findable for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

TOWNS = ("MIC", "ERB", "OBZ", "BRO", "SCH")
"""Short names of the towns in a file number; SCH is the sandbox (Schulung)."""

_STRICT = re.compile(
    r"(?P<town>[A-Z]{3}) (?P<position>\d{1,6})-(?P<running>\d{4,9})/(?P<year>\d{4})(?:-(?P<case>\d{2,6}))?", re.ASCII
)
_DIGIT = "[0-9OoQIl|]"
_DASH = r"\s?[-\u2010-\u2015\u2212~_]\s?"
_LOOSE = re.compile(
    rf"(?<![^\W_])(?P<town>[A-Za-z0-9]{{3}})[\s:.]{{0,3}}(?P<position>{_DIGIT}{{1,6}}){_DASH}"
    rf"(?P<running>{_DIGIT}{{4,9}})\s?[/⁄∕]\s?(?P<year>{_DIGIT}{{4}})(?:{_DASH}(?P<case>{_DIGIT}{{2,6}}))?(?![^\W_])"
)
_AS_DIGITS = str.maketrans("OoQIl|", "000111")
_AS_LETTERS = str.maketrans("018", "OIB")


class FileNumberError(ValueError):
    """Not a file number; ``part`` names what is wrong: form, town, running, year or case."""

    def __init__(self, part: str, text: str) -> None:
        self.part = part
        super().__init__(f"{text!r} is no file number ({part}); expected e.g. 'MIC 610-0007/2025' or '...-03'")


@dataclass(frozen=True, slots=True)
class FileNumber:
    """``str()`` gives the printed form, at least four digits for the running number and two for the case."""

    town: str
    position: str
    running: int
    year: int
    case: int | None = None

    def __post_init__(self) -> None:
        """:raises FileNumberError: for parts no file number can have."""
        if not (re.fullmatch(r"[A-Z]{3}", self.town) and self.town.isascii()):
            raise FileNumberError("town", self.town)
        if not (self.position.isascii() and self.position.isdigit() and len(self.position) <= 6):
            raise FileNumberError("position", self.position)
        if not 1 <= self.running <= 999_999_999:
            raise FileNumberError("running", str(self.running))
        if not 1000 <= self.year <= 9999:
            raise FileNumberError("year", str(self.year))
        if self.case is not None and not 1 <= self.case <= 999_999:
            raise FileNumberError("case", str(self.case))

    def __str__(self) -> str:
        case = "" if self.case is None else f"-{self.case:02d}"
        return f"{self.town} {self.position}-{self.running:04d}/{self.year}{case}"

    @property
    def dossier(self) -> FileNumber:
        """The dossier's number, without the case."""
        return replace(self, case=None)

    @classmethod
    def parse(cls, text: str) -> FileNumber:
        """The printed form, exactly; surrounding blanks are allowed.

        :raises FileNumberError: that says which part is wrong."""
        match = _STRICT.fullmatch(text.strip())
        if match is None:
            raise FileNumberError("form", text)
        number = _number(match)
        if str(number) != match[0]:  # 00007 for 0007: two spellings of one number would be two numbers to a reader
            raise FileNumberError("form", text)
        return number


def _number(match: re.Match[str]) -> FileNumber:
    case = int(match["case"]) if match["case"] else None
    return FileNumber(match["town"], match["position"], int(match["running"]), int(match["year"]), case)


def find_file_numbers(text: str, towns: tuple[str, ...] = TOWNS) -> list[FileNumber]:
    """File numbers of these towns in running text, each once, in order of appearance.

    Meant for recognised pages: extra blanks, other dashes, lower case and the usual confusions of letters and
    digits (O/0, I/l/1, B/8) are forgiven; the town must be a known one, which keeps foreign references out."""
    found = dict.fromkeys(number for match in _LOOSE.finditer(text) for number in _read_loosely(match, towns))
    return list(found)


def _read_loosely(match: re.Match[str], towns: tuple[str, ...]) -> Iterator[FileNumber]:
    town = match["town"].upper()
    town = town if town in towns else town.translate(_AS_LETTERS)
    if town not in towns:
        return
    parts = {name: (match[name] or "").translate(_AS_DIGITS) for name in ("position", "running", "year", "case")}
    try:
        case = int(parts["case"]) if parts["case"] else None
        yield FileNumber(town, parts["position"], int(parts["running"]), int(parts["year"]), case)
    except FileNumberError:
        return
