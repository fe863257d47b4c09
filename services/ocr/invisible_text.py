"""The invisible text of a scanned page: words at their places, searchable and selectable, never drawn.

One font without outlines serves all pages of a file. Each character is a code of its own (UTF-16), all codes show the
same empty glyph, half as wide as the type size; a word is stretched to the width of its box.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from functools import cache

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from services.ocr import pdf_box
from services.ocr.page_text import LayerWord

FONT_NAME = "/AktenverbundInvisible"
_EM = 1000
_ADVANCE = 500
_SMALLEST_SIZE = 1.0
_MADE = 3_800_000_000  # seconds since 1904: the same bytes each time


class TextLayer:
    """Invisible text for the pages of one PDF."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._font: pikepdf.Object | None = None

    def add(self, page: pikepdf.Page, words: Iterable[LayerWord]) -> None:
        """Lay the words under what the page shows."""
        content = _content(words, _place(page))
        if not content:
            return
        if self._font is None:
            self._font = _font(self._pdf)
        name = page.add_resource(self._font, Name.Font, Name(FONT_NAME), replace_existing=True)
        text = b"q BT 3 Tr\n%b ET Q\n" % content.replace(b"/F ", str(name).encode() + b" ")
        page.contents_add(Stream(self._pdf, text), prepend=True)


def _place(page: pikepdf.Page) -> pikepdf.Matrix:
    """From fractions of the page as displayed (y downwards) to its user space: crop box and rotation."""
    left, bottom, right, top = pdf_box.shown(page)
    width, height = right - left, top - bottom
    match int(page.get("/Rotate", 0)) % 360:
        case 90:
            return pikepdf.Matrix(0, height, width, 0, left, bottom)
        case 180:
            return pikepdf.Matrix(-width, 0, 0, height, right, bottom)
        case 270:
            return pikepdf.Matrix(0, -height, -width, 0, right, top)
        case _:
            return pikepdf.Matrix(width, 0, 0, -height, left, top)


def _content(words: Iterable[LayerWord], place: pikepdf.Matrix) -> bytes:
    parts: list[bytes] = []
    for word in words:
        x, y = place.transform((word.x, word.y))
        end_x, end_y = place.transform((word.x + word.dx, word.y + word.dy))
        length = math.hypot(end_x - x, end_y - y)
        codes = word.text.encode("utf-16-be")
        if length <= 0 or not codes:
            continue
        size = max(_SMALLEST_SIZE, word.size)
        cos, sin = (end_x - x) / length, (end_y - y) / length
        natural = len(codes) / 2 * size * _ADVANCE / _EM
        parts.append(
            b"/F %.2f Tf %.2f Tz %.4f %.4f %.4f %.4f %.2f %.2f Tm <%b0020> Tj\n"
            % (size, 100 * length / natural, cos, sin, -sin, cos, x, y, codes.hex().encode())
        )
    return b"".join(parts)


def _font(pdf: Pdf) -> pikepdf.Object:
    """Composite font by UTF-16 code; ``CIDToGIDMap`` sends every code to the one empty glyph."""
    program = Stream(pdf, _program())
    program[Name.Length1] = len(_program())
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(FONT_NAME),
            Flags=4,  # symbolic: no encoding of the standard applies
            FontBBox=Array([0, 0, _ADVANCE, _EM]),
            ItalicAngle=0,
            Ascent=_EM,
            Descent=0,
            CapHeight=_EM,
            StemV=80,
            FontFile2=pdf.make_indirect(program),
        )
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(FONT_NAME),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=descriptor,
        DW=_ADVANCE,
        CIDToGIDMap=pdf.make_indirect(Stream(pdf, b"\x00\x01" * 65536)),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(FONT_NAME),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, _TO_UNICODE)),
    )
    return pdf.make_indirect(font)


@cache
def _program() -> bytes:
    """A TrueType program of two glyphs that cover nothing.

    Their outline is a line there and back: it has no area, but extent. PDFium, and so Chromium, leaves out text
    that runs upwards or downwards in a font without extent.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((_ADVANCE, _EM))
    pen.closePath()
    line = pen.glyph()
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": line, "blank": line})
    builder.setupHorizontalMetrics({".notdef": (_ADVANCE, 0), "blank": (_ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=_EM, descent=0)
    builder.setupNameTable({"familyName": FONT_NAME[1:], "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=_EM, usWinAscent=_EM)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = _MADE
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
