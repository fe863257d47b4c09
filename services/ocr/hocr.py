"""hOCR of Tesseract as lines of words. Both engines answer in this form, so it is parsed once, here."""

from __future__ import annotations

import html
import re

from shared.ports import ReadLine, ReadWord

_TOKEN = re.compile(
    r"""(?P<paragraph><p\ class='ocr_par')
      | <span\ class='ocr_(?:line|textfloat|header|caption)'[^>]*?title="(?P<line>[^"]*)"
      | <span\ class='ocrx_word'[^>]*?title='(?P<word>[^']*)'[^>]*>(?P<text>.*?)</span>""",
    re.VERBOSE | re.DOTALL,
)
_MARKUP = re.compile(r"<[^>]*>")
_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_CONFIDENCE = re.compile(r"x_wconf ([\d.]+)")


def lines(hocr: str) -> tuple[ReadLine, ...]:
    """The lines in reading order; words of nothing but blanks and lines without words are left out."""
    found: list[ReadLine] = []
    paragraph = 0
    title = ""
    words: list[ReadWord] = []
    for token in _TOKEN.finditer(hocr):
        if token["word"] is not None:
            words.extend(_word(token["word"], token["text"]))
            continue
        if words:
            found.append(_line(title, words, paragraph))
            words = []
        if token["paragraph"]:
            paragraph += 1
        else:
            title = token["line"]
    if words:
        found.append(_line(title, words, paragraph))
    return tuple(found)


def _word(title: str, content: str) -> list[ReadWord]:
    text = html.unescape(_MARKUP.sub("", content)).strip()
    box, confidence = _BOX.search(title), _CONFIDENCE.search(title)
    if not text or box is None:
        return []
    left, top, right, bottom = map(int, box.groups())
    return [ReadWord(text, left, top, right, bottom, float(confidence[1]) if confidence else 0.0)]


def _line(title: str, words: list[ReadWord], paragraph: int) -> ReadLine:
    """Tesseract gives the baseline relative to the lower left corner of the line's box, and none for text that
    stands upright or upside down: there the lower edge serves."""
    box, baseline, size = _BOX.search(title), _BASELINE.search(title), _SIZE.search(title)
    bottom = max(word.bottom for word in words)
    height = float(size[1]) if size else float(bottom - min(word.top for word in words))
    if box is None or baseline is None:
        return ReadLine(tuple(words), paragraph, 0.0, float(bottom), height)
    slope, offset = map(float, baseline.groups())
    return ReadLine(tuple(words), paragraph, slope, int(box[4]) + offset - slope * int(box[1]), height)
