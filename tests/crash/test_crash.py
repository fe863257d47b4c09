"""SIGKILL for the whole server at named points and at random moments: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import os
import random
import statistics
from pathlib import Path

import pytest

from shared.faults import POINTS
from tests.crash.corpus import Corpus
from tests.server import ServerDied

SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
PROBABILITY = {"temporary_write": 0.2, "rename": 0.2, "commit": 0.03, "claim": 0.08, "number": 0.3}
"""Of dying at each passage; elsewhere one in four."""
SECONDS = 3.0
"""After which a server that met no fatal point is killed where it is."""


def run(data: Path, kills: int, points: tuple[str, ...]) -> Corpus:
    """Kill it so often, then let it come to rest and check."""
    corpus, chance = Corpus.begin(data), random.Random(SEED)
    died_at: dict[str, int] = {}
    print(f"seed {SEED} (CRASH_SEED={SEED} repeats it)")
    for number in range(kills):
        point, seed = points[number % len(points)], chance.randrange(10**6)
        seconds = SECONDS if point else chance.uniform(0.2, SECONDS)
        plan = f"{point}:{PROBABILITY.get(point, 0.25)}:{seed}" if point else ""
        try:
            corpus.restarts.append(corpus.server.start(AKTENVERBUND_KILL_AT=plan))
            died = corpus.work(seed, seconds)
        except ServerDied:
            died = True  # at its very start
        where = (point if died else "") or "a random moment"
        died_at[where] = died_at.get(where, 0) + 1
    corpus.settle()
    corpus.check()
    print(f"killed {kills} times: {died_at}")
    print(f"{len(corpus.taken)} handed in, {len(corpus.scans)} scanned, {len(corpus.numbers)} filed")
    restarts = sorted(corpus.restarts[1:])
    fastest, slowest = restarts[0], restarts[-1]
    print(f"restart: fastest {fastest:.2f} s, median {statistics.median(restarts):.2f} s, slowest {slowest:.2f} s")
    return corpus


@pytest.mark.timeout(900)
def test_killed_at_every_named_point(tmp_path: Path) -> None:
    """32 times on one running corpus: each point four times, wherever the server happens to be with everything else."""
    corpus = run(tmp_path / "data", 32, POINTS)
    corpus.server.end()
    # The fastest, because other work on the machine may slow down any one of them.
    assert min(corpus.restarts[1:]) < 3.0, corpus.restarts


@pytest.mark.long
def test_a_thousand_random_moments(tmp_path: Path) -> None:
    """``make test-long``"""
    corpus = run(tmp_path / "data", 1000, ("",))
    corpus.server.end()
