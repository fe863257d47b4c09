"""Bad input: told as what it is, and the workers live on. Everything goes through real parser children."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from services.ocr.children import Child
from shared.contracts import Inspected
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF, ZIP, sniff
from tests import material, scans
from tests.reading_desk import MIB, Desk
from tests.unlucky_child import BABBLES, DIES, EATS, HANGS, HANGS_IN_C, UnluckyChild

LETTER = {"subject": "Beschwerde", "body": "Die Laterne vor dem Haus ist seit Wochen dunkel."}
DPI = 100


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(tmp_path_factory.mktemp("bad"), ocr_workers=1)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _alive(desk: Desk) -> Iterator[None]:
    """After each misfortune the pool still reads."""
    yield
    assert desk.inspect(good_pdf()).problem is None


def good_pdf() -> bytes:
    return scans.pdf_of([LETTER], 0, DPI)


def long_pdf() -> bytes:
    """Enough pages that a cut falls between them."""
    return scans.pdf_of([LETTER] * 4, 0, DPI)


def encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="geheim", user="test"))
    return out.getvalue()


def no_pages() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.save(out)
    return out.getvalue()


def lost_page() -> bytes:
    """One page object is overwritten: a parser can repair the file, but a page is gone."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(long_pdf())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    at = data.index(b"/Type /Page ") if b"/Type /Page " in data else data.index(b"/Type /Page\n")
    return data[: at - 40] + b"#" * 60 + data[at + 20 :]


def png(width: int, height: int, rows: int) -> bytes:
    """A PNG that announces its size and holds the first ``rows`` rows of white."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Sehr geehrte Damen und Herren")
    document.save(out)
    return out.getvalue()


@cache
def bomb() -> bytes:
    """A Word file whose text unpacks to 600 MB."""
    out = io.BytesIO(word())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("word/media/image1.png", "w") as entry,
    ):
        for _ in range(600):
            entry.write(b"\0" * MIB)
    return out.getvalue()


def lying_bomb() -> bytes:
    """The same, but the directory says that it is small."""
    data = bytearray(bomb())
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 1000)
    return bytes(data)


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "kein Word")
    return out.getvalue()


TIFF_PAGES = scans.tiff_of([LETTER] * 3, 0, DPI, "tiff_lzw")
JPEG_PAGE = scans.scan(LETTER, 0, DPI)
PNG_PAGE = scans.scan(LETTER, 0, DPI, "png")

CASES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "encrypted PDF": (encrypted, PDF, "encrypted"),
    "truncated PDF": (lambda: long_pdf()[: len(long_pdf()) * 2 // 3], PDF, "truncated"),
    "PDF of its first line": (lambda: good_pdf()[:20], PDF, "truncated"),
    "PDF without a page": (no_pages, PDF, "no_pages"),
    "PDF with a page lost": (lost_page, PDF, "damaged"),
    "empty file": (lambda: b"", PDF, "empty_file"),
    "empty image": (lambda: b"", JPEG, "empty_file"),
    "truncated TIFF": (lambda: TIFF_PAGES[: len(TIFF_PAGES) * 2 // 3], TIFF, "truncated"),
    "truncated JPEG": (lambda: JPEG_PAGE[: len(JPEG_PAGE) * 2 // 3], JPEG, "truncated"),
    "truncated PNG": (lambda: PNG_PAGE[: len(PNG_PAGE) * 2 // 3], PNG, "truncated"),
    "JPEG of its first bytes": (lambda: JPEG_PAGE[:30], JPEG, "damaged"),
    "30,000 x 30,000 pixels": (lambda: png(30_000, 30_000, 1), PNG, "too_many_pixels"),
    "zip bomb in DOCX": (bomb, DOCX, "unpack_ratio"),
    "truncated DOCX": (lambda: word()[:-200], DOCX, "damaged"),
    "ZIP that is no Word file": (other_zip, ZIP, "unsupported_type"),
    "executable": (lambda: b"MZ" + b"\0" * 5000, "application/x-dosexec", "unsupported_type"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_told(desk: Desk, name: str) -> None:
    make, media_type, problem = CASES[name]

    inspected = desk.inspect(make(), media_type)

    assert (inspected.problem, inspected.pages) == (problem, ())


def test_a_bomb_that_lies_about_its_size_costs_no_memory(desk: Desk) -> None:
    """The directory's size is the most that is unpacked; what is more is an error of the file."""
    inspected = desk.inspect(lying_bomb(), DOCX)

    assert inspected.problem in ("damaged", "unpack_ratio") or inspected.pages


def test_executables_are_not_taken_for_documents() -> None:
    assert sniff(b"MZ\x90\0" + b"%PDF-1.7") is None
    assert sniff(b"\x7fELF" + b"%PDF-1.7") is None


def test_an_image_bomb_in_a_pdf(desk: Desk) -> None:
    data = material.sample("OCRmyPDF/hugemono.pdf").read_bytes()

    assert desk.inspect(data).problem == "too_many_pixels"
    (result,) = desk.read(desk.put(data))
    assert (result.origin, result.problem) == ("unreadable", "too_many_pixels")


