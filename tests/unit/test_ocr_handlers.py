"""Messages in, messages out; results are kept, so that a repeat does not read again."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from PIL import Image

from services.ocr.kept import Kept, result_name
from shared.contracts import (
    ArchiveRequested,
    ArchiveWritten,
    BlobRef,
    Inspected,
    InspectRequested,
    PageOutline,
    PagesRead,
    PagesRequested,
    SuggestRequested,
    words_name,
)
from shared.errors import NotFound
from shared.media_types import DOCX, PDF, TIFF
from tests import material, scans
from tests.reading_desk import Desk

LETTER = {"subject": "Mitteilung", "body": "Der Wasserzähler wurde am Dienstag abgelesen."}
OTHER = {"subject": "Mitteilung", "body": "Die Straßenlaterne brennt wieder."}
DPI = 120


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scan(desk: Desk) -> BlobRef:
    return desk.put(scans.pdf_of([LETTER, OTHER], 1, DPI))


def test_inspection_tells_pages_and_text(desk: Desk) -> None:
    inspected = desk.inspect(material.sample("paperless-ngx/patch-code-t-middle.pdf").read_bytes())

    assert inspected.problem is None and not inspected.signed and inspected.pdfa is None
    assert [page.has_text for page in inspected.pages] == [True, False, True]
    assert inspected.pages[0] == PageOutline(1, 612.0, 792.0, True)


def test_inspection_tells_signatures(desk: Desk) -> None:
    assert desk.inspect(material.sample("paperless-ngx/signed.pdf").read_bytes()).signed


def test_pages_are_read_in_order_with_their_answers_number(desk: Desk, scan: BlobRef) -> None:
    document = uuid4()

    (answer,) = desk.handlers.handle(PagesRequested(document, scan, PDF, 1, 2, again=0))

    assert isinstance(answer, PagesRead)
    assert (answer.document_id, answer.blob, answer.again) == (document, scan, 0)
    assert [result.page_no for result in answer.results] == [1, 2]
    assert "Wasserzähler" in answer.results[0].text and "Straßenlaterne" in answer.results[1].text


def test_a_repeat_does_not_read_again(desk: Desk, scan: BlobRef) -> None:
    once = desk.read(scan, 1, 2)
    asked = [child.served for child in desk.children._free]

    assert desk.read(scan, 1, 2) == once
    assert [child.served for child in desk.children._free] == asked


def test_read_again_reads_again_and_its_result_serves_later_requests(desk: Desk) -> None:
    blob = desk.put(scans.pdf_of([OTHER], 3, DPI))
    desk.read(blob)
    desk.blobs.keep(blob, words_name(1), b"lost")

    desk.read(blob)
    assert desk.handlers.words(blob, 1) == []  # kept result: nothing was read
    desk.read(blob, again=1)
    assert "Straßenlaterne" in [word.text for word in desk.handlers.words(blob, 1)]

    kept = Kept(desk.blobs, desk.settings)
    assert kept.result(blob, 1, again=1) is not None
    assert kept.result(blob, 1, again=0) is not None
    assert kept.result(blob, 1, again=2) is None


def test_results_of_other_settings_or_broken_ones_do_not_count(desk: Desk, scan: BlobRef) -> None:
    desk.read(scan)
    other = desk.settings.model_copy(update={"ocr_engine": "pytesseract"})

    assert Kept(desk.blobs, desk.settings).result(scan, 1, 0) is not None
    assert Kept(desk.blobs, other).result(scan, 1, 0) is None
    for broken in (b"", b"[]", b'{"key": 1}'):
        blob = desk.put(b"%PDF-" + broken)
        desk.blobs.keep(blob, result_name(1), broken)
        assert Kept(desk.blobs, desk.settings).result(blob, 1, 0) is None


def test_previews_and_words_of_what_was_read(desk: Desk, scan: BlobRef) -> None:
    desk.read(scan, 1, 2)

    for asked, width in ((1, 160), (160, 160), (161, 800), (900, 992), (5000, 992)):
        preview = desk.handlers.preview(scan, 1, asked)
        assert preview is not None
        assert Image.open(io.BytesIO(preview)).width == width, asked
    assert "Wasserzähler" in [word.text for word in desk.handlers.words(scan, 1)]


def test_nothing_was_read_yet(desk: Desk) -> None:
    blob = desk.put(b"%PDF-1.7 unread")

    assert desk.handlers.preview(blob, 1, 800) is None
    assert desk.handlers.words(blob, 1) == []


def test_the_archive_rendition_is_a_blob_of_the_same_town(desk: Desk, scan: BlobRef) -> None:
    desk.read(scan, 1, 2)

    written = desk.archive(scan, 2, again=4)

    assert written.archive is not None and written.archive.tenant == "michelstadt"
    assert (written.reason, written.again, written.size) == (None, 4, desk.blobs.size(written.archive))
    with desk.blobs.open(written.archive) as file, pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 2
        assert "/AktenverbundInvisible" in pdf.pages[1].resources.Font
    assert desk.blobs.verify(scan)


def test_pdfa_is_its_own_rendition(desk: Desk, scan: BlobRef) -> None:
    desk.read(scan, 1, 2)
    archive = desk.archive(scan, 2).archive
    assert archive is not None

    with desk.blobs.open(archive) as file:
        inspected = desk.inspect(file.read())

    assert inspected.pdfa == "2b"
    assert desk.archive(archive, 2, pdfa=inspected.pdfa).archive == archive


@pytest.mark.parametrize(
    ("request_of", "reason"),
    [
        (lambda blob: ArchiveRequested(uuid4(), blob, DOCX, 1), "docx"),
        (lambda blob: ArchiveRequested(uuid4(), blob, PDF, 1, signed=True), "signed"),
        (lambda blob: ArchiveRequested(uuid4(), blob, TIFF, 1), "damaged"),
    ],
)
def test_where_there_is_no_rendition_the_reason_is_told(desk: Desk, request_of: object, reason: str) -> None:
    blob = desk.put(b"%PDF-1.7 no file of its kind")

    (answer,) = desk.handlers.handle(request_of(blob))  # type: ignore[operator]

    assert isinstance(answer, ArchiveWritten)
    assert (answer.archive, answer.reason) == (None, reason)


def test_a_blob_that_is_gone_is_not_found(desk: Desk) -> None:
    gone = BlobRef("michelstadt", "0" * 64)

    with pytest.raises(NotFound):
        desk.handlers.handle(InspectRequested(uuid4(), gone, PDF))


def test_messages_of_others_and_wrong_ranges_are_mistakes(desk: Desk, scan: BlobRef) -> None:
    with pytest.raises(TypeError):
        desk.handlers.handle(SuggestRequested(uuid4()))
    with pytest.raises(ValueError):
        desk.handlers.handle(PagesRequested(uuid4(), scan, PDF, 1, 9))


def test_answers_carry_the_number_of_the_reading(desk: Desk, scan: BlobRef) -> None:
    (answer,) = desk.handlers.handle(InspectRequested(uuid4(), scan, PDF, again=2))

    assert isinstance(answer, Inspected)
    assert answer.again == 2


def test_idle_children_end_and_come_back(desk: Desk, scan: BlobRef) -> None:
    desk.read(scan, again=9)
    assert desk.children.pids()

    desk.children.end_idle(0.0)

    assert desk.children.pids() == []
    assert desk.read(scan, again=10)[0].problem is None


def test_the_parent_loads_no_parser() -> None:
    """What import-linter promises, seen at run time: none is in memory where the handlers are."""
    program = (
        "import sys, services.ocr.handlers\n"
        "parsers = {'pikepdf', 'pypdfium2', 'PIL', 'docx', 'tesserocr', 'pytesseract', 'numpy', 'fontTools'}\n"
        "print(sorted(parsers & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]

    out = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"
