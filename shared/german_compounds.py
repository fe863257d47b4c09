"""Compounds into parts: dynamic programming over the modifiers and heads of the lexicon.

Words the lexicon knows are divided where it says, and only there; an unknown word takes the cheapest way that covers
it. Where only one end is known ('Strößingerweg', a part that OCR damaged), the parts are *weak*.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from shared.lexicon import NEVER, Entry, Lexicon, costs

_PART = 1.0  #: each further part costs, so that few long parts win
_GOOD, _DOUBTFUL = 7.2, 8.6  #: mean cost of a part up to which a division is sure; is taken at all
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
    best, came = _ways(lexicon, word)
    return _whole(lexicon, word, best, came) or _one_end(lexicon, word, best, came)


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


def _ways(lexicon: Lexicon, word: str) -> tuple[list[float], list[int]]:
    """For each place in the word: the cheapest way to get there by modifiers (to its end: by a head), and the place
    its last part begins."""
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
    return best, came


def _borders(came: list[int], end: int) -> list[int]:
    borders = [end]
    while borders[-1]:
        borders.append(came[borders[-1]])
    return borders[::-1]


def _parts(lexicon: Lexicon, word: str, borders: list[int]) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for start, end in pairwise(borders):
        piece = word[start:end]
        parts += _flatten(lexicon, piece, lexicon.get(piece), last=end == len(word))
    return parts


def _whole(lexicon: Lexicon, word: str, best: list[float], came: list[int]) -> Division | None:
    n = len(word)
    if best[n] >= NEVER:
        return None
    borders = _borders(came, n)
    mean = best[n] / (len(borders) - 1) - _PART
    return _division(_parts(lexicon, word, borders), mean <= _GOOD) if mean <= _DOUBTFUL else None


def _one_end(lexicon: Lexicon, word: str, best: list[float], came: list[int]) -> Division | None:
    """Only the end or only the beginning is a word: whichever leaves less of the word unknown."""
    n = len(word)
    end = _longest_end(lexicon, word)
    begin = next(
        (i for i in range(n - 3, 4, -1) if best[i] < NEVER and best[i] / (len(_borders(came, i)) - 1) < 4.0 + 0.2 * i),
        0,
    )
    if end and (not begin or end <= n - begin):
        front, rest = word[:end], word[end:]
        return _division([(front, front), *_flatten(lexicon, rest, lexicon.get(rest), last=True)], False)
    if begin:
        rest = word[begin:]
        return _division([*_parts(lexicon, word, _borders(came, begin)), (rest, rest)], False)
    return None


def _longest_end(lexicon: Lexicon, word: str) -> int:
    """Where the longest end begins that may be the head of a compound; 0: there is none."""
    n = len(word)
    for start in range(4, n - 2):
        value = lexicon.raw(word[start:])
        if value is not None and costs(value)[1] <= 4.4 + 0.2 * (n - start):
            return start
    return 0
