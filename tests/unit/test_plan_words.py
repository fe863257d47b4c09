"""Words and stems as the suggestions see them, and the folding of spellings."""

from __future__ import annotations

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from filing_plan.features import LONGEST, SIZE, bag, fold_stem, stem_feature, stem_features
from filing_plan.letters import Letter
from filing_plan.terms import joint_terms
from filing_plan.text import fold, folded_words
from filing_plan.words import join_lines, normal, stem, words

GERMAN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöü", min_size=1, max_size=20)


def _reference(word: str) -> str:
    return str(snowballstemmer.stemmer("german").stemWord(word))


def _differs_by_design(word: str) -> bool:
    """Newer releases of the algorithm treat -ln, -erin(nen), -et and spelled-out umlauts in their own way."""
    return any(part in word for part in ("ae", "oe", "ue", "y")) or word.endswith(
        ("ln", "lns", "et", "erin", "erinnen")
    )


def test_stems_are_those_of_the_reference_for_the_words_of_the_terms() -> None:
    forms = {w.form for terms in joint_terms().values() for term in terms for w in words(term.text)}
    compared = {form for form in forms if form.isalpha() and not _differs_by_design(form)}
    assert len(compared) > 4000
    different = {form for form in compared if stem(form) != _reference(form)}
    assert len(different) < 0.01 * len(compared), sorted(different)[:40]


@given(GERMAN)
def test_a_stem_begins_like_its_word_and_is_never_longer(word: str) -> None:
    found = stem(word)
    assert len(found) <= len(word)
    assert word.replace("ä", "a").replace("ö", "o").replace("ü", "u").startswith(found)


def test_inflected_forms_meet() -> None:
    for one, other in (("beiträge", "beitrag"), ("häuser", "haus"), ("gebühren", "gebühr"), ("hunden", "hunde")):
        assert stem(one) == stem(other)


def test_words_keep_their_surface_and_take_hyphens_apart() -> None:
    found = words("Kita-Beitrag für Straßenlaterne Nr. 47 a")
    assert [w.form for w in found] == ["kitabeitrag", "kita", "beitrag", "für", "strassenlaterne", "nr"]
    assert found[0].surface == "Kita-Beitrag"


def test_what_line_ends_did_to_words_is_undone() -> None:
    assert join_lines("Grund-\nsteuer und Bau\u00adantrag") == "Grundsteuer und Bauantrag"
    assert join_lines("Haupt-\nund Finanzausschuss") == "Haupt-\nund Finanzausschuss"
    assert [w.form for w in words("Grund-\nsteuer")] == ["grundsteuer"]


def test_normal_composes_and_lowers() -> None:
    assert normal("STRASSE") == normal("Straße") == "strasse"
    assert normal("Mu\u0308ll") == "müll"


@given(st.text(max_size=60))
def test_folding_is_stable_and_free_of_marks(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(word == fold(word) for word in folded_words(text))


def test_folding_lets_spellings_meet() -> None:
    assert fold("Bücherei") == fold("BUECHEREI") == "buecherei"
    assert folded_words("Café, Größe 3") == ("cafe", "groesse", "3")


@given(GERMAN)
def test_features_are_16_bit_numbers_the_whole_stem_first(word: str) -> None:
    features = stem_features(fold_stem(stem(word)))
    assert features[0] == stem_feature(fold_stem(stem(word)))
    assert all(0 <= feature < SIZE for feature in features)


@pytest.mark.parametrize(
    ("one", "other"), [("Müllabfuhr", "Muellabfuhr"), ("Gebühren", "Gebuehren"), ("Größe", "Groesse")]
)
def test_spelled_out_umlauts_meet(one: str, other: str) -> None:
    assert bag(Letter(body=one)).weights == bag(Letter(body=other)).weights


def test_a_bag_weighs_the_subject_more_and_knows_how_words_were_written() -> None:
    found = bag(Letter(sender="Müller", subject="Muellabfuhr", body="Die Müllabfuhr war nicht da."))
    assert found.weights["mullabfuhr"] == 3.0
    assert found.surfaces["mullabfuhr"] == "Muellabfuhr"
    assert "nicht" not in found.weights


def test_a_very_long_text_is_looked_at_only_at_its_beginning() -> None:
    found = bag(Letter(body="Wasser\n" * LONGEST["body"] + "Friedhof"))
    assert "wass" in found.weights and "friedhof" not in found.weights
