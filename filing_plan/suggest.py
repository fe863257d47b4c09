"""Positions for a letter: from the terms of the plan, and from what was filed before.

A letter and each position's terms are compared as vectors of stems and letter groups, rare ones weighing more
(cosine of TF-IDF, a repeated term counting ever less). What was filed before corrects that: a softmax regression on
top of the terms' scores, and the nearest filed letter. Nothing filed leaves the terms alone. Everything is local and
small; models are immutable and are swapped as a whole. numpy is used here and in ``learned.py`` only.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from filing_plan.features import SIZE, Bag, bag, fold_stem, stem_features
from filing_plan.learned import BASE_SHARPNESS, Floats, Learned, Part, Prepared, newest, prepare, strongest, train
from filing_plan.letters import Example, Letter, Suggestion
from filing_plan.plan import FilingPlan, joint_plan
from filing_plan.terms import Term, joint_terms, with_titles

__all__ = ["Example", "Learned", "Letter", "Suggester", "Suggestion", "similar"]

SATURATION = 1.0
"""Half of what a feature can weigh for a position is reached at this weight: the twentieth 'grab' adds nothing."""
PIVOT = 1.2
"""How far a position with many terms is held back: above 1, as many terms find something in every letter."""
WHOLE_STEMS = 0.4
"""What whole stems count beside all features."""
LENGTH_DAMPING, AVERAGE_LENGTH = 0.25, 10.0
"""A long word has more pieces than a short one; this power of their number takes some of that back."""
EVIDENCE = {0: 0.3, 1: 0.75}
"""What is left of the scores by the number of the position's own words in the letter: 'possible' and 'likely'."""
REASONS = 4
"""Words given as a reason, at most."""


class Suggester:
    """Ready to suggest positions of one plan. Immutable after its making; safe to share between threads."""

    def __init__(self, plan: FilingPlan | None = None) -> None:
        plan = plan or joint_plan()
        self.positions = tuple(p.number for p in plan.lowest())
        self._known = frozenset(self.positions)
        self._terms = _Terms(list(with_titles(joint_terms(), plan).values()))

    def suggest(self, letter: Letter, limit: int = 3, model: Learned | None = None) -> list[Suggestion]:
        """The likeliest positions, best first; none for a letter without a known word."""
        words = bag(letter)
        base = self._terms.scores(words)
        if model is not None and not model.fits(self.positions):
            model = None
        parts = [Part("terms", BASE_SHARPNESS * base, lambda p: self._terms.reasons(words, p))]
        if model is not None:
            parts += model.parts(words, base)
        if not any(part.scores.any() for part in parts):
            return []
        total = np.sum([part.scores for part in parts], axis=0)
        chances = np.exp(total - total.max())
        chances /= chances.sum()
        best = heapq.nlargest(limit, range(len(self.positions)), key=lambda p: float(total[p]))
        found = [self._suggestion(p, float(chances[p]), parts, words) for p in best]
        if found[0].kind != "terms":
            return found
        believed = self._terms.evidence(words, best[0])
        return [replace(each, score=round(each.score * believed, 4)) for each in found]

    def _suggestion(self, position: int, score: float, parts: Sequence[Part], words: Bag) -> Suggestion:
        """The reason comes from the part that speaks most for the position and has words to say so."""
        for part in sorted(parts, key=lambda part: -float(part.scores[position] - part.scores.mean())):
            stems = part.reasons(position)
            if stems:
                surfaces = tuple(dict.fromkeys(words.surfaces[stem] for stem in stems))
                return Suggestion(self.positions[position], round(score, 4), surfaces[:REASONS], part.kind)
        return Suggestion(self.positions[position], round(score, 4), (), "terms")

    def learn(self, examples: Sequence[Example], before: Learned | None = None) -> Learned:
        """A model of what was filed, oldest first. Takes seconds for thousands: run it aside, then swap the model.

        ``before``: the model in force; letters it knows are not read again, which makes learning anew cheap."""
        known = before.prepared if before is not None and before.fits(self.positions) else {}
        items = []
        for example in newest([each for each in examples if each.position in self._known]):
            fingerprint = _fingerprint(example.letter)
            items.append((example, fingerprint, known.get(fingerprint) or self._prepared(example.letter)))
        return train(items, self.positions)

    def _prepared(self, letter: Letter) -> Prepared:
        words = bag(letter)
        return prepare(words, self._terms.scores(words))


def _fingerprint(letter: Letter) -> int:
    text = f"{letter.sender}\0{letter.recipient}\0{letter.subject}\0{letter.body}"
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def similar(letter: Letter, model: Learned, limit: int = 3) -> list[tuple[str, float]]:
    """Keys of the filed letters that are most like this one with their similarity (0 to 1), the nearest first."""
    return model.nearest(bag(letter), limit)


