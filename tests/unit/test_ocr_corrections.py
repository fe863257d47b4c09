"""Errors of recognition that German office mail makes certain."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ocr.corrections import corrected


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("des $ 6 Abs. 10 HBO", "des § 6 Abs. 10 HBO"),
        ("nach $ 73 HBO.", "nach § 73 HBO."),
        ("$$ 29 und 30 VwVfG", "§§ 29 und 30 VwVfG"),
        ("gemäß $15 der Satzung", "gemäß §15 der Satzung"),
        ("nach S 35 BauGB", "nach § 35 BauGB"),
        ("gemäß 8 6 Abs. 10 HBO", "gemäß § 6 Abs. 10 HBO"),
        ("Trautwein — Doppelgarage", "Trautwein – Doppelgarage"),
        ("Michelstadt - Steinbach", "Michelstadt – Steinbach"),
        ("37,32 m?).", "37,32 m²)."),
        ("Fachkraftschlüssel 8 25c HKJGB)", "Fachkraftschlüssel § 25c HKJGB)"),
        ("Nach 8 5 Abs. 3 der Satzung", "Nach § 5 Abs. 3 der Satzung"),
        ("den 88 2 bis 6 HKJGB", "den §§ 2 bis 6 HKJGB"),
        ("— Geburtsurkunde", "– Geburtsurkunde"),
        ("von 12 - 14 Uhr", "von 12 – 14 Uhr"),
        ("Wirkung (3 80 Abs. 2 VwGO)", "Wirkung (§ 80 Abs. 2 VwGO)"),
        ("Anspruch (8 86 VVG).", "Anspruch (§ 86 VVG)."),
        ("($27 HessVwVG)", "(§27 HessVwVG)"),
        ("auf 5,90 €/m? gesenkt;", "auf 5,90 €/m² gesenkt;"),
        ("1.900 m2 einschließlich", "1.900 m² einschließlich"),
        ("eine Fläche von 900m”", "eine Fläche von 900m²"),
    ],
)
def test_what_can_only_be_an_error_is_corrected(read: str, meant: str) -> None:
    assert " ".join(corrected(read.split())) == meant


@pytest.mark.parametrize(
    "text",
    [
        "im Umkreis von 8 6 Häuser",  # no law near
        "Seite S 12 des Plans",
        "von 8 500 EUR auf 3 100 EURO",
        "mit 5 10 LKW der Firma",
        "in 3 12 der Fälle",
        "die M2 fährt um 5 m2go ab",
        "8 14 Tage nach Abs. 2",  # nothing leads to a section
        "- erster Punkt der Liste",
        "Wie groß sind 5 m?",
        "Es sind 5 m? Nein.",
        "Haben Sie 5 Minuten?",
        "Kostet es 20 $ oder mehr?",
        "Nr. 8 und 9",
        "Straßen-, Wege- und Platzflächen",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert " ".join(corrected(text.split())) == text


WORD = st.text(st.sampled_from("§$S8&5-—–m?²0123456789.,abcÄ()"), min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(WORD, max_size=12))
def test_words_keep_their_number_and_a_second_look_changes_nothing(words: list[str]) -> None:
    once = corrected(words)

    assert len(once) == len(words)
    assert corrected(once) == once
