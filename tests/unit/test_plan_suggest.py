"""Suggestions: from the terms alone, learned, similar; scores, reasons, bounds, and models as bytes."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filing_plan.learned import NEWEST, Prepared
from filing_plan.plan import DisposalCode, FilingPlan, Position
from filing_plan.suggest import Example, Learned, Letter, Suggester, similar

OWN = Path(__file__).resolve().parents[1] / "bench" / "suggest_letters.jsonl"
DOG = Letter(subject="Mein Hund ist gestorben", body="Bitte melden Sie meinen Dackel ab, die Marke liegt bei.")


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester()


def filed(number: int, position: str, words: str, sender: str = "Kraft & Kalk GmbH") -> Example:
    return Example(Letter(sender=sender, subject=words, body=f"{words} {number}"), position, f"key-{number}")


def test_our_own_letters_are_placed_cold(suggester: Suggester) -> None:
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 160 and len({row["position"] for row in rows}) == 81
    first = three = 0
    for row in rows:
        letter = Letter(sender=row["sender"]["name"], subject=row["subject"], body=row["body"])
        suggested = [s.position for s in suggester.suggest(letter)]
        first += suggested[0] == row["position"]
        three += row["position"] in suggested
    assert first >= 0.94 * len(rows)
    assert three >= 0.99 * len(rows)


def test_a_suggestion_has_a_score_and_words_of_the_letter(suggester: Suggester) -> None:
    suggested = suggester.suggest(DOG)
    assert len(suggested) == 3
    best = suggested[0]
    assert best.position == "912" and best.kind == "terms" and best.score >= 0.8
    assert 1 <= len(best.because) <= 4
    assert all(word in f"{DOG.subject} {DOG.body}" for word in best.because)
    assert [s.score for s in suggested] == sorted((s.score for s in suggested), reverse=True)


def test_nothing_known_suggests_nothing(suggester: Suggester) -> None:
    assert suggester.suggest(Letter()) == []
    assert suggester.suggest(Letter(body="1234 -- ?? 56")) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.text(max_size=40), st.integers(1, 81))
def test_any_text_gives_bounded_scores(suggester: Suggester, body: str, subject: str, limit: int) -> None:
    suggested = suggester.suggest(Letter(subject=subject, body=body), limit)
    assert len(suggested) in (0, limit)
    assert all(0 <= s.score <= 1 for s in suggested)
    assert sum(s.score for s in suggested) <= 1.01
    assert len({s.position for s in suggested}) == len(suggested)


def test_filed_letters_change_what_the_terms_say(suggester: Suggester) -> None:
    letter = Letter(
        sender="Kraft & Kalk GmbH", subject="Knubbelstein Lieferplan", body="Unser Knubbelstein kommt Dienstag."
    )
    before = suggester.suggest(letter)
    assert "".join(s.position for s in before[:1]) != "301"
    others = [
        filed(50 + i, number, words) for i, (number, words) in enumerate([("912", "Hund"), ("700", "Wasserzähler")])
    ]
    model = suggester.learn([*(filed(i, "301", "Knubbelstein Lieferplan") for i in range(4)), *others])
    best = suggester.suggest(letter, model=model)[0]
    assert best.position == "301" and best.kind in ("learned", "similar")
    assert "Knubbelstein" in best.because


def test_similar_letters_come_back_by_their_key(suggester: Suggester) -> None:
    model = suggester.learn([filed(1, "912", "Dackel Waldi"), filed(2, "700", "Wasserzähler Mühlgasse")])
    found = similar(Letter(subject="Nochmals: Wasserzähler Mühlgasse"), model)
    assert found[0][0] == "key-2"
    assert 0.3 < found[0][1] <= 1.001
    assert similar(Letter(subject="Völlig anderes"), model) == []


def test_only_the_newest_of_each_position_are_learned(suggester: Suggester) -> None:
    examples = [filed(i, "912", f"Hund Nummer{i}") for i in range(NEWEST + 10)]
    model = suggester.learn(examples)
    assert model.keys == tuple(e.key for e in examples[10:])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_anything_filed_is_no_special_case(suggester: Suggester, count: int) -> None:
    model = suggester.learn([filed(i, "912", "Hund Waldi") for i in range(count)])
    assert suggester.suggest(DOG, model=model)[0].position == "912"
    assert len(similar(DOG, model)) <= count


def test_examples_of_unknown_positions_and_empty_letters_do_no_harm(suggester: Suggester) -> None:
    model = suggester.learn([Example(Letter(), "912", "a"), filed(1, "999", "Hund"), filed(2, "700", "Wasser")])
    assert model.keys == ("a", "key-2")
    assert suggester.suggest(DOG, model=model)[0].position == "912"
    assert suggester.suggest(Letter(), model=model) == []


def test_a_model_survives_as_bytes(suggester: Suggester) -> None:
    model = suggester.learn([filed(1, "301", "Knubbelstein"), filed(2, "700", "Wasserzähler")])
    again = Learned.loads(model.dumps())
    assert again.keys == model.keys and again.positions == model.positions
    letter = Letter(subject="Knubbelstein")
    for one, other in zip(suggester.suggest(letter, 5, model), suggester.suggest(letter, 5, again), strict=True):
        assert one.position == other.position and one.score == pytest.approx(other.score, abs=0.01)
    assert similar(letter, again) == similar(letter, model)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_broken_bytes_are_no_model(data: bytes) -> None:
    with pytest.raises(ValueError, match="no learned model"):
        Learned.loads(data)


def test_truncated_bytes_are_no_model(suggester: Suggester) -> None:
    data = suggester.learn([filed(1, "301", "Knubbelstein")]).dumps()
    with pytest.raises(ValueError, match="no learned model"):
        Learned.loads(data[: len(data) // 2])


def test_a_model_of_another_plan_is_left_aside(suggester: Suggester) -> None:
    small = FilingPlan([Position(UUID(int=1), "9", None, "Hundesteuer", 12, DisposalCode.DESTROY)])
    other = Suggester(small)
    model = other.learn([filed(1, "9", "Knubbelstein")])
    assert not model.fits(suggester.positions)
    assert suggester.suggest(DOG, model=model) == suggester.suggest(DOG)


def test_the_same_filed_letters_teach_the_same(suggester: Suggester) -> None:
    examples = [filed(i, p, w) for i, (p, w) in enumerate([("912", "Hund"), ("700", "Zähler"), ("301", "Fachwerk")])]
    one, other = suggester.learn(examples), suggester.learn(examples)
    assert np.array_equal(one.weights, other.weights)


def test_learning_anew_reads_only_what_is_new(suggester: Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = [filed(i, p, w) for i, (p, w) in enumerate([("912", "Hund"), ("700", "Zähler"), ("301", "Fachwerk")])]
    before = suggester.learn(examples[:2])
    read: list[Letter] = []
    prepared = suggester._prepared

    def counted(letter: Letter) -> Prepared:
        read.append(letter)
        return prepared(letter)

    monkeypatch.setattr(suggester, "_prepared", counted)
    after = suggester.learn(examples, before)
    assert read == [examples[2].letter]
    assert np.array_equal(after.weights, suggester.learn(examples).weights)
    moved = [Example(examples[0].letter, "122", "key-0"), *examples[1:]]
    assert suggester.learn(moved, after).filed_at[0] != after.filed_at[0]


@pytest.mark.parametrize(
    ("text", "most"),
    [("Hello world, Word!", 0.5), ("Multipage TIFF", 0.5), ("Hundesteuer", 0.8), ("Mein Hund, die Hundesteuer", 1.0)],
)
def test_little_evidence_is_never_certain(text: str, most: float) -> None:
    suggester, letter = Suggester(), Letter(sender="", recipient="", subject="", body=text)
    grave = Letter(sender="", recipient="", subject="Grab verlängern", body="Wir möchten das Grab behalten.")
    for model in (None, suggester.learn([Example(grave, "710", "1")])):
        found = suggester.suggest(letter, model=model)
        assert all(each.score < most for each in found)
        assert found == sorted(found, key=lambda each: -each.score)
