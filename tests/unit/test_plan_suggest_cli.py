"""``plan suggest``: lines out for lines in, and German reasons where a file is no letters file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from services.dms.plan.suggest_cli import DONE, FAILED, run

DOG = {"id": "A1", "sender": {"name": "Kurt Rot"}, "subject": "Dackel gestorben", "body": "Bitte den Hund abmelden."}
METER = {"id": "A2", "sender": "Stadtwerke", "subject": "Zählerstand", "body": "Die Wasseruhr steht bei 12."}


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_one_json_line_for_each_letter(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run(written(tmp_path / "l.jsonl", DOG, "", METER), None, out, as_json=True) == DONE
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["id"], second["id"]) == ("A1", "A2")
    assert (first["positions"][0]["position"], second["positions"][0]["position"]) == ("912", "700")
    assert set(first["positions"][0]) == {"position", "score", "reason"}
    assert first["positions"][0]["reason"].startswith("wegen: ")
    assert len(first["positions"]) == 3


def test_our_own_reference_and_other_fields_change_nothing(tmp_path: Path) -> None:
    leak = {"our_reference": "MIC 610-0001/2024", "recipient": {"name": "Bauamt"}, "position": "610", "kind": "invoice"}
    plain, leaky = io.StringIO(), io.StringIO()
    run(written(tmp_path / "a.jsonl", DOG), None, plain, as_json=True)
    run(written(tmp_path / "b.jsonl", DOG | leak), None, leaky, as_json=True)
    assert plain.getvalue() == leaky.getvalue()


def test_what_was_filed_is_learned(tmp_path: Path) -> None:
    taught = [{"id": str(i), "subject": "Knubbelstein Plan", "body": f"Nr. {i}", "position": "301"} for i in range(4)]
    asked = written(tmp_path / "l.jsonl", {"id": "X", "subject": "Knubbelstein Plan", "body": "Nr. 9"})
    out = io.StringIO()
    assert run(asked, written(tmp_path / "t.jsonl", *taught), out, as_json=True) == DONE
    best = json.loads(out.getvalue())["positions"][0]
    assert best["position"] == "301" and "Knubbelstein" in best["reason"]


def test_in_words_for_people(tmp_path: Path) -> None:
    out = io.StringIO()
    unknown = {"id": "A3", "subject": "", "body": "123"}
    assert run(written(tmp_path / "l.jsonl", DOG, unknown), None, out, as_json=False) == DONE
    dog, nothing = out.getvalue().splitlines()
    assert "912 Hundesteuer" in dog and "%" in dog
    assert "kein Vorschlag" in nothing


@pytest.mark.parametrize(
    "line", ["kein JSON", "[]", "{}", '{"query": "Hund"}', '{"subject": 5, "body": "x"}', '{"body": "x", "sender": 3}']
)
def test_a_line_that_is_no_letter_is_told_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    out = io.StringIO()
    assert run(written(tmp_path / "l.jsonl", DOG, line), None, out, as_json=True) == FAILED
    assert "Zeile 2" in capsys.readouterr().err
    assert out.getvalue() == ""


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "missing.jsonl", None, io.StringIO(), as_json=True) == FAILED
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\x00\xe4")
    assert run(tmp_path / "latin.jsonl", None, io.StringIO(), as_json=True) == FAILED
    assert capsys.readouterr().err.count("lässt sich nicht lesen") == 2


def test_a_learning_file_needs_positions_of_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letters = written(tmp_path / "l.jsonl", DOG)
    for position in ("61", "999", ""):
        assert run(letters, written(tmp_path / "t.jsonl", DOG | {"position": position}), io.StringIO(), True) == FAILED
        assert "unterste" in capsys.readouterr().err
