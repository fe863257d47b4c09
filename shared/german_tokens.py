"""From text to tokens: words as printed, and the numbers of an office (dates, amounts, IBAN, references, telephones).

Offsets always point into the text as given, whatever was joined or left out on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from filing_plan.text import fold

SOFT = "\u00ad"
HYPHENS = "-\u2010\u2011"
# A run of letters and digits. A word divided at a line end is one word, unless the next line goes on with
# 'und'/'oder' (then the hyphen stands for a left-out part) or with a capital (then the hyphen is its own).
_SEAM_PATTERN = rf"[{HYPHENS}¬]{SOFT}*[ \t]*\r?\n[ \t]*"
_WORD = re.compile(
    rf"[^\W_]+(?:{SOFT}+[^\W_]+|{_SEAM_PATTERN}(?!(?:und|oder|bzw|sowie|als|wie)\b)(?=[a-zäöüß])[^\W_]+)*"
    r"(?:[*:_·/]-?innen\b|/-?in\b)?"
)
_SEAM = re.compile(rf"{SOFT}+|{_SEAM_PATTERN}")
_GENDER = re.compile(r"[*:_·/]-?(?=inn?)")
# A part left out: 'Grund- und Gewerbesteuer', 'Haus-, Hof- und Grundbesitz'.
_ELLIPSIS = re.compile(
    rf"([^\W\d_]{{3,}})[{HYPHENS}],?\s+(?:[^\W\d_]{{3,}}[{HYPHENS}],?\s+)*(?:und|oder|bzw\.|sowie|u\.)\s+([^\W\d_]{{5,}})"
)
_MONTHS = "januar februar maerz april mai juni juli august september oktober november dezember"
_MONTH_NO = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH_NO |= {name[:3]: number for name, number in _MONTH_NO.items()}
_MONTH_NO |= {"sept": 9, "jaenner": 1, "feber": 2, "mrz": 3}
_MONTH = (
    "(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|Maerz|Mrz|Apr(?:il)?|Mai|Juni?|Juli?"
    "|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)"
)
_NUMBER = re.compile(
    r"(?P<iban>\b[A-Z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,3})?\b)"
    rf"|(?P<day>\b\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.\s?|(?P<name>{_MONTH})\.?\s+)(?P<year>(?:19|20)\d\d|\d\d)\b"
    r"|(?P<iso>\b(?:19|20)\d\d-[01]\d-[0-3]\d\b)"
    rf"|\b(?P<mname>{_MONTH})\.?\s+(?P<myear>(?:19|20)\d\d)\b"
    r"|(?P<amount>\b\d{1,3}(?:[.\u00a0\u202f']\d{3})+(?:,\d{1,3})?(?![\d/-])|\b\d+,\d+(?![\d/-]))"
    r"|(?P<phone>(?:\+\d{2}\s?(?:\(0\)\s?)?|\b0)\d{2,5}\)?[ /\u2013-]{1,3}\d(?:[ -]?\d){2,12}\b)"
    r"|(?P<ref>\b[^\W_]+(?:[-/._:][^\W_]+)+(?<!\.))",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")


class Token(NamedTuple):
    """A word at ``text[start:end]``; ``raw`` is it as printed, joined; ``opening``: it begins a sentence or line."""

    start: int
    end: int
    raw: str
    opening: bool
    glued: bool  # a hyphen and nothing else stands between it and the token before


class Number(NamedTuple):
    """A composite at ``text[start:end]``; ``terms`` are all its keys, ``sharp`` those that mean exactly it."""

    start: int
    end: int
    sharp: tuple[str, ...]
    terms: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """Every word of ``text`` in order."""
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        raw = match.group()
        if not raw.isalnum():
            raw = _GENDER.sub("", _SEAM.sub("", raw))
        gap = text[last:start]
        glued = len(gap) == 1 and gap in HYPHENS and last > 0
        yield Token(start, end, raw, gap != " " and (last == 0 or _opens(gap)), glued)
        last = end


def _opens(gap: str) -> bool:
    return any(c in gap for c in ".!?:\n\u201e\u2022")


def ellipses(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, front, whole) for each part left out: 'Grund- und Gewerbesteuer' gives Grund, Gewerbesteuer."""
    for match in _ELLIPSIS.finditer(text):
        yield match.start(1), match.end(1), match.group(1), match.group(2)


def numbers(text: str) -> Iterator[Number]:
    """Dates, amounts, IBAN, telephone numbers and references, each with its keys (all begin with ``#``)."""
    if not _DIGIT.search(text):
        return
    for match in _NUMBER.finditer(text):
        found = _keys(match)
        if found:
            yield Number(match.start(), match.end(), *found)


def _keys(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    group = match.lastgroup
    whole = match.group()
    if match["iban"] or match["phone"]:
        digits = "".join(c for c in fold(whole).replace("(0)", "") if c.isalnum())
        joined = f"#{digits}" if match["iban"] else f"#t{_national(digits, whole)}"
        return (joined,), (joined, *_spans(whole))
    if match["day"] or match["iso"]:
        return _date(match)
    if match["mname"]:
        key = f"#m{match['myear']}{_month(match['mname']):02d}"
        return (key,), (key,)
    if group == "amount":
        amount = "".join(c for c in whole if c.isdigit() or c == ",").replace(",", ".")
        plain = amount.split(".")[0]
        rounded = amount.rstrip("0").rstrip(".") if "." in amount else amount
        return (f"#{rounded}",), (f"#{rounded}", f"#{plain}")
    if not _DIGIT.search(whole):
        return None
    spans = _spans(whole)
    return (spans[0],), tuple(spans)


def _national(digits: str, whole: str) -> str:
    return digits[2:] if whole.startswith("+") else digits.lstrip("0")


def _month(name: str) -> int:
    folded = fold(name)
    return _MONTH_NO.get(folded) or _MONTH_NO[folded[:3]]


def _date(match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        day, year = int(match["day"]), int(match["year"])
        month = int(match["month"]) if match["month"] else _month(match["name"])
        year += 0 if year > 99 else 2000 if year < 50 else 1900
    if not (1 <= day <= 31 and 1 <= month <= 12):
        spans = _spans(match.group())
        return (spans[0],), tuple(spans)
    key = f"#d{year}{month:02d}{day:02d}"
    return (key,), (key, f"#m{year}{month:02d}")


def _spans(whole: str) -> list[str]:
    """Every run of pieces, longest first, joined by '-', with and without leading zeros."""
    pieces = _PIECE.findall(fold(whole))[:7]
    found: dict[str, None] = {}
    for length in range(len(pieces), 0, -1):
        for first in range(len(pieces) - length + 1):
            run = pieces[first : first + length]
            if length > 1 or any(map(str.isdigit, run[0])):
                found["#" + "-".join(run)] = None
                found["#" + "-".join(piece.lstrip("0") or "0" for piece in run)] = None
    return list(found)


def plain_number(folded: str) -> tuple[str, ...]:
    """Keys of a number that stands alone: '00219' is 219 too, a long one may be a telephone number."""
    stripped = folded.lstrip("0") or "0"
    keys = (f"#{folded}",) if stripped == folded else (f"#{folded}", f"#{stripped}")
    return (*keys, f"#t{stripped}") if len(folded) >= 7 else keys
