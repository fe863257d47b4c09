"""What a tenant's filed letters teach: a softmax regression on top of the terms' scores, and the nearest letters.

The regression is trained in its dual form (letters against letters, a few seconds for two thousand) and kept as one
small matrix; of each letter only hashed stems stay, no text. numpy is used in the suggestions only.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from filing_plan.features import SIZE, Bag, stem_feature
from filing_plan.letters import Example, Kind

Floats = npt.NDArray[np.float32]

NEWEST = 25
"""So many of the newest letters of each position are learned from: habits change, and memory stays bounded."""
BASE_SHARPNESS = 1.5
"""Standard deviations of the terms' scores to logits, so that a score reads as a chance."""

_DIMENSIONS = 4096
_RIDGE = 0.1
_STEPS = 60
_SCORES_WEIGHT = 0.3
_NEAR_WEIGHT = 10.0
_NEAR_FLOOR = 0.08
_NEAR_RANK = 9
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One voice in a suggestion: a logit for each position, and the stems that speak for a position, best first."""

    kind: Kind
    scores: Floats
    reasons: Callable[[int], list[str]]


@dataclass(frozen=True, slots=True)
class Sparse:
    """Rows of stem features: row i is ``features[starts[i]:starts[i + 1]]`` with ``values``; rows have length one."""

    starts: npt.NDArray[np.int32]
    features: npt.NDArray[np.uint16]
    values: npt.NDArray[np.float16]

    def similarities(self, dense: Floats) -> Floats:
        """The cosine of each row with a dense vector of length one."""
        products = dense[self.features] * self.values
        sums = np.add.reduceat(np.append(products, np.float32(0)), self.starts[:-1])
        sums[self.starts[1:] == self.starts[:-1]] = 0  # reduceat gives a neighbour's value for an empty row
        return sums.astype(np.float32)

    def projected(self) -> Floats:
        """Signed hashing to fewer dimensions: lengths and angles stay, on the average."""
        rows = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        columns, signs = _projection(self.features)
        dense = np.zeros((len(self.starts) - 1, _DIMENSIONS), np.float32)
        np.add.at(dense, (rows, columns), self.values.astype(np.float32) * signs)
        return dense


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter as far as it does not depend on the other letters: stem features, their logarithmic weights, and the
    terms' scores. About a kilobyte, kept so that learning anew costs little."""

    features: npt.NDArray[np.uint16]
    weights: npt.NDArray[np.float16]
    scores: npt.NDArray[np.float16]


def prepare(words: Bag, scores: Floats) -> Prepared:
    features = np.array([stem_feature(stem) for stem in words.weights], np.uint16)
    weights = np.log1p(np.array(list(words.weights.values()), np.float32))
    return Prepared(features, weights.astype(np.float16), scores.astype(np.float16))


