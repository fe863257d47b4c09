"""The lexicon: what is built from the packages, and how it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import lexicon, lexicon_build
from shared.lexicon import NEVER, Entry, Lexicon, LexiconMissing, apply, decode, edit, encode
from shared.lexicon_compounds import Compounds, Words
from shared.settings import load
from tests.search_world import german

WORD = st.from_regex(r"[a-z]{1,12}", fullmatch=True)
COST = st.sampled_from([NEVER, 0.5, 3.2, 9.9])
ENTRY = st.builds(
    Entry,
    nouns=st.lists(WORD, max_size=2).map(tuple),
    others=st.lists(WORD, max_size=2).map(tuple),
    zipf=st.sampled_from([0.0, 2.3, 8.0]),
    modifier=COST,
    head=COST,
    base=WORD | st.just(""),
    cut=st.integers(0, 9),
)


@given(form=WORD, lemma=WORD)
def test_a_lemma_is_stored_as_an_edit_of_its_form(form: str, lemma: str) -> None:
    assert apply(form, edit(form, lemma)) == lemma


@given(form=WORD, entry=ENTRY)
def test_what_is_stored_comes_back(form: str, entry: Entry) -> None:
    assert decode(form, encode(form, entry)) == entry
    assert lexicon.costs(encode(form, entry)) == (entry.modifier, entry.head)


def test_every_form_is_found_and_no_other(tmp_path: Path) -> None:
    rows = {f"wort{n}": Entry((f"lemma{n}",), (), 1.0, NEVER, NEVER, "", 0) for n in range(500)}
    assert lexicon_build.write(tmp_path, rows.items()) == 500
    made = Lexicon(tmp_path)
    assert len(made) == 500
    assert all(made.get(form) == entry for form, entry in rows.items())
    assert [made.get(form) for form in ("wort", "ort1", "wort500", "", "\n")] == [None] * 5


def test_no_lexicon_or_another_format_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LexiconMissing, match="make setup"):
        Lexicon(tmp_path)
    (tmp_path / lexicon.FILE_NAME).write_bytes(lexicon.HEADER.pack(lexicon.MAGIC, 0, 1, 0) + bytes(8))
    with pytest.raises(LexiconMissing, match="another format"):
        Lexicon(tmp_path)


def test_the_command_wants_the_word_build(capsys: pytest.CaptureFixture[str]) -> None:
    assert lexicon.main([]) == 2
    assert "usage" in capsys.readouterr().err


def small() -> Words:
    """A dictionary of a few words: a compound goes like its last part, a chance string does not."""
    words = Words()
    table = {
        "haus": {"haus": 5.0, "hauses": 4.0, "haeuser": 4.5},
        "kranker": {"kranken": 4.0, "kranker": 3.5},
        "krankenhaus": {"krankenhaus": 4.5, "krankenhauses": 4.0, "krankenhaeuser": 4.0},
        "minister": {"minister": 5.0, "ministers": 4.0, "ministern": 3.0},
        "mini": {"mini": 4.0, "minis": 3.0},
        "rare": {"rare": 1.0},
    }
    for lemma, forms in table.items():
        for form, common in forms.items():
            words.nouns[form].add(lemma)
            words.noun_forms[lemma].add(form)
            words.freq[form] = 10 ** (common - 9)
    return words


def test_compounds_are_told_by_their_inflection() -> None:
    compounds = Compounds(small())
    compounds.find()
    assert compounds.cuts == {"krankenhaus": 7}
    rows = dict(lexicon_build.entries(compounds.words, compounds))
    assert rows["krankenhaeuser"].cut == 7
    assert rows["haus"].head < rows["rare"].head < NEVER
    assert rows["mini"].cut == 0 and rows["minister"].cut == 0


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("krankenhaus", ("krank", "haus")),
        ("grundsteuer", ("grund", "steuer")),
        ("friedhofsverwaltung", ("fried", "hof", "verwaltung")),
        ("kinderspielplatz", ("kind", "spiel", "platz")),
        ("strassenbeleuchtung", ("strass", "beleuchtung")),
        ("regenwasserzisterne", ("regen", "wasser", "zistern")),
    ],
)
def test_the_real_lexicon_divides_compounds(word: str, parts: tuple[str, ...]) -> None:
    division = german().division(word)
    assert division is not None and division.sure
    assert [part.removesuffix("e") for part in division.parts] == [part.removesuffix("e") for part in parts]


@pytest.mark.parametrize(
    "word", ["minister", "umlage", "antrag", "vertrag", "stempel", "mueller", "bescheid", "apostille"]
)
def test_the_real_lexicon_leaves_simple_words_whole(word: str) -> None:
    assert german().division(word) is None


def test_the_attribution_lies_beside_the_lexicon() -> None:
    text = (load().lexicon / "ATTRIBUTION.txt").read_text()
    assert "simplemma" in text and "wordfreq" in text and "CC BY-SA" in text
