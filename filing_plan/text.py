"""Folding German words so that spellings of one word meet. Pure functions, no dictionary."""

from __future__ import annotations

import re
import unicodedata

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ſ": "s", "æ": "ae", "ø": "oe"})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, ä/ö/ü as ae/oe/ue, ß as ss, accents off: 'Bücherei' and 'BUECHEREI' become the same."""
    composed = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    if composed.isascii():
        return composed
    plain = "".join(c for c in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(c))
    return plain.lower().translate(_FOLD)  # 'ℌ' is small only when taken apart


def folded_words(text: str) -> tuple[str, ...]:
    """The folded words of ``text``: runs of letters and digits, in order."""
    return tuple(_WORD.findall(fold(text)))