@dataclass(frozen=True, slots=True)
class Learned:
    """A model of filed letters; immutable. :meth:`dumps` and :meth:`loads` carry it as bytes without pickle.

    ``prepared``: the letters by their fingerprint, for the next learning; not part of the bytes."""

    positions: tuple[str, ...]
    keys: tuple[str, ...]
    filed_at: npt.NDArray[np.int16]
    letters: Sparse
    rarity: npt.NDArray[np.float16]
    weights: Floats
    prepared: Mapping[int, Prepared] = field(default_factory=dict, compare=False, repr=False)

    def fits(self, positions: Sequence[str]) -> bool:
        """Whether it was learned for these positions; another release of the plan needs learning anew."""
        return self.positions == tuple(positions)

    def parts(self, words: Bag, base: Floats) -> list[Part]:
        """What the regression and the nearest letter say; ``base``: the terms' standardised scores."""
        stems, features, values = _row(words, self.rarity)
        columns, signs = _projection(features)
        per_stem = self.weights[columns] * (values * signs)[:, None]
        learned = per_stem.sum(axis=0) + _unit(base) @ self.weights[_DIMENSIONS:]
        similarities = self._similarities(features, values)
        near = _nearest_by_position(similarities, self.filed_at, len(self.positions))
        return [
            Part("learned", learned, lambda p: strongest(stems, per_stem[:, p] - per_stem.mean(axis=1))),
            Part("similar", near, lambda p: self._shared(stems, features, similarities, p)),
        ]

    def nearest(self, words: Bag, limit: int) -> list[tuple[str, float]]:
        """Keys and similarities of the nearest letters, best first; those without a common word are left out."""
        _, features, values = _row(words, self.rarity)
        similarities = self._similarities(features, values)
        best = np.argsort(-similarities, kind="stable")[:limit]
        return [(self.keys[i], round(float(similarities[i]), 4)) for i in best if similarities[i] > 0]

    def _similarities(self, features: npt.NDArray[np.uint16], values: Floats) -> Floats:
        dense = np.zeros(SIZE, np.float32)
        np.add.at(dense, features, values)
        return self.letters.similarities(dense)

    def _shared(
        self, stems: Sequence[str], features: npt.NDArray[np.uint16], similarities: Floats, position: int
    ) -> list[str]:
        """The stems this letter shares with the nearest one of the position."""
        own = np.where(self.filed_at == position, similarities, -1)
        if not len(own) or own.max() <= 0:
            return []
        row = int(own.argmax())
        start, end = self.letters.starts[row : row + 2]
        theirs = dict(zip(self.letters.features[start:end].tolist(), self.letters.values[start:end], strict=True))
        return strongest(stems, np.array([theirs.get(int(f), 0) for f in features], np.float32))

    def dumps(self) -> bytes:
        """The model as bytes, for :meth:`loads`: a line of JSON that names the arrays, then these as they are."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "filed_at": self.filed_at,
            "starts": self.letters.starts,
            "features": self.letters.features,
            "values": self.letters.values,
            "rarity": self.rarity,
            "weights": self.weights.astype(np.float16),
        }
        body = b"".join(array.tobytes() for array in arrays.values())
        head = {
            "format": _FORMAT,
            "check": zlib.crc32(body),
            "positions": self.positions,
            "keys": self.keys,
            "arrays": [(name, array.dtype.str, array.shape) for name, array in arrays.items()],
        }
        return json.dumps(head).encode() + b"\n" + body

    @classmethod
    def loads(cls, data: bytes) -> Learned:
        """:raises ValueError: for bytes that are no whole model of this version; learn anew then."""
        line, _, body = data.partition(b"\n")
        try:
            head = json.loads(line)
            if head["format"] != _FORMAT or head["check"] != zlib.crc32(body):
                raise ValueError("another version, or damaged")
            arrays: dict[str, npt.NDArray[Any]] = {}
            start = 0
            for name, kind, shape in head["arrays"]:
                count = int(np.prod(shape))
                arrays[name] = np.frombuffer(body, np.dtype(kind), count, start).reshape(shape)
                start += arrays[name].nbytes
            letters = Sparse(arrays["starts"], arrays["features"], arrays["values"])
            weights = arrays["weights"].astype(np.float32)
            positions, keys = tuple(head["positions"]), tuple(head["keys"])
        except (KeyError, TypeError, ValueError) as broken:
            raise ValueError(f"no learned model of this version: {broken}") from broken
        return cls(positions, keys, arrays["filed_at"], letters, arrays["rarity"], weights)


def train(items: Sequence[tuple[Example, int, Prepared]], positions: Sequence[str]) -> Learned:
    """From examples, oldest first, each with its fingerprint and what was prepared. Copes with none and with one."""
    index = {number: i for i, number in enumerate(positions)}
    letters = [prepared for _, _, prepared in items]
    counts = np.zeros(SIZE, np.float32)
    for each in letters:
        counts[np.unique(each.features)] += 1
    rarity = np.log((len(items) + 1) / (counts + 0.5)).clip(0).astype(np.float16)
    rows = Sparse(
        np.cumsum([0, *(len(each.features) for each in letters)]).astype(np.int32),
        np.concatenate([np.zeros(0, np.uint16), *(each.features for each in letters)]),
        np.concatenate([np.zeros(0, np.float16), *(_weighted(each, rarity).astype(np.float16) for each in letters)]),
    )
    filed_at = np.array([index[example.position] for example, _, _ in items], np.int16)
    base = np.array([each.scores for each in letters], np.float32).reshape(len(letters), len(positions))
    keys = tuple(example.key for example, _, _ in items)
    kept = {fingerprint: prepared for _, fingerprint, prepared in items}
    return Learned(tuple(positions), keys, filed_at, rows, rarity, _regression(rows, base, filed_at), kept)


def newest(examples: Sequence[Example]) -> list[Example]:
    """The newest :data:`NEWEST` of each position, still oldest first."""
    left: dict[str, int] = defaultdict(lambda: NEWEST)
    kept = []
    for example in reversed(examples):
        if left[example.position] > 0:
            left[example.position] -= 1
            kept.append(example)
    return kept[::-1]


def _weighted(letter: Prepared, rarity: npt.NDArray[np.float16]) -> Floats:
    return _unit(letter.weights.astype(np.float32) * rarity[letter.features].astype(np.float32))


def _row(words: Bag, rarity: npt.NDArray[np.float16]) -> tuple[list[str], npt.NDArray[np.uint16], Floats]:
    """Stems, their features and their values, scaled to length one."""
    stems = list(words.weights)
    features = np.array([stem_feature(stem) for stem in stems], np.uint16)
    values = np.log1p(np.array(list(words.weights.values()), np.float32)) * rarity[features].astype(np.float32)
    return stems, features, _unit(values)


def _projection(features: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.uint16], Floats]:
    """The dimension each feature falls into, and the sign it carries there."""
    return features % np.uint16(_DIMENSIONS), np.where(features // np.uint16(_DIMENSIONS) % 2, 1, -1).astype(np.float32)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-6)).astype(np.float32)
    return scaled


def _regression(letters: Sparse, base: Floats, filed_at: npt.NDArray[np.int16]) -> Floats:
    """Weights of dimensions, then of the terms' scores, for each position: (4096 + positions) x positions."""
    known = np.hstack([letters.projected(), np.float32(_SCORES_WEIGHT) * _unit(base)])
    gram = known @ known.T
    wanted = np.zeros_like(base)
    wanted[np.arange(len(filed_at)), filed_at] = 1
    dual, ahead = np.zeros_like(base), np.zeros_like(base)
    step = 1 / (_RIDGE + 0.5 * max(float(np.abs(gram).sum(axis=1).max(initial=0)), 1e-6))
    for i in range(_STEPS):  # Nesterov's accelerated gradient
        logits = BASE_SHARPNESS * base + gram @ ahead
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        moved = ahead + np.float32(step) * (wanted - chances - np.float32(_RIDGE) * ahead)
        ahead = moved + np.float32(i / (i + 3)) * (moved - dual)
        dual = moved
    weights = known.T @ dual
    weights[_DIMENSIONS:] *= np.float32(_SCORES_WEIGHT)
    return weights.astype(np.float32)


def _nearest_by_position(similarities: Floats, filed_at: npt.NDArray[np.int16], count: int) -> Floats:
    """How much the nearest letter of each position stands out from the background of all filed letters."""
    best = np.zeros(count, np.float32)
    if len(similarities) == 0:
        return best
    rank = min(_NEAR_RANK, len(similarities))
    background = max(_NEAR_FLOOR, float(np.partition(similarities, -rank)[-rank]) if rank == _NEAR_RANK else 0.0)
    np.maximum.at(best, filed_at, (similarities - np.float32(background)).clip(0))
    return np.float32(_NEAR_WEIGHT) * best


def strongest(stems: Sequence[str], contributions: Floats) -> list[str]:
    """The stems that contribute most, best first, without those that hardly matter beside the best."""
    order = np.argsort(-contributions, kind="stable")[:8]
    return [stems[i] for i in order if contributions[i] > max(0.25 * float(contributions[order[0]]), 1e-6)]
