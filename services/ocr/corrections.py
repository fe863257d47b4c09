"""Errors of recognition that German office mail makes certain: the paragraph sign, dashes, raised figures.

Rules look at whole words of one line and at their neighbours, and act only where the other reading is no German.
A word stays one word, so its box stays true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LIKE_PARAGRAPH = dict.fromkeys(("$", "S", "8", "&", "5"), "§") | dict.fromkeys(("$$", "SS", "88", "8$", "$8"), "§§")
_CERTAIN = frozenset(("$", "$$", "8$", "$8"))
_SECTION = re.compile(r"\d{1,4}[a-z]?[.,;:)]?")
_LAW = re.compile(r"\(?[A-ZÄÖÜ][A-Za-zäöüÄÖÜß]*[A-ZÄÖÜ][A-Za-z]{0,3}[.,;:)]*")  # HBO, BauGB, VwVfG, HGO
_PART = re.compile(r"Abs\.|Absatz|Satz|Nr\.|Ziffer|Ziff\.|Buchst\.|lit\.|ff?\.?|der|des")
_LEADING = re.compile(r"nach|gemäß|gem\.|des|der|aus|in|im|zum?|mit|von|auf|i\.V\.m\.|V\.|m\.|laut|und")
_AHEAD = 6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_JOINED = re.compile(r"\$(\d{1,4}[a-z]?[.,;:)]?)")
_UNIT = re.compile(r"(\(?(?:\d+(?:[.,]\d+)*)?)([kcdm]?m)([?’”\"*°])([.,;:)]*)")


def corrected(words: Sequence[str]) -> list[str]:
    """The words of one line, as many as before."""
    found = list(words)
    for at, word in enumerate(words):
        if word in _LIKE_PARAGRAPH and _is_section(found, at):
            found[at] = _LIKE_PARAGRAPH[word]
        elif joined := _JOINED.fullmatch(word):
            found[at] = "§" + joined[1]
        elif word in ("-", "—", "−") and _is_dash(found, at):
            found[at] = "–"
        elif (unit := _UNIT.fullmatch(word)) and _is_square(unit, found, at):
            found[at] = f"{unit[1]}{unit[2]}²{unit[4]}"
    return found


def _is_section(words: Sequence[str], at: int) -> bool:
    """``$ 6 Abs. 10 HBO``: a number follows, and then a part of a section or the name of a law. What is a word of its
    own right (``S``, ``8``) also needs a word before it that leads to a section."""
    if at + 1 >= len(words) or not _SECTION.fullmatch(words[at + 1]):
        return False
    sign = words[at]
    after = words[at + 2 : at + 2 + _AHEAD]
    legal = any(_PART.fullmatch(word) or _LAW.fullmatch(word) for word in after)
    if sign in _CERTAIN:
        return True
    return legal and at > 0 and _LEADING.fullmatch(words[at - 1].strip("(")) is not None


def _is_dash(words: Sequence[str], at: int) -> bool:
    """Between two words; a hyphen that begins a line is a list."""
    return 0 < at < len(words) - 1 and not _NUMBER.fullmatch(words[at - 1])


def _is_square(unit: re.Match[str], words: Sequence[str], at: int) -> bool:
    """A number stands before the unit, and a question mark does not end a question."""
    counted = unit[1].strip("(") or (at > 0 and _NUMBER.fullmatch(words[at - 1].strip("(")))
    goes_on = unit[4] or (at + 1 < len(words) and words[at + 1][:1].islower())
    return bool(counted and (unit[3] != "?" or goes_on))