@pytest.mark.parametrize("name", ["word.docx", "scan.tif"])
def test_too_many_pages(tmp_path: Path, name: str) -> None:
    strict = Desk(tmp_path, max_pages=2, ocr_workers=1)
    try:
        assert strict.inspect(long_pdf()).problem == "too_many_pages"
        assert strict.inspect(TIFF_PAGES, TIFF).problem == "too_many_pages"
    finally:
        strict.close()


def test_damage_in_one_page_leaves_the_others_readable(desk: Desk) -> None:
    """The second frame's compressed bytes are garbage: only that page is lost."""
    data = bytearray(TIFF_PAGES)
    with Image.open(io.BytesIO(TIFF_PAGES)) as image:
        image.seek(1)
        offsets = image.tag_v2[273]  # type: ignore[attr-defined]
    data[offsets[0] : offsets[0] + 4000] = os.urandom(4000)
    blob = desk.put(bytes(data))

    first, second, third = desk.read(blob, 1, 3, TIFF)

    assert (first.problem, third.problem) == (None, None)
    assert "Laterne" in first.text and "Laterne" in third.text
    assert second.origin in ("unreadable", "ocr")  # the decoder may find sense in garbage


@pytest.mark.parametrize("cut", range(0, 100, 9))
def test_any_cut_of_a_pdf_is_told_or_survived(desk: Desk, cut: int) -> None:
    data = long_pdf()

    inspected: Inspected = desk.inspect(data[: len(data) * cut // 100])

    assert inspected.problem in ("empty_file", "truncated", "damaged", "no_pages")


@pytest.fixture
def unlucky(tmp_path: Path) -> Iterator[Callable[[float], Desk]]:
    """A desk of unlucky children; the deadline of a page in seconds is the test's."""
    opened: list[Desk] = []

    def of(page_timeout: float) -> Desk:
        opened.append(Desk(tmp_path, UnluckyChild, page_timeout=page_timeout, parser_memory=512 * MIB, ocr_workers=2))
        return opened[-1]

    yield of
    for desk in opened:
        desk.close()


@pytest.mark.parametrize("page_no", [HANGS, HANGS_IN_C])
def test_a_page_that_hangs_is_unreadable_and_its_worker_is_replaced(
    unlucky: Callable[[float], Desk], page_no: int
) -> None:
    desk = unlucky(2.0)

    (hung,) = desk.read(desk.put(good_pdf()), page_no, page_no)

    assert (hung.origin, hung.problem, hung.text) == ("unreadable", "parser_timeout", "")
    assert desk.children.pids() == []
    assert desk.inspect(good_pdf()).problem is None


@pytest.mark.parametrize(
    ("page_no", "problem"), [(EATS, "parser_memory"), (DIES, "parser_crashed"), (BABBLES, "parser_crashed")]
)
def test_a_page_that_ruins_its_child_is_unreadable_and_the_next_is_read(
    unlucky: Callable[[float], Desk], page_no: int, problem: str
) -> None:
    desk = unlucky(120.0)
    blob = desk.put(good_pdf())

    (ruined,) = desk.read(blob, page_no, page_no)
    (fine,) = desk.read(blob)

    assert (ruined.origin, ruined.problem, ruined.text) == ("unreadable", problem, "")
    assert "Laterne" in fine.text


def test_a_hanging_page_does_not_hold_up_its_neighbours(unlucky: Callable[[float], Desk]) -> None:
    desk = unlucky(10.0)

    results = desk.read(desk.put(good_pdf()), HANGS_IN_C, DIES)

    assert [result.origin for result in results] == ["unreadable"] * 3
    assert [result.problem for result in results] == ["parser_timeout", "parser_memory", "parser_crashed"]


def test_a_crash_is_tried_as_often_as_the_settings_say(tmp_path: Path) -> None:
    started: list[Child] = []

    def start(settings: object) -> Child:
        started.append(UnluckyChild(settings))  # type: ignore[arg-type]
        return started[-1]

    desk = Desk(tmp_path, start, attempts=2, ocr_workers=1)
    try:
        desk.read(desk.put(good_pdf()), DIES, DIES)
    finally:
        desk.close()
    assert len(started) == 2


def test_an_image_in_a_pdf_that_lies_about_its_size(desk: Desk) -> None:
    """The PDF says 10 x 10 pixels, the JPEG in it has 400 million; it is refused before it is decoded."""
    jpeg = bytearray(JPEG_PAGE)
    frame = jpeg.index(b"\xff\xc0") + 5
    struct.pack_into(">HH", jpeg, frame, 20_000, 20_000)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good_pdf())) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert isinstance(picture, pikepdf.Stream)
        picture.write(bytes(jpeg), filter=pikepdf.Name.DCTDecode)
        picture[pikepdf.Name.Width] = picture[pikepdf.Name.Height] = 10
        pdf.save(out)

    (result,) = desk.read(desk.put(out.getvalue()))

    assert (result.origin, result.problem) == ("unreadable", "too_many_pixels")
