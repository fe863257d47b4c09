"""Pages, snippets and marks."""

from __future__ import annotations

import html
import re
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search.finder import LocalFinder
from services.search.passages import SNIPPET
from shared.ports import SearchIndex
from tests.search_world import german


class NoIndex:
    """Marking asks no index: one that refuses everything serves."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the index was asked: {name}")


FINDER = LocalFinder(cast(SearchIndex, NoIndex()), german())
FILLER = "Der Ausschuss hat in seiner Sitzung darüber beraten und nichts weiter beschlossen. "


def marked(q: str, text: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", FINDER.passages(q, [text]).snippet)


def test_pages_with_more_words_of_the_query_come_first() -> None:
    pages = ["Garage", FILLER, "Die Garage und das Carport", "Das Carport, das Carport"]
    assert FINDER.passages("Garage Carport", pages).pages == (3, 4, 1)


def test_a_snippet_is_short_whole_words_and_around_the_best_place() -> None:
    text = FILLER * 10 + "Die Hundesteuer wird fällig. " + FILLER * 10
    found = FINDER.passages("Hundesteuer", [text])
    shown = html.unescape(re.sub(r"</?mark>", "", found.snippet))
    assert "Die Hundesteuer wird fällig" in shown and shown.startswith("… ") and shown.endswith(" …")
    assert len(shown) <= SNIPPET + 40
    assert all(word in (FILLER + "Die Hundesteuer wird fällig.").split() for word in shown.strip("… ").split())


@pytest.mark.parametrize(
    ("q", "text", "words"),
    [
        ("Garage", "Die Tiefgaragenstellplätze und Garagen", ["Tiefgaragenstellplätze", "Garagen"]),
        ("Strasse", "in der Straße", ["Straße"]),
        ('"Tempo 30"', "Tempo 30 gilt, sonst Tempo 50 und 30", ["Tempo 30"]),
        ("Gara*", "Garant der Garage", ["Garant", "Garage"]),
        ("24.8.2024", "am 24. August 2024 um 8", ["24. August 2024"]),
        ("9097,67", "zahlen Sie 9.097,67 Euro", ["9.097,67"]),
        ("Grundsteuer", "Grund- und Gewerbesteuer", ["Grund"]),
        ("Bescheid", "der Be-\nscheid liegt bei", ["Be- scheid"]),
        ("Wiederspruch", "Ihr Widerspruch vom Montag", ["Widerspruch"]),
        ("Gebührenbescheid", "der Gebuhrenbescheld liegt bei", ["Gebuhrenbescheld"]),
        ("Garage -Carport", "Garage, Carport", ["Garage"]),
        ("Stundung", "drei Stunden", []),
    ],
)
def test_what_is_marked(q: str, text: str, words: list[str]) -> None:
    assert marked(q, text) == words


def test_a_snippet_is_escaped() -> None:
    found = FINDER.passages("Garage", ["<script>alert('x')</script> Garage & <b>"])
    assert "<script" not in found.snippet and "&lt;script&gt;" in found.snippet
    assert "<mark>Garage</mark> &amp; &lt;b&gt;" in found.snippet


def test_without_a_hit_the_snippet_is_the_beginning() -> None:
    found = FINDER.passages("Garage", ["", "Der Ausschuss tagt."])
    assert found.pages == () and found.snippet == "Der Ausschuss tagt."
    assert FINDER.passages("", []).snippet == ""


@settings(deadline=None, max_examples=100)
@given(q=st.text(max_size=30), pages=st.lists(st.text(max_size=200), max_size=3))
def test_nothing_raises_and_only_marks_are_tags(q: str, pages: list[str]) -> None:
    found = FINDER.passages(q, pages)
    assert not re.search(r"<(?!/?mark>)", found.snippet)
    assert set(found.pages) <= set(range(1, len(pages) + 1))


def test_boxes_are_marked_by_the_same_analyser() -> None:
    words = ["Die", "Tiefgaragen-", "stellplätze", "am", "24.", "August", "2024,", "Garage."]
    assert [w for w, hit in zip(words, FINDER.mark_words("Garage", words), strict=True) if hit] == [
        "Tiefgaragen-",
        "stellplätze",
        "Garage.",
    ]
    hits = FINDER.mark_words("24.8.2024", words)
    assert [w for w, hit in zip(words, hits, strict=True) if hit] == ["24.", "August", "2024,"]


@settings(deadline=None, max_examples=100)
@given(q=st.sampled_from(["Garage", '"a b"', "24.8.2024", ""]), words=st.lists(st.text(max_size=8), max_size=20))
def test_there_is_one_answer_for_each_word(q: str, words: list[str]) -> None:
    assert len(FINDER.mark_words(q, words)) == len(words)
