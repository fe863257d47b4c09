"""Contract of the port OcrEngine, over both adapters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from PIL import Image

from services.ocr.pytesseract_engine import PytesseractEngine
from services.ocr.tesserocr_engine import TesserocrEngine
from shared.errors import Transient
from shared.ports import OcrEngine, PageImage
from tests import scans

DPI = 150
LETTER = {
    "subject": "Grundstücksübergabe in der Großen Gasse",
    "body": "Sehr geehrte Frau Böhm,\n\nüber die Übergabe des Grundstücks am Mühlackerpfad sprechen wir am Dienstag. "
    "Bitte bringen Sie den Lageplan und die Vollmacht mit.\n\nMit freundlichen Grüßen\n\nJörg Weiß",
}


@pytest.fixture(params=[TesserocrEngine, PytesseractEngine], scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[OcrEngine]:
    opened = request.param("deu", None)
    yield opened
    opened.close()


@cache
def page() -> Image.Image:
    return scans.draw(LETTER, 1, DPI)[0]


def image(page: Image.Image) -> PageImage:
    return PageImage(page.width, page.height, DPI, page.tobytes())


def test_reads_lines_words_and_umlauts_in_order(engine: OcrEngine) -> None:
    lines = engine.recognise(image(page()))

    text = "\n".join(" ".join(word.text for word in line.words) for line in lines)
    assert text.split() == scans.truth(LETTER, 1).split()
    assert all(80 < word.confidence <= 100 for line in lines for word in line.words)


def test_boxes_enclose_the_ink_of_their_word(engine: OcrEngine) -> None:
    for line in engine.recognise(image(page())):
        for word in line.words:
            box = (word.left, word.top, word.right, word.bottom)
            assert 0 <= word.left < word.right <= page().width and 0 <= word.top < word.bottom <= page().height
            assert np.asarray(page().crop(box)).min() < 100, word
            around = page().crop((word.left - 3, word.top - 3, word.right + 3, word.bottom + 3))
            assert around.getpixel((0, around.height // 2)) == 255, word


def test_baselines_run_under_the_words(engine: OcrEngine) -> None:
    for line in engine.recognise(image(page())):
        bottoms = sorted(word.bottom for word in line.words)
        base = line.base + line.slope * line.words[0].left
        assert abs(line.slope) < 0.01
        assert bottoms[0] - line.size / 2 < base <= bottoms[-1] + 2


def test_paragraphs_are_counted(engine: OcrEngine) -> None:
    lines = engine.recognise(image(page()))

    numbers = [line.paragraph for line in lines]
    assert numbers == sorted(numbers)
    greeting = next(line for line in lines if line.words[0].text == "Sehr")
    assert greeting.paragraph < lines[-1].paragraph


def test_an_empty_page_has_no_lines(engine: OcrEngine) -> None:
    assert engine.recognise(image(Image.new("L", (600, 800), 255))) == ()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_tells_how_to_turn_a_page(engine: OcrEngine, turned: int) -> None:
    standing = scans.draw(LETTER | {"body": LETTER["body"] * 4}, 1, DPI)[0]

    wrong = standing.rotate(-turned, expand=True)

    assert engine.orientation(image(wrong)) == (360 - turned) % 360


def test_too_few_letters_give_no_direction(engine: OcrEngine) -> None:
    assert engine.orientation(image(Image.new("L", (600, 800), 255))) is None


def test_says_what_a_result_depends_on(engine: OcrEngine) -> None:
    assert engine.settings().startswith(engine.name) and "deu" in engine.settings()


@pytest.mark.parametrize("adapter", [TesserocrEngine, PytesseractEngine])
def test_a_missing_language_can_be_installed(adapter: type[OcrEngine]) -> None:
    with pytest.raises(Transient, match="tlh"):
        adapter("tlh", None)  # type: ignore[call-arg]
