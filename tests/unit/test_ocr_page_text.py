"""Forms in which words and layers are kept."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ocr import hocr
from services.ocr.page_text import LayerWord, pack_layer, pack_words, text_of, unpack_layer, unpack_words
from shared.ports import Word

FRACTION = st.floats(0, 1).map(lambda value: round(value, 5))
TEXT = st.text(min_size=1, max_size=10)


@settings(deadline=None)
@given(st.lists(st.builds(Word, TEXT, FRACTION, FRACTION, FRACTION, FRACTION, st.just(93.5), st.integers(0, 99))))
def test_words_come_back(words: list[Word]) -> None:
    assert unpack_words(pack_words(words)) == words


@settings(deadline=None)
@given(st.lists(st.builds(LayerWord, TEXT, FRACTION, FRACTION, FRACTION, FRACTION, st.just(10.5), st.booleans())))
def test_layers_come_back(words: list[LayerWord]) -> None:
    assert unpack_layer(pack_layer(words)) == words


@pytest.mark.parametrize(
    "data", [b"", b"no zlib", zlib.compress(b"{}"), zlib.compress(b"[[1]]"), zlib.compress(b"[1]"), zlib.compress(b"[")]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_words(data)
    with pytest.raises(ValueError):
        unpack_layer(data)


def test_a_word_list_that_unpacks_without_end_is_refused() -> None:
    bomb = zlib.compress(json.dumps(["x" * 64_000_000]).encode())

    with pytest.raises(ValueError):
        unpack_words(bomb)


def test_paragraphs_are_set_apart() -> None:
    assert text_of([(1, "Sehr geehrte"), (1, "Damen"), (2, "wir"), (4, "Gruß")]) == "Sehr geehrte\nDamen\n\nwir\n\nGruß"
    assert text_of([]) == ""


def test_hocr_markup_entities_and_lines_without_baseline() -> None:
    text = """<p class='ocr_par' id='par_1_1' lang='deu' title="bbox 0 0 9 9">
     <span class='ocr_line' id='line_1_1' title="bbox 10 20 90 40; textangle 90; x_size 18">
      <span class='ocrx_word' id='word_1_1' title='bbox 10 20 40 40; x_wconf 91'><strong>M&amp;S</strong></span>
      <span class='ocrx_word' id='word_1_2' title='bbox 50 20 90 38; x_wconf 87'>&#39;s</span>
      <span class='ocrx_word' id='word_1_3' title='bbox 91 20 92 38; x_wconf 95'> </span>
     </span></p>"""

    (line,) = hocr.lines(text)

    assert [(word.text, word.confidence) for word in line.words] == [("M&S", 91.0), ("'s", 87.0)]
    assert (line.slope, line.base, line.size) == (0.0, 40.0, 18.0)
