"""Errors of recognition that German office mail makes certain: the paragraph sign, dashes, raised figures.

Rules look at whole words of one line and at their neighbours, and act only where the other reading is no German.
A word stays one word, so its box stays true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIGNS = dict.fromkeys(("$", "S", "8", "&", "5", "3"), "§") | dict.fromkeys(("$$", "SS", "88", "8$", "$8"), "§§")
_CERTAIN = frozenset(("$", "$$", "8$", "$8"))
_SECTION = re.compile(r"\d{1,4}[a-z]?[.,;:)]?")
_LAW = re.compile(r"(?!EUR)\(?(?:[A-ZÄÖÜ][A-Za-zäöüß]+(?:G|GB|O|V)|AO|GG)[.,;:)]*")  # HBO, BauGB, VwVfG; not EUR, LKW
_PART = re.compile(r"Abs\.|Absatz|Satz|Nr\.|Ziffer|Ziff\.|Buchst\.|lit\.|ff?\.?")
_LEADING = re.compile(
    r"nach|gemäß|gem\.|den|des|der|aus|in|im|zum?|mit|von|auf|i\.V\.m\.|V\.|m\.|laut|und", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_JOINED = re.compile(r"(\(?)\$(\d{1,4}[a-z]?[.,;:)]?)")
_SQUARE = re.compile(r"(\(?(?:\d+(?:[.,]\d+)*)?|\S*€/)([kcdm]?m)([2?’”\"*°])([.,;:)]*)")


def corrected(words: Sequence[str]) -> list[str]:
    """The words of one line, as many as before."""
    found = list(words)
    for at, word in enumerate(words):
        bracket, sign = ("(", word[1:]) if word.startswith("(") else ("", word)
        if sign in _SIGNS and _is_section(found, at, sign, bool(bracket)):
            found[at] = bracket + _SIGNS[sign]
        elif joined := _JOINED.fullmatch(word):
            found[at] = f"{joined[1]}§{joined[2]}"
        elif word == "—" or (word in ("-", "−") and 0 < at < len(words) - 1):
            found[at] = "–"  # German has no long dash, and a hyphen alone only as the mark of a list
        elif (square := _SQUARE.fullmatch(word)) and _is_square(square, found, at):
            found[at] = f"{square[1]}{square[2]}²{square[4]}"
    return found


def _is_section(words: Sequence[str], at: int, sign: str, bracketed: bool) -> bool:
    """``$ 6 Abs. 10 HBO``: a number follows. A sign that is a word of its own right (``S``, ``8``) also needs the name
    of a law right after the number; or a part of a section there, or a law a little further on, and before it a
    bracket or a word that leads to a section."""
    if at + 1 >= len(words) or not _SECTION.fullmatch(words[at + 1]):
        return False
    if sign in _CERTAIN:
        return True
    law_next, *laws = (bool(_LAW.fullmatch(word)) for word in (*words[at + 2 : at + 5], ""))
    if law_next:
        return True
    led = bracketed or (at > 0 and _LEADING.fullmatch(words[at - 1].strip("(")) is not None)
    return led and (any(laws) or (at + 2 < len(words) and _PART.fullmatch(words[at + 2]) is not None))


def _is_square(square: re.Match[str], words: Sequence[str], at: int) -> bool:
    """A number or a price stands before the unit, and a question mark does not end a question."""
    counted = square[1].strip("(") or (at > 0 and _NUMBER.fullmatch(words[at - 1].strip("(")))
    goes_on = square[4] or (at + 1 < len(words) and words[at + 1][:1].islower())
    return bool(counted and (square[3] != "?" or goes_on))
