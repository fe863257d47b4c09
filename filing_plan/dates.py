"""The date of a letter, found in its text. Pure; the oldest year that is believed is 1900."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_DAY = re.compile(
    r"(?<![\d.])(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?P<d>\d{1,2})\s?[.,]\s?(?:(?P<m>\d{1,2})\s?[.,]\s?|(?P<name>[A-Za-zäÄ]{3,9})\.?\s+)(?P<y>(?:19|20)\d\d|\d\d)(?![\d.]*\d))"
)
_LABEL = re.compile(r"\b(datum|gesendet|date|rechnungsdatum)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(geb\.?|geboren(\s+am)?|vom|v\.|seit|bis|zum|am|ab|fällig|eingang|eingegangen|frist|und|zw\.)\W*$", re.IGNORECASE
)
_PLACE = re.compile(r"^\W*[A-ZÄÖÜ][\w.\-/ ()]{2,40},?\s+(den\s+|im\s+)?$")


def find_day(head: Sequence[str], lines: Sequence[str]) -> date | None:
    """The letter's date: labelled, after a place ('Erbach, den ...'), alone in its line, or the first in the head;
    else after a place anywhere (a date beside the signature). Dates after 'vom', 'geb.' and the like are others'."""
    found = [(rank, i, day) for i, line in enumerate(head) for rank, day in _ranked(line)]
    if found:
        return min(found)[2]
    return next((day for line in lines for rank, day in _ranked(line) if rank <= 2), None)


def _ranked(line: str) -> Iterator[tuple[int, date]]:
    """Dates of a line, each with how sure it is the letter's own (0 is best)."""
    for match in _DAY.finditer(line):
        day, before = _date(match), line[: match.start()]
        if day is None or _ELSEWHERE.search(before):
            continue
        if _LABEL.search(before):
            yield 0, day
        elif _PLACE.search(before):
            yield 1, day
        elif len(line) - len(match[0]) <= 4:
            yield 2, day
        else:
            yield 3, day


def _date(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        name = (match["name"] or "").lower().replace("maerz", "märz").replace("marz", "märz")
        month = int(match["m"]) if match["m"] else _MONTHS.index(name[:3]) + 1
        year = int(match["y"])
        return date(year if year > 99 else 2000 + year, month, int(match["d"]))
    except ValueError:
        return None