class _Terms:
    """The terms of each position as vectors, and letters scored against them.

    Two views are added: all features, which forgive inflection, compounds and misreading, and whole stems alone, which
    are more certain. In both, a word of many letters weighs little more than a short one."""

    def __init__(self, terms: Sequence[Sequence[Term]]) -> None:
        weights: list[dict[str, float]] = [{} for _ in terms]
        for own, found in zip(terms, weights, strict=True):
            for term in own:
                for stem in map(fold_stem, term.stems):
                    found[stem] = found.get(stem, 0.0) + term.weight / len(term.stems) ** 0.5
        spread = [_Spread(found) for found in weights]
        self._pieces = _Table([each.counts() for each in spread])
        self._stems = _Table([each.stem_counts() for each in spread])

    def scores(self, words: Bag) -> Floats:
        """How well each position fits, in standard deviations from the mean; all zero where no word is known."""
        spread = _Spread(words.weights)
        whole = np.float32(WHOLE_STEMS) * _standard(self._stems.scores(spread.stem_counts()))
        return _standard(self._pieces.scores(spread.counts())) + whole

    def evidence(self, words: Bag, position: int) -> float:
        """How far the scores may be believed, 0..1: they compare positions, and something is always the likeliest. A
        letter with one of the position's words is not enough to be certain, likeness of letters alone is a guess."""
        spread = _Spread(words.weights)
        whole = self._stems.contributions(position, spread.stems, spread.stem_weights, spread.stem_counts())
        return EVIDENCE.get(int(np.count_nonzero(whole > 0)), 1.0)

    def reasons(self, words: Bag, position: int) -> list[str]:
        """The stems that speak for the position more than for the others, best first; known words before pieces."""
        spread = _Spread(words.weights)
        pieces = self._pieces.contributions(position, spread.features, spread.weights, spread.counts())
        whole = self._stems.contributions(position, spread.stems, spread.stem_weights, spread.stem_counts())
        total = np.bincount(spread.owners, pieces, len(words.weights)) + 2 * WHOLE_STEMS * whole
        return strongest(list(words.weights), total.astype(np.float32))


class _Spread:
    """Stems with weights, spread over their features: each of a stem's features carries the stem's weight."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        arrays = [np.frombuffer(stem_features(stem), np.uint16) for stem in weights]
        lengths = np.array([len(each) for each in arrays], np.intp)
        each = np.array(list(weights.values()), np.float32)
        self.features = np.concatenate([np.zeros(0, np.uint16), *arrays]).astype(np.intp)
        self.owners = np.repeat(np.arange(len(arrays)), lengths)
        damped = each * (lengths / AVERAGE_LENGTH).clip(0.1) ** -LENGTH_DAMPING
        self.weights = np.repeat(damped.astype(np.float32), lengths)
        self.stems = np.array([features[0] for features in arrays], np.intp)
        self.stem_weights = each

    def counts(self) -> Floats:
        return np.bincount(self.features, self.weights, SIZE).astype(np.float32)

    def stem_counts(self) -> Floats:
        return np.bincount(self.stems, self.stem_weights, SIZE).astype(np.float32)


class _Table:
    """For each feature the positions it speaks for and how much: saturated weight times rarity, scaled per position."""

    def __init__(self, counts: Sequence[Floats]) -> None:
        self._count = len(counts)
        features = [np.flatnonzero(each) for each in counts]
        flat = np.concatenate(features)
        held = np.bincount(flat, minlength=SIZE)
        self._rarity = np.log((len(counts) + 1) / np.maximum(held, 1)).astype(np.float32)
        columns = [
            each[own] / (each[own] + np.float32(SATURATION)) * self._rarity[own]
            for each, own in zip(counts, features, strict=True)
        ]
        lengths = np.array([np.linalg.norm(column) for column in columns])
        pivoted = np.maximum((1 - PIVOT) * lengths.mean() + PIVOT * lengths, 1e-6)
        order = np.argsort(flat, kind="stable")
        owners = np.repeat(np.arange(len(counts), dtype=np.int16), [len(own) for own in features])
        values = np.concatenate([column / length for column, length in zip(columns, pivoted, strict=True)])
        self._starts = np.concatenate([[0], np.cumsum(held)]).astype(np.int32)
        self._positions, self._values = owners[order], values[order].astype(np.float32)
        self._means = (np.bincount(flat[order], self._values, SIZE) / len(counts)).astype(np.float32)

    def scores(self, counts: Floats) -> Floats:
        """The sum over the features of a letter, for each position."""
        features = np.flatnonzero(counts)
        values = np.log1p(counts[features]) * self._rarity[features]
        entries, owners = self._entries(features)
        total = np.bincount(self._positions[entries], self._values[entries] * values[owners], self._count)
        return total.astype(np.float32)

    def contributions(self, position: int, features: npt.NDArray[np.intp], weights: Floats, counts: Floats) -> Floats:
        """What each of the features, carrying these weights, adds to the position above the average position."""
        entries, owners = self._entries(features)
        here = self._positions[entries] == position
        above = -self._means[features]
        above[owners[here]] += self._values[entries[here]]
        values = np.log1p(counts[features]) * self._rarity[features] * weights / np.maximum(counts[features], 1e-6)
        return (values * above).astype(np.float32)

    def _entries(self, features: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The entries of all these features in a row, and for each the place of its feature among them."""
        starts = self._starts[features].astype(np.intp)
        lengths = self._starts[features + 1] - starts
        owners = np.repeat(np.arange(len(features)), lengths)
        before = np.cumsum(lengths) - lengths
        return starts[owners] + np.arange(len(owners)) - before[owners], owners


def _standard(scores: Floats) -> Floats:
    """In standard deviations from the mean; all zero where all are the same."""
    spread = max(float(scores.std()), 1e-6)
    standard: Floats = ((scores - scores.mean()) / np.float32(spread)).astype(np.float32)
    return standard
