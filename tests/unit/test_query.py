"""What a clerk may type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search.clauses import AllOf, Between, Is, OneOf, Phrase, Prefix, Terms, Without, plan, terms_of
from services.search.query import NOTES, All, Any, Beginning, Field, Not, Parsed, Quoted, Words, parse
from shared.catalogue import has
from tests.search_world import german


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("Bescheid", Words("Bescheid")),
        ("Bescheid  Garage", Words("Bescheid Garage")),
        ("24. August 2024", Words("24. August 2024")),
        ("Röhrig & Söhne", Words("Röhrig Söhne")),
        ("a AND b UND c", Words("a b c")),
        ('"auf Friedhofsdauer"', Quoted("auf Friedhofsdauer")),
        ("„auf Friedhofsdauer“", Quoted("auf Friedhofsdauer")),
        ("Garage -Carport", All((Words("Garage"), Not(Words("Carport"))))),
        ("Garage NOT Carport", All((Words("Garage"), Not(Words("Carport"))))),
        ('-"zwei Wörter"', Not(Quoted("zwei Wörter"))),
        ("Veit-Grünewald", Words("Veit-Grünewald")),
        ("Gara*", Beginning("Gara")),
        ("a b OR c", Any((Words("a b"), Words("c")))),
        ("a (b ODER c)", All((Words("a"), Any((Words("b"), Words("c")))))),
        ("number:610-0007", Field("number", "610-0007")),
        ("Aktenzeichen:610-0007", Field("number", "610-0007")),
        ('town:"erbach"', Field("town", "erbach")),
        ("ort:Erbach", Field("town", "Erbach")),
        ("from:2024-01-01", Field("from", "2024-01-01")),
        ("von:1.2.2024", Field("from", "2024-02-01")),
        ("from:2024-02", Field("from", "2024-02-01")),
        ("to:2024-02", Field("to", "2024-02-29")),
        ("to:2023", Field("to", "2023-12-31")),
        ("Betreff:Garage", Words("Betreff Garage")),
        ("http://a.example/x", Words("http //a.example/x")),
        ("", None),
        ("&  …", None),
    ],
)
def test_it_is_understood(typed: str, node: object) -> None:
    assert parse(typed) == Parsed(node, ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "node", "note"),
    [
        ("(Garage", Words("Garage"), "bracket_open"),
        ("Garage) Carport", Words("Garage Carport"), "bracket_extra"),
        ('"auf Friedhofs', Quoted("auf Friedhofs"), "quote_open"),
        ("OR Garage", Words("Garage"), "operator_alone"),
        ("Garage AND", Words("Garage"), "operator_alone"),
        ("AND", None, "operator_alone"),
        ("Garage from:gestern", Words("Garage gestern"), "date_wrong"),
        ("from:2024-02-30", Words("2024-02-30"), "date_wrong"),
        ("year:24", Words("24"), "date_wrong"),
        ("a" * 1200, Words("a" * 1000), "too_long"),
    ],
)
def test_what_is_wrong_is_repaired_and_told(typed: str, node: object, note: str) -> None:
    assert parse(typed) == Parsed(node, (note,))  # type: ignore[arg-type]


def test_every_note_has_its_text_in_both_languages() -> None:
    for note in NOTES:
        key = f"search-note-{note.replace('_', '-')}"
        assert has(key, "de") and has(key, "en"), key


SIGNS = st.text(alphabet='abÄ1 "()-*:.|&\n\u201e\u201c', max_size=60)
PIECES = st.lists(
    st.sampled_from(["(", ")", "OR", "AND", "-", '"', "from:", "to:2024", "Haus", "Haus*", ":"]), max_size=40
)


@settings(deadline=None, max_examples=300)
@given(typed=st.text(max_size=80) | SIGNS | PIECES.map(" ".join) | PIECES.map("".join))
def test_nothing_raises_and_notes_are_known(typed: str) -> None:
    parsed = parse(typed)
    assert set(parsed.notes) <= set(NOTES)
    plan(german(), parsed.node)


def test_thousands_of_brackets_are_no_harm() -> None:
    assert parse("(" * 500 + "Haus" + ")" * 500).node == Words("Haus")


def clause(typed: str) -> object:
    return plan(german(), parse(typed).node)


def test_a_number_with_blanks_is_one_thing_to_look_for() -> None:
    found = clause("DE00 5085 1952 0021 3090 45")
    assert isinstance(found, OneOf) and found.best
    assert isinstance(found.clauses[0], Terms)
    assert found.clauses[0].levels == (("#de00508519520021309045", 1.0),)


def test_a_hyphened_word_is_also_one_word_and_its_words() -> None:
    found = clause("Kfz-Steuer")
    assert isinstance(found, OneOf)
    phrase, joined, both = found.clauses
    assert phrase == Phrase(("kfz", "steuer"), 1.5)
    assert isinstance(joined, Terms) and joined.exact == "kfzsteuer"
    assert isinstance(both, AllOf) and len(both.clauses) == 2


def test_fields_and_phrases_become_clauses() -> None:
    assert clause('"Tempo 30"') == Phrase(("tempo", "30"))
    assert clause("Grün*") == Prefix("gruen")
    assert clause("number:MIC-610-0007/2025*") == Is("number", "mic-610-0007-2025")
    assert clause("ort:Erbach") == Is("town", "erbach")
    between = clause("to:2024-02")
    assert isinstance(between, Between) and between.last is not None and between.last.isoformat() == "2024-02-29"
    assert clause('"…"') is None and clause("-…") is None


def test_the_same_word_twice_is_asked_once() -> None:
    assert clause("Garage Garage") == clause("Garage")


def test_what_is_excluded_is_not_marked() -> None:
    found = clause("Garage -Carport (Haus OR Hof)")
    assert isinstance(found, AllOf) and any(isinstance(part, Without) for part in found.clauses)
    assert [getattr(term, "exact", None) for term in terms_of(found)] == ["garage", "haus", "hof"]
