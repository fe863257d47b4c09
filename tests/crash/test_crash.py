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
PROBABILITY = {"temporary_write": 0.25, "rename": 0.25, "commit": 0.03, "claim": 0.08}
"""Of dying at each passage; elsewhere one in two."""
SECONDS = 3.0
"""After which a server that met no fatal point is killed where it is."""


class Run:
    """Kills one corpus again and again, and counts where it died."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.corpus, self.chance = Corpus.begin(data), random.Random(SEED)
        self._capsys = capsys
        self.died_at: dict[str, int] = {}
        self.work: list[float] = []
        self._tell(f"seed {SEED} (CRASH_SEED={SEED} repeats it)")

    def _tell(self, words: str) -> None:
        """Also of a run that passes: the seed and what a restart took belong into every log."""
        with self._capsys.disabled():
            print(f"\n{words}", end="", flush=True)

    def kill(self, point: str, probability: float | None = None, seconds: float = 0.0) -> None:
        """One round: start, work until it dies at the point, or at a random moment."""
        seed = self.chance.randrange(10**6)
        seconds = seconds or (SECONDS if point else self.chance.uniform(0.2, SECONDS))
        plan = f"{point}:{probability or PROBABILITY.get(point, 0.5)}:{seed}" if point else ""
        try:
            self.corpus.restarts.append(self.corpus.server.start(AKTENVERBUND_KILL_AT=plan))
            self.work.append(self.corpus.server.start_work)
            died = self.corpus.work(seed, seconds)
        except ServerDied:
            died = True  # at its very start
        where = (point if died else "") or "a random moment"
        self.died_at[where] = self.died_at.get(where, 0) + 1

    def end(self, seconds: float = 180.0) -> None:
        """Let it come to rest, within ``seconds``, and check."""
        self.corpus.settle(seconds)
        self.corpus.check()
        self.corpus.server.end()
        self._tell(f"killed {sum(self.died_at.values())} times: {self.died_at}")
        self._tell(
            f"{len(self.corpus.taken)} handed in, {len(self.corpus.scans)} scanned, {len(self.corpus.numbers)} filed"
        )
        restarts = sorted(self.corpus.restarts[1:])
        fastest, slowest = restarts[0], restarts[-1]
        self._tell(
            f"restart: fastest {fastest:.2f} s, median {statistics.median(restarts):.2f} s, slowest {slowest:.2f} s"
        )
        self._tell(f"work of a processor for a restart: median {statistics.median(self.work[1:]):.2f} s")


@pytest.mark.timeout(1200)
def test_killed_at_every_named_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """32 times on one running corpus, wherever the server happens to be with everything else."""
    run = Run(tmp_path / "data", capsys)
    for number in range(32):
        run.kill(POINTS[number % len(POINTS)])
    for point in sorted(set(POINTS) - set(run.died_at)):  # a slow machine does not come to each of them by chance
        run.kill(point, probability=1.0, seconds=60)
    run.end()
    assert set(POINTS) <= set(run.died_at), run.died_at
    # What a processor worked for it: on a machine with nothing else to do that is the time it takes.
    assert statistics.median(run.work[1:]) < 3.0, run.work


@pytest.mark.long
def test_a_thousand_random_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``make test-long``"""
    run = Run(tmp_path / "data", capsys)
    for _ in range(1000):
        run.kill("")
    run.end(seconds=3600)  # reading falls behind when it is interrupted a thousand times
