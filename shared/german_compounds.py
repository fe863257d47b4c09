"""Compounds into parts: dynamic programming over the modifiers and heads of the lexicon.

Words the lexicon knows are divided where it says, and only there; an unknown word takes the cheapest way that covers
it. Where only one end is known ('Strößingerweg', a part that OCR damaged), the parts are *weak*.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

from shared.lexicon import NEVER, Entry, Lexicon, costs

_PART = 1.0  #: each further part costs, so that few long parts win
_GOOD, _DOUBTFUL = 6.6, 8.2  #: mean cost of a part up to which a division is sure; is taken at all
_LONGEST = 26


class Division(NamedTuple):
    """Lemma keys of the parts, first to last; ``sure`` says whether the lexicon backs all of them; ``pieces`` are the
    parts as spelt."""

    parts: tuple[str, ...]
    sure: bool
    pieces: tuple[str, ...]

    def spans(self) -> list[tuple[str, bool]]:
        """Every run of neighbouring parts but the whole, joined, and whether it is at the end."""
        n = len(self.parts)
        return [("".join(self.parts[i:j]), j == n) for i in range(n) for j in range(i + 1, n + 1) if j - i < n]

    def spelt(self) -> list[str]:
        """The same runs as spelt."""
        n = len(self.pieces)
        return ["".join(self.pieces[i:j]) for i in range(n) for j in range(i + 1, n + 1) if j - i < n]

    def whole(self) -> str:
        return "".join(self.parts)


def _division(found: list[tuple[str, str]], sure: bool) -> Division:
    return Division(tuple(part for part, _ in found), sure, tuple(piece for _, piece in found))


def divide(lexicon: Lexicon, word: str, entry: Entry | None) -> Division | None:
    """The parts of a folded word, or None where it is one piece."""
    if entry is not None and (entry.nouns or entry.others):
        if not entry.cut:
            return None
        found = _flatten(lexicon, word, entry, last=True)
        return _division(found, True) if len(found) > 1 else None
    if not 6 <= len(word) <= 60 or not word.isalpha():
        return None
    return _cheapest(lexicon, word) or _one_end(lexicon, word)


def _flatten(lexicon: Lexicon, word: str, entry: Entry | None, *, last: bool) -> list[tuple[str, str]]:
    """(lemma key, as spelt) of each part."""
    if entry is None:
        return [(word, word)]
    if entry.cut:
        front, rest = word[: entry.cut], word[entry.cut :]
        return _flatten(lexicon, front, lexicon.get(front), last=False) + _flatten(
            lexicon, rest, lexicon.get(rest), last=last
        )
    if last:
        return [((entry.nouns or entry.others or (word,))[0], word)]
    base = entry.base or (entry.nouns or entry.others or (word,))[0]
    if base != word:
        for form in (base, f"{base}e"):
            inner = lexicon.get(form)
            if inner is not None and inner.cut:
                parts = _flatten(lexicon, form, inner, last=True)
                link = word[len(form) :] if word.startswith(form) else ""
                return [*parts[:-1], (parts[-1][0], parts[-1][1] + link)]
    return [(base, word)]


def _cheapest(lexicon: Lexicon, word: str) -> Division | None:
    n = len(word)
    best: list[float] = [0.0] + [NEVER] * n
    came = [0] * (n + 1)
    for start in range(n - 2):
        if best[start] >= NEVER:
            continue
        for end in range(start + 3, min(n, start + _LONGEST) + 1):
            if (end == n and start == 0) or n - 3 < end < n:
                continue
            value = lexicon.raw(word[start:end])
            if value is None:
                continue
            cost = best[start] + costs(value)[1 if end == n else 0] + _PART
            if cost < best[end]:
                best[end], came[end] = cost, start
    if best[n] >= NEVER:
        return None
    borders = [n]
    while borders[-1]:
        borders.append(came[borders[-1]])
    borders.reverse()
    mean = best[n] / (len(borders) - 1) - _PART
    if mean > _DOUBTFUL:
        return None
    parts: list[tuple[str, str]] = []
    for start, end in itertools.pairwise(borders):
        piece = word[start:end]
        parts += _flatten(lexicon, piece, lexicon.get(piece), last=end == n)
    return _division(parts, mean <= _GOOD)


def _one_end(lexicon: Lexicon, word: str) -> Division | None:
    """Only the end or only the beginning is a word: the longest end, else the longest beginning."""
    n = len(word)
    for start in range(4, n - 2):
        value = lexicon.raw(word[start:])
        if value is not None and costs(value)[1] <= 4.4 + 0.2 * (n - start):
            rest = word[start:]
            front = word[:start]
            return _division([(front, front), *_flatten(lexicon, rest, lexicon.get(rest), last=True)], False)
    for end in range(n - 3, 4, -1):
        value = lexicon.raw(word[:end])
        if value is not None and costs(value)[0] <= 3.0 + 0.2 * end:
            front = word[:end]
            rest = word[end:]
            return _division([*_flatten(lexicon, front, lexicon.get(front), last=False), (rest, rest)], False)
    return None
