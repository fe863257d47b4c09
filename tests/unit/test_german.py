"""The German analyser on the real lexicon."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filing_plan.text import fold
from shared.german_forms import camel, plain, skeleton
from shared.german_tokens import ellipses, numbers, tokens
from shared.german_typos import Vocabulary, heard, sound
from tests.search_world import german


def meets(asked: str, text: str) -> bool:
    """Does a document with this text have a term that the query word asks for?"""
    return bool(dict(german().ask(asked)).keys() & set(german().analyse(text).terms))


def weight(asked: str, text: str) -> float:
    terms = set(german().analyse(text).terms)
    return max((value for term, value in german().ask(asked) if term in terms), default=0.0)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        # inflection
        ("Hebesatz", "die neuen Hebesätze"),
        ("Riss", "feine Risse im Putz"),
        ("Zuschüsse", "ein Zuschuss"),
        ("kündigen", "hiermit gekündigt"),
        ("Sammeltermin", "die Sammeltermine"),
        # umlauts and ß
        ("Stroessinger", "Frau Strößinger"),
        ("Geldbusse", "eine Geldbuße"),
        ("STRASSE", "die Straße"),
        # parts of compounds, of the dictionary and of nobody's
        ("Garage", "der Tiefgaragenstellplatz"),
        ("Steuer", "Gewerbesteuervorauszahlung"),
        ("Hund", "Hundesteuersatzung"),
        ("Ofen", "Kaminofenaustausch"),
        ("Pfändung", "Kontopfändungsbeschluss"),
        ("Pumpe", "Umwälzpumpe"),
        ("Grundsteuer", "Grundsteuerbescheid"),
        ("Haus", "ein Einfamilienhaus"),
        ("Stadt", "die Stadtverordneten"),
        ("Strößinger", "im Strößingerweg"),
        # nouns near each other, parts left out, words divided and joined
        ("Grundsteuerbescheid", "der Bescheid über die Grundsteuer"),
        ("Grundsteuer", "Grund- und Gewerbesteuer"),
        ("Bescheid", "der Be-\nscheid"),
        ("Bescheid", "der Be\u00adscheid"),
        ("Kfzsteuer", "die Kfz-Steuer"),
        ("Hund", "nach der HundeVO"),
        ("Bürgerin", "liebe Bürger*innen"),
        # derivation
        ("Pfändung", "wir pfänden"),
        ("Leiter", "die Leiterin"),
        ("platzen", "mit geplatztem Schlauch"),
        # numbers
        ("9097.67", "9.097,67 Euro"),
        ("00219", "Nr. 219"),
        # badly read
        ("Gebührenbescheid", "Gebührenbesche1d"),
        ("Grundstück", "das Grundstuck"),
        # a particle that leaves the meaning
        ("Wasser", "das Abwasser"),
        ("Garten", "im Vorgarten"),
    ],
)
def test_a_word_meets(asked: str, text: str) -> None:
    assert meets(asked, text), (german().ask(asked), german().analyse(text).terms)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Hund", "einhundert"),
        ("Hund", "Jahrhundert"),
        ("Müll", "Frau Pfannmüller"),
        ("Kran", "Krankenhaus"),
        ("Rat", "Heiratsurkunde"),
        ("Buch", "die Rotbuche"),
        ("Minister", "der Ster Holz"),
        ("Ster", "der Minister"),
        ("Lage", "die Umlage"),
        ("Wahl", "die Durchwahl"),
        ("Stundung", "drei Stunden"),
    ],
)
def test_a_string_inside_a_word_is_no_part_of_it(asked: str, text: str) -> None:
    assert not meets(asked, text), (german().ask(asked), german().analyse(text).terms)


def test_the_nearer_the_meaning_the_more_it_weighs() -> None:
    falling = ["Garage", "Garagen", "Doppelgarage", "Garagentor"]
    weights = [weight("Garage", text) for text in falling]
    assert weights == sorted(weights, reverse=True) and len(set(weights)) == len(weights)


def test_parts_of_names_weigh_little() -> None:
    assert weight("Ofen", "Kaminofen") > weight("Ofen", "Frau Ofenloch") > 0
    assert weight("Ofen", "H. Ofenloch") <= 0.2


def test_spellings_of_one_compound_are_one_word() -> None:
    assert weight("Schadenersatz", "der Schadensersatz") >= 0.8


def test_a_word_typed_with_a_capital_is_the_noun() -> None:
    assert "~stunden" not in dict(german().ask("Stunden"))
    asked = dict(german().ask("stunden"))
    assert asked["~stund"] > asked["~stunden"] > 0


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("am 24. August 2024", "#d20240824"),
        ("am 24.08.2024", "#d20240824"),
        ("am 24.8.24", "#d20240824"),
        ("2024-08-24", "#d20240824"),
        ("im August 2024", "#m202408"),
        ("24. August 2024", "#m202408"),
        ("9.097,67 €", "#9097.67"),
        ("1.250,00 €", "#1250"),
        ("DE00 5085 1952 0021 3090 45", "#de00508519520021309045"),
        ("Tel. 06061 / 74-0123", "#t6061740123"),
        ("+49 6061 740123", "#t6061740123"),
        ("Az. MIC 610-0007/2025-03", "#610-0007"),
        ("Az. MIC 610-0007/2025-03", "#610-7-2025"),
        ("RE-2024-00219", "#re-2024-00219"),
        ("Flst. 117/3", "#117-3"),
    ],
)
def test_numbers_have_one_key_however_they_are_written(text: str, key: str) -> None:
    assert key in {term for number in numbers(text) for term in number.terms}


def test_a_day_that_does_not_exist_is_a_reference_and_no_error() -> None:
    assert [number.sharp for number in numbers("45.13.2024")] == [("#45-13-2024",)]


def test_a_part_left_out_is_completed() -> None:
    found = [(front, whole) for _, _, front, whole in ellipses("Haus- und Grundbesitz, Grund- oder Gewerbesteuer")]
    assert found == [("Haus", "Grundbesitz"), ("Grund", "Gewerbesteuer")]
    assert "Grundsteuer".lower() in {word.lower() for word in german().completed("Grund", "Gewerbesteuer")}


@settings(deadline=None)
@given(text=st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(text=st.text(max_size=300) | st.text(alphabet="aäßAB1 -\n.\u00ad*/:0,", max_size=120))
def test_offsets_point_at_what_was_read_and_nothing_raises(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        letters = [c for c in text[token.start : token.end] if c.isalnum()]
        assert letters == [c for c in token.raw if c.isalnum()]
        last = token.end
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text) and number.sharp
    german().analyse(text)


@settings(deadline=None, max_examples=200)
@given(word=st.text(alphabet=st.characters(categories=("L", "Nd")), min_size=1, max_size=30))
def test_every_word_finds_itself(word: str) -> None:
    for token in tokens(word):
        asked = dict(german().ask(token.raw))
        assert asked.keys() & set(german().analyse(word).terms)
        assert all(0 < value <= 1 for value in asked.values())


@settings(deadline=None)
@given(word=st.from_regex(r"[a-z]{6,20}", fullmatch=True), at=st.integers(0, 4), letter=st.sampled_from("aeknrstx"))
def test_one_typing_error_finds_the_word(word: str, at: int, letter: str) -> None:
    vocabulary = Vocabulary()
    vocabulary.add([f"={word}"])
    typed = word[:at] + letter + word[at + 1 :]
    assume(len(heard(word)) == len(word) and len(heard(typed)) == len(typed))  # no spelling for one sound in it
    assert f"={word}" in [candidate.term for candidate in vocabulary.candidates(typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wiederspruch", "widerspruch"),
        ("karussel", "karussell"),
        ("photovoltaig", "photovoltaik"),
        ("zauneidexe", "zauneidechse"),
        ("hydraulickschlauch", "hydraulikschlauch"),
        ("truetzler", "truetzschler"),
        ("kommerzienrad", "kommerzienrat"),
        ("zweitwonungsteuer", "zweitwohnungssteuer"),
    ],
)
def test_what_was_meant_stands_first(typed: str, meant: str) -> None:
    vocabulary = Vocabulary()
    others = ["widersprechen", "kautschuk", "grundsteuer", "zaunkoenig", "trutzburg", "kommerziell", "hydrant"]
    vocabulary.add(f"={word}" for word in (meant, *others))
    assert vocabulary.candidates(typed)[0].term == f"={meant}"


def test_the_vocabulary_merges_what_comes_piece_by_piece() -> None:
    vocabulary = Vocabulary()
    for n in range(30):
        vocabulary.add([f"=wort{'abcdefghijklmnopqrstuvwxyzabcd'[n]}ende"])
        assert vocabulary.candidates("wortxende")
    assert len(vocabulary.candidates("wortxende", 50)) == 26


def test_sounds_and_shapes() -> None:
    assert sound("meier") == sound("mayr") == sound("maier")
    assert sound("wikipedia") == "3412"
    assert heard("silberdiestel") == heard("silberdistel")
    assert plain("gruenstueck") == "grunstuck"
    assert skeleton("modem") == skeleton("modern")
    assert camel("HundeVO") == ["Hunde"] and camel("Hunde") == [] and camel("DGHyp") == ["Hyp"]


def test_more_words_than_are_remembered_give_the_same_terms() -> None:
    before = german().word("Hundesteuersatzung").terms
    for n in range(31_000):
        german().word(f"x{n}")
    assert german().word("Hundesteuersatzung").terms == before
