"""The catalogue: both languages complete, every error code and every key in use has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import catalogue
from shared.errors import NotFound, Unreadable

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'^    code = "([a-z_]+)"$', re.MULTILINE)
IN_TEMPLATES = re.compile(r"""\bt\(\s*["']([a-z0-9-]+)["']\s*[,)]""")


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue.keys("de") == catalogue.keys("en")


def test_every_error_code_has_its_words_in_both_languages() -> None:
    sources = [*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    codes |= set(re.findall(r"``([a-z_]+)``", (Unreadable.__doc__ or "").partition("Codes in use")[2]))
    assert len(codes) > 20
    for lang in catalogue.LANGUAGES:
        missing = sorted(code for code in codes if not catalogue.has("error-" + code.replace("_", "-"), lang))
        assert not missing, lang


def test_every_key_that_a_page_names_is_there() -> None:
    pages = [*(ROOT / "services").rglob("*.html"), *(ROOT / "services").rglob("*.py")]
    named = {key for path in pages for key in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 100
    assert not sorted(key for key in named if not catalogue.has(key))


def test_german_texts_speak_calmly() -> None:
    for path in (catalogue.FOLDER / "de").glob("*.ftl"):
        words = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert "!" not in words, path.name
        assert not re.search(r"\b(?:OK|Fehler aufgetreten|ungültige Eingabe)\b", words), path.name


def test_a_missing_key_or_value_is_told_at_once() -> None:
    with pytest.raises(KeyError):
        catalogue.text("no-such-key")
    with pytest.raises(KeyError):
        catalogue.text("tray-filed", number="MIC 610-0001/2026")


def test_numbers_and_plurals_follow_the_language() -> None:
    assert catalogue.text("tray-counts", open=1200, reading=0).strip() == "1.200 offen"
    assert catalogue.text("tray-counts", open=12, reading=2).replace(" ,", ",") == "12 offen, 2 werden gelesen"
    assert catalogue.text("viewer-hits", "en", hits=1) == "1 hit"


def test_an_unknown_code_gets_the_general_words() -> None:
    assert catalogue.error_text("never_heard_of") == catalogue.error_text("internal")
    assert catalogue.explain(NotFound()) == "Nicht gefunden."


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, "de"),
        ("en", "en"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,en;q=0.5,de;q=0.7", "de"),
        ("en;q=0", "de"),
        ("*", "de"),
    ],
)
def test_the_first_language_of_ours_by_weight(header: str | None, wanted: str) -> None:
    assert catalogue.language_for(header) == wanted


@given(st.text(max_size=60))
def test_any_header_gives_a_language(header: str) -> None:
    assert catalogue.language_for(header) in catalogue.LANGUAGES
