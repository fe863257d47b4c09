"""Positions for a letter: from the terms of the plan, and from what was filed before.

A letter and each position's terms are compared as vectors of stems and letter groups, rare ones weighing more
(cosine of TF-IDF, a repeated term counting ever less). What was filed before corrects that: a softmax regression on
top of the terms' scores, and the nearest filed letter. Nothing filed leaves the terms alone. Everything is local and
small; models are immutable and are swapped as a whole. numpy is used here and in ``learned.py`` only.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from filing_plan.features import SIZE, Bag, bag, fold_stem, stem_features
from filing_plan.learned import BASE_SHARPNESS, Floats, Learned, Part, strongest, train
from filing_plan.letters import Example, Letter, Suggestion
from filing_plan.plan import FilingPlan, joint_plan
from filing_plan.terms import Term, joint_terms, with_titles

__all__ = ["Example", "Learned", "Letter", "Suggester", "Suggestion", "similar"]

SATURATION = 1.0
"""Half of what a feature can weigh for a position is reached at this weight: the twentieth 'grab' adds nothing."""
PIVOT = 1.2
"""How far a position with many terms is held back: above 1, as many terms find something in every letter."""
REASONS = 4
"""Words given as a reason, at most."""


class Suggester:
    """Ready to suggest positions of one plan. Immutable after its making; safe to share between threads."""

    def __init__(self, plan: FilingPlan | None = None) -> None:
        plan = plan or joint_plan()
        self.positions = tuple(p.number for p in plan.lowest())
        self._terms = _TermVectors(list(with_titles(joint_terms(), plan).values()))

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
        return [self._suggestion(p, float(chances[p]), parts, words) for p in best]

    def _suggestion(self, position: int, score: float, parts: Sequence[Part], words: Bag) -> Suggestion:
        """The reason comes from the part that speaks most for the position and has words to say so."""
        for part in sorted(parts, key=lambda part: -float(part.scores[position] - part.scores.mean())):
            stems = part.reasons(position)
            if stems:
                surfaces = tuple(dict.fromkeys(words.surfaces[stem] for stem in stems))
                return Suggestion(self.positions[position], round(score, 4), surfaces[:REASONS], part.kind)
        return Suggestion(self.positions[position], round(score, 4), (), "terms")

    def learn(self, examples: Sequence[Example]) -> Learned:
        """A model of what was filed, oldest first. Takes seconds for thousands: run it aside, then swap the model."""
        known = set(self.positions)
        kept = [example for example in examples if example.position in known]
        return train([(e, b, self._terms.scores(b)) for e in kept for b in (bag(e.letter),)], self.positions)


def similar(letter: Letter, model: Learned, limit: int = 3) -> list[tuple[str, float]]:
    """Keys of the filed letters that are most like this one with their similarity (0 to 1), the nearest first."""
    return model.nearest(bag(letter), limit)


class _TermVectors:
    """The terms of each position as one vector of features, and letters scored against them."""

    def __init__(self, terms: Sequence[Sequence[Term]]) -> None:
        table = np.zeros((SIZE, len(terms)), np.float32)
        for position, own in enumerate(terms):
            weights: dict[str, float] = {}
            for term in own:
                for stem in map(fold_stem, term.stems):
                    weights[stem] = weights.get(stem, 0.0) + term.weight / len(term.stems) ** 0.5
            features = np.concatenate([stem_features(stem) for stem in weights])
            lengths = [len(stem_features(stem)) for stem in weights]
            table[:, position] = np.bincount(features, np.repeat(list(weights.values()), lengths), SIZE)
        table /= table + SATURATION
        holders = np.count_nonzero(table, axis=1)
        self._rarity = np.log((len(terms) + 1) / np.maximum(holders, 1)).astype(np.float32)
        self._rarity[holders == 0] = 0
        table *= self._rarity[:, None]
        lengths = np.linalg.norm(table, axis=0)
        table /= (1 - PIVOT) * lengths.mean() + PIVOT * lengths
        self._table = table.astype(np.float16)

    def scores(self, words: Bag) -> Floats:
        """How well each position fits, in standard deviations from the mean; all zero where no word is known."""
        counts = self._counts(words)[2]
        features = np.flatnonzero(counts)
        values = np.log1p(counts[features]) * self._rarity[features]
        found = (values.astype(np.float32) @ self._table[features].astype(np.float32)).astype(np.float32)
        spread = float(found.std())
        return (found - found.mean()) / np.float32(spread) if spread > 1e-6 else np.zeros_like(found)

    def reasons(self, words: Bag, position: int) -> list[str]:
        """The stems that speak for the position more than for the others, best first."""
        features, owners, counts = self._counts(words)
        if not len(features):
            return []
        rows = self._table[features].astype(np.float32)
        stems = list(words.weights)
        share = np.array(list(words.weights.values()))[owners] / counts[features]
        values = np.log1p(counts[features]) * self._rarity[features] * share
        return strongest(stems, _sums(owners, values * (rows[:, position] - rows.mean(axis=1)), len(stems)))

    @staticmethod
    def _counts(words: Bag) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
        """Features of all stems in a row, the stem (index) each belongs to, and each feature's weight in the letter."""
        arrays = [stem_features(stem) for stem in words.weights]
        features = np.concatenate([np.zeros(0, np.intp), *arrays]).astype(np.intp)
        lengths = [len(a) for a in arrays]
        owners = np.repeat(np.arange(len(arrays)), lengths)
        return features, owners, _sums(features, np.repeat(list(words.weights.values()), lengths), SIZE)


def _sums(groups: npt.NDArray[np.intp], values: npt.NDArray[np.floating[Any]], count: int) -> Floats:
    """The sum of the values of each group."""
    return np.bincount(groups, values, count).astype(np.float32)
