"""German search: recall, rank and precision on the letters' queries, and the time of a query at 10,000 documents.

``make bench-search`` prints a table; ``python -m tests.bench.search --verbose`` also every query that is not perfect.
All fields of a letter count for a query. The own letters and queries were written for this benchmark; both sets are
also measured as a poor scan would give them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from services.search.tantivy_index import TantivyIndex
from shared.contracts import DocumentSnapshot
from shared.german import German
from shared.lexicon import Lexicon
from shared.ports import FindRequest
from shared.settings import load

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT.parent / "shared" / "data" / "letters"
OWN = Path(__file__).with_name("own_queries.jsonl")
OWN_LETTERS = Path(__file__).with_name("own_letters.jsonl")
TOKEN = 7
_SPACE = UUID("5f1b7a52-6a0e-4d5c-9d5e-2f6a1c1d7e11")
GOALS = {"recall@20": 0.98, "MRR": 0.98, "P@R": 0.95}


@dataclass(frozen=True)
class Measure:
    recall: float
    reciprocal_rank: float
    precision: float


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def snapshot(letter: dict[str, Any], number: int = 0) -> DocumentSnapshot:
    """A letter of the test data as a document of the index, readable with ``TOKEN``."""

    def party(name: str) -> str:
        side = letter.get(name) or {}
        return side if isinstance(side, str) else ", ".join(filter(None, (side.get("name"), side.get("address"))))

    day = date.fromisoformat(letter["date"]) if letter.get("date") else date(2024, 1, 1)
    return DocumentSnapshot(
        document_id=uuid5(_SPACE, f"{letter['id']}/{number}"),
        revision=1,
        tenant=letter.get("town", "michelstadt"),
        office=None,
        position=letter.get("position"),
        dossier=None,
        file_number="",
        subject=letter.get("subject", ""),
        sender=party("sender"),
        recipient=party("recipient"),
        their_reference=" ".join(filter(None, (letter.get("reference"), letter.get("our_reference")))),
        kind=letter.get("kind", "letter"),
        remark="",
        dossier_title="",
        document_date=day,
        received_on=day,
        tokens=(TOKEN,),
        pages=(letter.get("body", ""), f"{day:%d.%m.%Y}"),
    )


MISREAD = (
    ("ü", "u"),
    ("ä", "a"),
    ("ö", "o"),
    ("ß", "B"),
    ("rn", "m"),
    ("m", "rn"),
    ("l", "1"),
    ("i", "l"),
    ("e", "c"),
    ("n", "u"),
    ("f", "t"),
)


def badly_read(letter: dict[str, Any], share: float) -> dict[str, Any]:
    """The letter as a poor scan gives it: letters mistaken for others, some words divided at line ends."""
    chance = random.Random(letter["id"])

    def spoil(text: str) -> str:
        words = text.split(" ")
        for at, word in enumerate(words):
            if chance.random() < share:
                places = [(old, new) for old, new in MISREAD if old in word]
                if places:
                    old, new = chance.choice(places)
                    words[at] = word.replace(old, new, 1)
            elif len(word) > 9 and word.isalpha() and chance.random() < 0.1:
                half = len(word) // 2
                words[at] = f"{word[:half]}-\n{word[half:]}"
        return " ".join(words)

    return letter | {"subject": spoil(letter["subject"]), "body": spoil(letter["body"])}


def judge(index: TantivyIndex, letters: list[dict[str, Any]], queries: list[dict[str, Any]], verbose: bool) -> None:
    """Print the measures per kind of query and in total. Tolerated letters are taken out of the ranking."""
    names = {uuid5(_SPACE, f"{letter['id']}/0"): letter["id"] for letter in letters}
    kinds: dict[str, list[Measure]] = defaultdict(list)
    times: list[float] = []
    for asked in queries:
        started = time.perf_counter()
        result = index.find(FindRequest(asked["query"], (TOKEN,), limit=100))
        times.append((time.perf_counter() - started) * 1000)
        tolerated, relevant = set(asked.get("tolerated", ())), set(asked["relevant"])
        ranking = [names[hit.document_id] for hit in result.hits if names[hit.document_id] not in tolerated]
        found = measure(ranking, relevant)
        kinds[asked["kind"]].append(found)
        if verbose and min(found.recall, found.reciprocal_rank, found.precision) < 1:
            missing = sorted(relevant - set(ranking[:20]))
            wrong = [name for name in ranking[: len(relevant)] if name not in relevant]
            print(f"    {asked['kind']}: {asked['query']}  missing {missing} wrong {wrong} {result.notes}")
    print(f"{'kind':<16}{'queries':>8}{'recall@20':>11}{'MRR':>8}{'P@R':>8}")
    for kind, found_all in [*sorted(kinds.items()), ("all", [m for found in kinds.values() for m in found])]:
        mean = [statistics.fmean(values) for values in zip(*(vars(m).values() for m in found_all), strict=True)]
        print(f"{kind:<16}{len(found_all):>8}{mean[0]:>11.3f}{mean[1]:>8.3f}{mean[2]:>8.3f}")
    print(f"{len(letters)} letters: p50 {percentile(times, 50):.1f} ms, p95 {percentile(times, 95):.1f} ms")


def measure(ranking: list[str], relevant: set[str]) -> Measure:
    ranks = [at for at, name in enumerate(ranking, 1) if name in relevant]
    return Measure(
        recall=len([rank for rank in ranks if rank <= 20]) / min(20, len(relevant)),
        reciprocal_rank=1 / ranks[0] if ranks else 0.0,
        precision=len([rank for rank in ranks if rank <= len(relevant)]) / len(relevant),
    )


def percentile(values: list[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def varied(letters: list[dict[str, Any]], count: int) -> Iterator[DocumentSnapshot]:
    """The letters again and again with sentences left out and mixed, names and numbers changed."""
    chance = random.Random(7)
    sentences = [sentence for letter in letters for sentence in letter["body"].split(". ")]
    for number in range(count):
        letter = dict(letters[number % len(letters)])
        own = [sentence for sentence in letter["body"].split(". ") if chance.random() < 0.7]
        foreign = chance.sample(sentences, 4)
        invented = " ".join("".join(chance.choices("aeiounrstlmdgbk", k=9)).capitalize() for _ in range(3))
        letter["body"] = f"{'. '.join(own + foreign)} {invented} {chance.randrange(10**6)}"
        yield snapshot(letter, number + 1)


def at_scale(folder: Path, german: German, letters: list[dict[str, Any]], queries: list[str], count: int) -> None:
    index = TantivyIndex.anew(folder, german)
    started = time.perf_counter()
    index.put(varied(letters, count))
    seconds = time.perf_counter() - started
    index.find(FindRequest("Wiederspruch", (TOKEN,)))
    times: list[float] = []
    for _ in range(3):
        for asked in queries:
            started = time.perf_counter()
            index.find(FindRequest(asked, (TOKEN, *range(1000, 1050))))
            times.append((time.perf_counter() - started) * 1000)
    print(f"{count} documents: indexed {count / seconds:.0f} a second; find", end=" ")
    print(f"p50 {percentile(times, 50):.1f} ms, p95 {percentile(times, 95):.1f} ms, most {max(times):.1f} ms")
    index.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="show every query that is not perfect")
    parser.add_argument("--documents", type=int, default=10_000, help="for the time of a query; 0: leave out")
    parser.add_argument("--letters", type=Path, default=LETTERS / "letters.jsonl")
    parser.add_argument("--queries", type=Path, default=LETTERS / "queries.jsonl")
    chosen = parser.parse_args()
    german = German(Lexicon(load().lexicon))
    with tempfile.TemporaryDirectory() as folder:
        for title, texts, asked, share in (
            ("public letters", chosen.letters, chosen.queries, 0.0),
            ("public letters, every twelfth word misread", chosen.letters, chosen.queries, 1 / 12),
            ("own letters", OWN_LETTERS, OWN, 0.0),
            ("own letters, every twelfth word misread", OWN_LETTERS, OWN, 1 / 12),
        ):
            if not texts.exists() or not asked.exists():
                print(f"{title}: left out, {texts.name} or {asked.name} is not here")
                continue
            letters, queries = rows(texts), rows(asked)
            index = TantivyIndex.anew(Path(folder) / "index", german)
            index.put(snapshot(badly_read(letter, share) if share else letter) for letter in letters)
            print(f"== {title}")
            judge(index, letters, queries, chosen.verbose)
            index.close()
        if chosen.documents and chosen.letters.exists():
            letters = rows(chosen.letters)
            questions = [asked["query"] for asked in rows(chosen.queries)]
            at_scale(Path(folder) / "large", german, letters, questions, chosen.documents)
    print("goals: " + ", ".join(f"{name} >= {goal}" for name, goal in GOALS.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
