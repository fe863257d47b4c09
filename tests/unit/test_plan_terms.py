"""The terms that lead to positions: the form of the file, and that it covers the joint plan."""

from __future__ import annotations

import pytest

from filing_plan.plan import joint_plan
from filing_plan.terms import TITLE_WEIGHT, foreign_terms, joint_terms, parse_terms, with_titles
from filing_plan.words import STOPWORDS


def test_each_kind_has_its_weight_and_the_heaviest_of_a_term_stays() -> None:
    parsed = parse_terms("# Kopf\n\n610 Bauanträge\n!: Bauantrag, Bauherr\n+: bauen, Bauherren\na: B.-Antr.\n")
    assert [(t.text, t.weight, t.kind) for t in parsed["610"]] == [
        ("Bauantrag", 2.0, "!"),
        ("Bauherr", 2.0, "!"),
        ("bauen", 1.0, "+"),
        ("B.-Antr.", 1.5, "a"),
    ]


def test_a_term_of_several_words_has_several_stems_without_stop_words() -> None:
    (term,) = parse_terms("1 A\n!: Befreiung von der Ausweispflicht\n")["1"]
    assert len(term.stems) == 2


@pytest.mark.parametrize("text", ["!: Wort ohne Position", "610 Titel\n?: Frage", "610 Titel\nWort: anderes"])
def test_a_line_that_is_neither_head_nor_terms_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"line \d"):
        parse_terms(text)


def test_the_joint_terms_cover_exactly_the_lowest_positions() -> None:
    assert set(joint_terms()) == {p.number for p in joint_plan().lowest()}


def test_every_position_has_many_terms_of_each_weight() -> None:
    for number, terms in joint_terms().items():
        assert sum(t.kind == "!" for t in terms) >= 15, number
        assert sum(t.kind == "+" for t in terms) >= 15, number


def test_no_specific_term_is_a_stop_word() -> None:
    for terms in joint_terms().values():
        assert not [t.text for t in terms if t.kind == "!" and t.text.lower() in STOPWORDS]


def test_titles_weigh_most() -> None:
    terms = with_titles(joint_terms(), joint_plan())
    for position in joint_plan().lowest():
        assert max(terms[position.number], key=lambda t: t.weight).weight == TITLE_WEIGHT


def test_a_position_without_terms_still_has_its_title() -> None:
    assert [t.text for t in with_titles({}, joint_plan())["912"]] == ["Hundesteuer"]


def test_foreign_topics_are_no_titles_of_positions() -> None:
    titles = {p.title for p in joint_plan().lowest()}
    assert len(foreign_terms()) > 100
    assert not titles & {t.text for t in foreign_terms()}
