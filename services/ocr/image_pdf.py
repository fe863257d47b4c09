"""A page of a PDF from an image file: the original stream where PDF/A takes it, else the same pixels anew.

Taken as they are: JPEG (grey, colour) and group-4 fax of one strip. All else is written losslessly: bitonal as
group 4, the rest as Flate. Colours are sRGB unless the file tells an ICC profile of its own.
"""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, TiffImagePlugin, TiffTags

from services.ocr import images
from services.ocr.child_config import ChildConfig

_GROUP_4 = 4
_PHOTOMETRIC_WHITE_IS_ZERO = 0
_MSB_FIRST = 1
_QUALITY = 85
_ORIENTED = {  # EXIF value -> matrix that turns the unit square upright
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def add_page(pdf: Pdf, path: Path, page_no: int, config: ChildConfig, plain: bool = False) -> pikepdf.Page:
    """Append frame ``page_no`` of an image file as a page, upright as displayed; ``plain``: its pixels only, without
    the original stream and colour profile. Raises ``Unreadable``."""
    with images.opened(path, page_no, config) as image:
        width, height = images.points(image)
        oriented = images.orientation(image)
        stream = None if plain else _original(pdf, path, image)
        if stream is None:
            picture = images.flat(image) if image.mode != "1" else image
            if plain:
                picture.info.pop("icc_profile", None)
            stream = encoded(pdf, picture)
    return add_picture(pdf, stream, width, height, _ORIENTED[oriented])


def add_picture(
    pdf: Pdf, stream: Stream, width: float, height: float, turn: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
) -> pikepdf.Page:
    """Append a page of that size in points that shows nothing but the image."""
    matrix = pikepdf.Matrix(*turn) @ pikepdf.Matrix(width, 0, 0, height, 0, 0)
    numbers = " ".join(f"{value:.4f}" for value in matrix.shorthand)
    content = Stream(pdf, f"q {numbers} cm /Im0 Do Q".encode())
    page = pikepdf.Page(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(width, 4), round(height, 4)]),
            Resources=Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(stream))),
            Contents=pdf.make_indirect(content),
        )
    )
    pdf.pages.append(page)
    return pdf.pages[-1]


def _original(pdf: Pdf, path: Path, image: Image.Image) -> Stream | None:
    if image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB"):
        return _described(pdf, path.read_bytes(), image, Name.DCTDecode, image.info.get("icc_profile"))
    if isinstance(image, TiffImagePlugin.TiffImageFile) and image.mode == "1":
        return _fax(pdf, path, image)
    return None


def _fax(pdf: Pdf, path: Path, image: TiffImagePlugin.TiffImageFile) -> Stream | None:
    tags = image.tag_v2
    offsets, counts = tags.get(TiffImagePlugin.STRIPOFFSETS), tags.get(TiffImagePlugin.STRIPBYTECOUNTS)
    if tags.get(TiffImagePlugin.COMPRESSION) != _GROUP_4 or tags.get(TiffImagePlugin.FILLORDER, 1) != _MSB_FIRST:
        return None
    if not isinstance(offsets, tuple) or not isinstance(counts, tuple) or len(offsets) != 1:
        return None
    with path.open("rb") as file:
        file.seek(offsets[0])
        data = file.read(counts[0])
    black_is_one = tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) != _PHOTOMETRIC_WHITE_IS_ZERO
    return _group_4(pdf, data, image.width, image.height, black_is_one)


def _group_4(pdf: Pdf, data: bytes, width: int, height: int, black_is_one: bool) -> Stream:
    stream = Stream(pdf, data)
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=black_is_one),
    )
    return stream


def encoded(pdf: Pdf, image: Image.Image) -> Stream:
    """An image of mode ``1``, ``L`` or ``RGB``, without loss."""
    if image.mode == "1":
        return _bitonal(pdf, image)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4)
    data = b"".join(_png_data(out.getvalue()))
    colours = 1 if image.mode == "L" else 3
    stream = _described(pdf, data, image, Name.FlateDecode, image.info.get("icc_profile"))
    stream[Name.DecodeParms] = Dictionary(Predictor=15, Colors=colours, BitsPerComponent=8, Columns=image.width)
    return stream


def photograph(pdf: Pdf, image: Image.Image) -> Stream:
    """An image of mode ``L`` or ``RGB`` as JPEG, with a loss that is hard to see."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return _described(pdf, out.getvalue(), image, Name.DCTDecode, None)


def _bitonal(pdf: Pdf, image: Image.Image) -> Stream:
    """Group 4 in one strip, by Pillow's TIFF writer."""
    image.load()
    plain = Image.frombytes("1", image.size, image.tobytes())  # leaves the original's tags behind
    rows = TiffImagePlugin.ImageFileDirectory_v2()
    rows[TiffImagePlugin.ROWSPERSTRIP] = image.height
    rows.tagtype[TiffImagePlugin.ROWSPERSTRIP] = TiffTags.LONG
    out = io.BytesIO()
    plain.save(out, "TIFF", compression="group4", tiffinfo=rows)
    out.seek(0)
    with Image.open(out, formats=("TIFF",)) as written:
        assert isinstance(written, TiffImagePlugin.TiffImageFile)
        tags = written.tag_v2
        (at,), (length,) = tags[TiffImagePlugin.STRIPOFFSETS], tags[TiffImagePlugin.STRIPBYTECOUNTS]
        black_is_one = tags[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] != _PHOTOMETRIC_WHITE_IS_ZERO
    return _group_4(pdf, out.getvalue()[at : at + length], image.width, image.height, black_is_one)


def _described(pdf: Pdf, data: bytes, image: Image.Image, coding: Name, profile: bytes | None) -> Stream:
    stream = Stream(pdf, data)
    grey = image.mode == "L"
    space: pikepdf.Object = Name.DeviceGray if grey else Name.DeviceRGB
    if profile and profile[16:20] == (b"GRAY" if grey else b"RGB ") and profile[8] <= 4:
        icc = Stream(pdf, profile)
        icc[Name.N] = 1 if grey else 3
        space = Array([Name.ICCBased, pdf.make_indirect(icc)])
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=space,
        BitsPerComponent=8,
        Filter=coding,
    )
    return stream


def _png_data(png: bytes) -> list[bytes]:
    """The compressed pixels of a PNG: PDF knows its filters under the name of predictor 15."""
    found, at = [], 8
    while at + 8 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return found
