"""Typing errors: which words of an index are meant by a word that is in none of its documents.

The vocabulary is kept as byte matrices by length. A signature of the letters keeps most words out, the optimal
string alignment distance is computed for the rest at once, and what sounds the same (Cologne phonetics) comes first.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.german_forms import plain

_MERGE = 4096
_LONGEST = 48


class Candidate(NamedTuple):
    """``term`` of the index (with its level's prefix), ``cost`` 0 (the same) upwards."""

    term: str
    cost: float


class _Words(NamedTuple):
    """Words of one length without umlauts: letters (n, length), signatures (n,), the terms as stored (n,)."""

    letters: NDArray[np.uint8]
    signs: NDArray[np.uint64]
    terms: NDArray[np.bytes_]


class Vocabulary:
    """The words of one index. Adding is cheap; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fresh: set[str] = set()
        self._parts: list[dict[int, _Words]] = []

    def add(self, terms: Iterable[str]) -> None:
        """Terms of the levels ``=`` (words) and ``%`` (parts of words as spelt); all others, short ones and those with
        digits are left out."""
        wanted = {t for t in terms if t[0] in "=%" and 5 <= len(t) <= _LONGEST and t[1:].isalpha() and t.isascii()}
        with self._lock:
            self._fresh |= wanted

    def candidates(self, folded: str, limit: int = 40) -> list[Candidate]:
        """The nearest terms, best first: one error; from 8 letters two; one more where it sounds the same."""
        if not (folded.isascii() and folded.isalpha() and len(folded) >= 4):
            return []
        bare = heard(folded)
        found = self._within(folded, 1 if len(bare) < 5 else 2)
        if not found and len(folded) >= 7:
            found = self._within(folded, 3, bare[0])
        return [Candidate(term, cost) for cost, term in sorted((cost, term) for term, cost in found.items())[:limit]]

    def _within(self, folded: str, reach: int, first: str = "") -> dict[str, float]:
        """Terms and their costs; ``first``: only those that begin with this letter."""
        found: dict[str, float] = {}
        bare = heard(folded)
        for part in self._matrices():
            for length in range(len(bare) - reach, len(bare) + reach + 1):
                words = part.get(length)
                if words is not None:
                    for term, distance in _near(bare, words, reach, first):
                        cost = _cost(folded, term, distance)
                        if cost is not None:
                            found[term] = cost
        return found

    def _matrices(self) -> list[dict[int, _Words]]:
        with self._lock:
            if self._fresh:
                fresh = _matrices(self._fresh)
                self._fresh = set()
                self._parts.append(fresh)
            if len(self._parts) > 8:
                self._parts = [_merged(self._parts)]
            return list(self._parts)


def _matrices(terms: Iterable[str]) -> dict[int, _Words]:
    by_length: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for term in terms:
        bare = heard(term[1:])
        by_length[len(bare)].append((bare, term))
    made: dict[int, _Words] = {}
    for length, pairs in by_length.items():
        letters = np.frombuffer("".join(bare for bare, _ in pairs).encode(), dtype=np.uint8).reshape(-1, length)
        made[length] = _Words(letters, _signs(letters), np.array([term.encode() for _, term in pairs]))
    return made


def _merged(parts: list[dict[int, _Words]]) -> dict[int, _Words]:
    merged: dict[int, _Words] = {}
    for length in {length for part in parts for length in part}:
        rows = [part[length] for part in parts if length in part]
        terms, first = np.unique(np.concatenate([row.terms for row in rows]), return_index=True)
        letters = np.concatenate([row.letters for row in rows])[first]
        merged[length] = _Words(letters, np.concatenate([row.signs for row in rows])[first], terms)
    return merged


def _signs(letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """One bit for each letter of the alphabet that the word has."""
    signs = np.zeros(len(letters), dtype=np.uint64)
    for column in range(letters.shape[1]):
        signs |= np.left_shift(np.uint64(1), (letters[:, column] & np.uint8(31)).astype(np.uint64))
    return signs


def _near(bare: str, words: _Words, reach: int, first: str) -> list[tuple[str, int]]:
    """Terms within ``reach`` and their distance. One error changes at most two bits of the signature."""
    letters = np.frombuffer(bare.encode(), dtype=np.uint8).reshape(1, -1)
    close = np.bitwise_count(words.signs ^ _signs(letters)[0]) <= 2 * reach
    if first:
        close &= words.letters[:, 0] == ord(first)
    near = np.flatnonzero(close)
    if not len(near):
        return []
    distances = _osa(letters[0], words.letters[near], reach)
    return [(words.terms[near[i]].decode(), int(distances[i])) for i in np.flatnonzero(distances <= reach)]


def _osa(word: NDArray[np.uint8], others: NDArray[np.uint8], reach: int) -> NDArray[np.int8]:
    """Optimal string alignment distance of ``word`` to each row of ``others`` (n, m) -> (n,); right up to ``reach``,
    since only places that many letters apart are compared."""
    count, width = others.shape
    columns = np.ascontiguousarray(others.T)
    older = before = np.full((width + 1, count), 99, dtype=np.int8)
    row = np.repeat(np.arange(width + 1, dtype=np.int8)[:, None], count, axis=1)
    for i in range(1, len(word) + 1):
        older, before = before, row
        row = np.full_like(before, 99)
        row[0] = i
        for j in range(max(1, i - reach), min(width, i + reach) + 1):
            column = columns[j - 1]
            best = np.minimum(before[j], row[j - 1])
            best += 1
            np.minimum(best, before[j - 1] + (column != word[i - 1]), out=best)
            if i > 1 and j > 1:
                swapped = (columns[j - 2] == word[i - 1]) & (column == word[i - 2])
                np.minimum(best, older[j - 2] + 1, out=best, where=swapped)
            row[j] = best
    return row[width]


def _cost(typed: str, term: str, distance: int) -> float | None:
    """Half as heard, half as written; less where both sound the same, more where they begin differently. None: too far:
    more than one error, from 7 letters (begun alike) or 8 two; one more where it sounds the same."""
    bare, other = plain(typed), plain(term[1:])
    alike = sound(bare) == sound(other)
    same_begin = bare[0] == other[0]
    size = max(len(bare), len(other))
    allowed = 2 if size > 7 or (size == 7 and same_begin) else 1
    written = _apart(bare, other)
    if min(distance, written) > allowed and not (alike and distance <= allowed + 1):
        return None
    return (distance + written) / 2 - 0.6 * alike + 0.5 * (not same_begin) + 0.1 * (term[0] == "%")


_HEARD = (("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("chs", "x"), ("tz", "z"), ("ie", "i"), ("y", "i"))


def heard(folded: str) -> str:
    """Spellings that people take for one another made the same: umlauts, ie/i, ck/k, ph/f, tz/z, double letters."""
    bare = plain(folded)
    for written, said in _HEARD:
        if written in bare:
            bare = bare.replace(written, said)
    return "".join(letter for at, letter in enumerate(bare) if at == 0 or letter != bare[at - 1])


def _apart(one: str, other: str) -> int:
    """Levenshtein distance of two words as spelt."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        corner, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (letter != against))
    return row[-1]


_SOUNDS = {**dict.fromkeys("aeijouy", "0"), "b": "1", **dict.fromkeys("fvw", "3"), **dict.fromkeys("gkq", "4")}
_SOUNDS |= {"l": "5", **dict.fromkeys("mn", "6"), "r": "7", **dict.fromkeys("sz", "8")}


def sound(word: str) -> str:
    """Kölner Phonetik (H. J. Postel, 1969) of a folded word: the same digits, nearly the same sound."""
    code: list[str] = []
    for at, letter in enumerate(word):
        after = word[at + 1] if at + 1 < len(word) else ""
        previous = word[at - 1] if at else ""
        code.extend(_sound(letter, previous, after))
    packed = [digit for at, digit in enumerate(code) if at == 0 or code[at - 1] != digit]
    return "".join(digit for at, digit in enumerate(packed) if at == 0 or digit != "0")


def _sound(letter: str, previous: str, after: str) -> str:
    if letter == "h":
        return ""
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter in "dt":
        return "8" if after and after in "csz" else "2"
    if letter == "c":
        if not previous:
            return "4" if after and after in "ahkloqrux" else "8"
        return "8" if previous in "sz" or not after or after not in "ahkoqux" else "4"
    if letter == "x":
        return "8" if previous and previous in "ckq" else "48"
    return _SOUNDS.get(letter, "")
