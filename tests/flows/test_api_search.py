"""The search by the API, on the real index."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.api import Caller, Installation, until

CLERK = "clerk@michelstadt"


@pytest.fixture(scope="module")
def clerk(installation: Installation) -> Caller:
    return installation.caller(CLERK)


@pytest.fixture(scope="module")
def filed(clerk: Caller) -> dict[str, Any]:
    found = clerk.filed(
        "Beschwerde über das Läuten der Glocken am Sonntag <b>früh</b>",
        "Die Kirchturmuhr schlägt zu laut.",
        subject="Glockenläuten <script>alert(1)</script>",
        title="Läuteordnung",
    )
    clerk.found("Glocken", found["id"])
    return found


@pytest.mark.parametrize("words", ["Glocke", "glocken läuten", "gloken", "Kirchturm", '"Läuten der Glocken"', "glock*"])
def test_a_letter_is_found_by_its_words(clerk: Caller, filed: dict[str, Any], words: str) -> None:
    answer = clerk.get("/search", q=words).json
    hit = next(hit for hit in answer["hits"] if hit["document_id"] == filed["id"])
    assert hit["pages"] == [1] and hit["file_number"] == filed["file_number"]
    assert hit["tenant"] == "michelstadt" and answer["total"] >= 1 and answer["took_ms"] > 0


def test_a_snippet_is_text_and_marks_only(clerk: Caller, filed: dict[str, Any]) -> None:
    snippet = clerk.found("sonntag früh", filed["id"])["snippet"]
    assert "<mark>" in snippet
    assert "<" not in re.sub(r"</?mark>", "", snippet)


def test_it_is_found_by_its_number(clerk: Caller, filed: dict[str, Any]) -> None:
    number = filed["file_number"]
    for words in (number, f'number:"{number}"', f"number:{number.split()[1]}"):
        assert filed["id"] in {hit["document_id"] for hit in clerk.get("/search", q=words).json["hits"]}


def test_newly_filed_is_found_under_its_new_words(clerk: Caller) -> None:
    word = f"Zauberwort{uuid4().hex[:8]}"
    found = clerk.in_tray("Ein Brief")
    clerk.patch(f"/documents/{found['id']}", {"subject": word})
    clerk.post(f"/documents/{found['id']}/file", {"position": "611", "title": "Neu"})
    assert clerk.found(word, found["id"])["subject"] == word


@pytest.mark.parametrize(
    ("narrow", "there"),
    [
        ({"tenant": "michelstadt"}, True), ({"tenant": "erbach"}, False), ({"position": "610"}, True),
        ({"position": "61"}, True), ({"position": "702"}, False), ({"from": "2100-01-01"}, False),
        ({"to": "2100-01-01"}, True), ({"kind": "Rechnung"}, False), ({"sort": "newest"}, True),
    ],
)  # fmt: skip
def test_filters_narrow(clerk: Caller, filed: dict[str, Any], narrow: dict[str, str], there: bool) -> None:
    hits = clerk.get("/search", q="Glocken", **narrow).json["hits"]
    assert (filed["id"] in {hit["document_id"] for hit in hits}) is there


def test_facets_count_what_is_there(clerk: Caller, filed: dict[str, Any]) -> None:
    answer = clerk.get("/search", q="Glocken").json
    positions = {entry["value"]: entry for entry in answer["facets"]["position"]}
    assert positions["610"]["label"] == "610 Bauanträge" and positions["610"]["count"] >= 1
    assert sum(entry["count"] for entry in answer["facets"]["tenant"]) == answer["total"]


def test_a_cursor_leads_through_all_hits_once(clerk: Caller) -> None:
    word = f"Blattwort{uuid4().hex[:6]}"
    ids = [clerk.in_tray(f"{word} Nummer {number}")["id"] for number in range(3)]
    for document_id in ids:
        clerk.found(word, document_id)
    first = until(lambda: clerk.get("/search", q=word, limit=2).json, lambda found: found["total"] == 3)
    second = clerk.get("/search", q=word, limit=2, cursor=first["next"]).json
    seen = [hit["document_id"] for hit in first["hits"] + second["hits"]]
    assert sorted(seen) == sorted(ids) and second["next"] is None


@pytest.mark.parametrize(
    "q", ["(Glocken", '"Glocken', "Glocken OR", "from:gestern Glocken", ")(", "*", "-", ":", "\x00", "🔔", "AND"]
)
def test_a_wrong_query_is_never_an_error(clerk: Caller, q: str) -> None:
    answer = clerk.get("/search", q=q)
    assert answer.status_code == 200
    assert all(note["text"] for note in answer.json["notes"])


def test_what_was_not_understood_is_said(clerk: Caller, filed: dict[str, Any]) -> None:
    notes = clerk.get("/search", q="(Glocken").json["notes"]
    assert [note["code"] for note in notes] == ["bracket_open"] and "Klammer" in notes[0]["text"]


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "o-1"},
        {"cursor": "x"},
        {"limit": "0"},
        {"limit": "101"},
        {"sort": "weit"},
        {"from": "x"},
        {"office": "x"},
    ],
)
def test_what_programs_may_not_ask(clerk: Caller, query: dict[str, str]) -> None:
    answer = clerk.get("/search", q="Glocken", **query)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_discarded_is_found_no_more_and_again_when_restored(clerk: Caller) -> None:
    word = f"Wegwort{uuid4().hex[:6]}"
    found = clerk.in_tray(word)
    clerk.found(word, found["id"])
    clerk.post(f"/documents/{found['id']}/discard", {"reason": "Werbung"})
    assert clerk.get("/search", q=word).json["total"] == 0
    clerk.post(f"/documents/{found['id']}/restore", {})
    clerk.found(word, found["id"])
