"""Letters as bags of hashed features: stems and the pieces of them that compounds and misread words share."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from filing_plan.letters import Letter
from filing_plan.words import GENERAL, STOPWORDS, words

SIZE = 65_536
"""Features are hashed to 16 bits: small tables, and collisions among so many are harmless."""

FIELDS = (("subject", 2.0), ("body", 1.0), ("sender", 0.8), ("recipient", 0.8))
LONGEST = {"subject": 500, "body": 12_000, "sender": 300, "recipient": 300}
"""Characters looked at: what a letter is about stands on its first pages, and a long report must not cost seconds."""

_PIECES = (3, 4, 5)


def fold_stem(stem: str) -> str:
    """Stems in which 'Muell' and 'Müll' meet; the same folding everywhere makes what else meets harmless."""
    return stem.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def stem_feature(stem: str) -> int:
    """The feature of a whole (folded) stem."""
    return zlib.crc32(b"=" + stem.encode()) & (SIZE - 1)


@lru_cache(maxsize=4096)
def stem_features(stem: str) -> array[int]:
    """The feature of a (folded) stem, then those of its pieces of three to five letters; unsigned 16-bit numbers."""
    marked, hashed = f"^{stem}$".encode(), zlib.crc32
    found = [hashed(b"=" + marked[1:-1]) & (SIZE - 1)]
    for size in _PIECES:
        found += [hashed(marked[i : i + size]) & (SIZE - 1) for i in range(len(marked) - size + 1)]
    return array("H", found)


@dataclass(frozen=True, slots=True)
class Bag:
    """The stems of a letter with their weights (occurrences times field), and how each stands in the letter."""

    weights: dict[str, float] = field(default_factory=dict)
    surfaces: dict[str, str] = field(default_factory=dict)


def bag(letter: Letter) -> Bag:
    """The letter's words without stop words. Time grows with the text up to :data:`LONGEST`, not beyond."""
    found = Bag()
    for name, weight in FIELDS:
        for stem, surface in _stems(getattr(letter, name)[: LONGEST[name]]):
            found.weights[stem] = found.weights.get(stem, 0.0) + weight
            found.surfaces.setdefault(stem, surface)
    return found


def _stems(text: str) -> Iterator[tuple[str, str]]:
    for word in words(text):
        if word.form not in STOPWORDS and word.form not in GENERAL:
            yield fold_stem(word.stem), word.surface
