"""One page from file to text, words, layer and previews (verb ``read_page``, called in this process)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import numpy as np
import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap
from PIL import Image, ImageDraw

from services.ocr import reading
from services.ocr.page_text import unpack_layer, unpack_words
from shared.contracts import PREVIEW_WIDTHS
from shared.errors import Unreadable
from shared.media_types import DOCX, JPEG, PDF, PNG, TIFF
from shared.ports import Word
from tests import material, scans
from tests.bench.reading import distance
from tests.reading_desk import config

LETTER = {
    "subject": "Antrag auf eine Ausnahme",
    "body": "Sehr geehrte Damen und Herren,\n\nfür die Straßensperrung am Mühlackerpfad bitten wir um eine Ausnahme "
    "nach § 46 StVO. Die Bauarbeiten dauern vom 3. bis zum 14. März.\n\nMit freundlichen Grüßen\n\nJörg Weiß",
}


class Read:
    """The answer of the verb, unpacked."""

    def __init__(self, path: Path, media_type: str, page_no: int = 1, **changes: Any) -> None:
        args = {"path": str(path), "media_type": media_type, "page_no": page_no}
        answer = reading.read_page(config(path.parent, **changes), args)
        self.result = answer.data["result"]
        self.text: str = self.result["text"]
        self.words = unpack_words(answer.parts[0])
        self.layer = unpack_layer(answer.parts[1])
        self.previews = dict(zip(answer.data["widths"], answer.parts[2:], strict=True))


def write(folder: Path, data: bytes, name: str = "scan") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def error_rate(read: str, truth: str) -> float:
    return distance(" ".join(read.split()), " ".join(truth.split())) / len(truth)


def darkest(page: Image.Image, word: Word) -> int:
    """The darkest level (0 black) inside the word's box."""
    x, y = word.x * page.width, word.y * page.height
    box = round(x), round(y), round(x + word.w * page.width), round(y + word.h * page.height)
    return int(np.asarray(page.crop(box)).min())


@pytest.mark.parametrize("kind", ["jpeg", "ccitt"])
def test_a_crooked_scan_is_read_and_its_boxes_lie_on_the_original(tmp_path: Path, kind: str) -> None:
    data = scans.scan(LETTER, 3, 200, kind, skew=1.8)
    media_type = JPEG if kind == "jpeg" else TIFF

    read = Read(write(tmp_path, data), media_type)

    assert error_rate(read.text, scans.truth(LETTER, 3)) < 0.02
    assert read.result["skew"] == pytest.approx(-1.8, abs=0.25)
    assert (read.result["origin"], read.result["rotation"], read.result["problem"]) == ("ocr", 0, None)
    assert read.result["confidence"] > 85
    assert read.result["width"] == pytest.approx(595.3, abs=1)
    original = Image.open(io.BytesIO(data)).convert("L")
    for word in read.words:
        assert darkest(original, word) < 120, word
    assert [word.text for word in read.words] == [word.text for word in read.layer]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_read_and_its_boxes_lie_on_the_page_as_displayed(tmp_path: Path, turned: int) -> None:
    standing = scans.worn(scans.draw(LETTER, 0, 150)[0], 0, skew=0.0)
    page = standing.rotate(-turned, expand=True)

    read = Read(write(tmp_path, scans.encoded(page, "png", 150)), PNG)

    assert error_rate(read.text, scans.truth(LETTER, 0)) < 0.02
    assert read.result["rotation"] == 360 - turned
    word = next(word for word in read.words if word.text == "Straßensperrung")
    assert darkest(page, word) < 120
    assert (word.w * page.width > word.h * page.height) == (turned == 180)


def test_orientation_tag_of_a_camera(tmp_path: Path) -> None:
    page = scans.worn(scans.draw(LETTER, 0, 150)[0], 0, skew=0.0)
    exif = Image.Exif()
    exif[274] = 6  # to be turned by 90 degrees to the right
    out = io.BytesIO()
    page.rotate(90, expand=True).save(out, "JPEG", exif=exif, dpi=(150, 150))

    read = Read(write(tmp_path, out.getvalue()), JPEG)

    assert read.result["rotation"] == 0
    assert read.result["height"] > read.result["width"]
    assert error_rate(read.text, scans.truth(LETTER, 0)) < 0.02


def test_a_noisy_blank_page_is_blank_and_costs_no_recognition(tmp_path: Path) -> None:
    page = scans.worn(Image.new("L", (1654, 2339), 255), 5)

    read = Read(write(tmp_path, scans.encoded(page, "jpeg", 200)), JPEG, engine="none that exists", language="tlh")

    assert read.result["origin"] == "blank"
    assert (read.text, read.words, read.layer, read.result["confidence"]) == ("", [], [], None)
    assert Image.open(io.BytesIO(read.previews[800])).width == 800


def test_a_text_layer_is_not_read_again(tmp_path: Path) -> None:
    read = Read(material.sample("ingest-file/udhr_ger.pdf"), PDF, 2, language="tlh")

    assert read.result["origin"] == "text_layer"
    assert read.result["confidence"] is None
    assert "Alle Menschen sind frei und gleich an Würde und Rechten geboren" in " ".join(read.text.split())
    word = next(word for word in read.words if word.text == "Würde")
    preview = Image.open(io.BytesIO(read.previews[1600])).convert("L")
    assert darkest(preview, word) < 100


def test_text_in_a_picture_of_a_page_with_text_is_read_too(tmp_path: Path) -> None:
    read = Read(material.sample("paperless-ngx/single-page-mixed.pdf"), PDF)

    assert "This is some normal text, present on page 1" in read.text
    assert "This is some text, but in an image, also on page 1." in read.text
    assert read.text.count("normal") == 1
    assert {layer.own for layer in read.layer} == {True, False}


def test_a_real_page_scanned_sideways() -> None:
    read = Read(material.sample("OCRmyPDF/cardinal.pdf"), PDF, 2)
    truth = material.sample("OCRmyPDF/linn.txt").read_text()

    assert read.result["rotation"] == 270
    common = set(read.text.split()) & set(truth.split())
    assert len(common) > 0.8 * len(set(truth.split()))


def test_each_frame_of_a_tiff_is_a_page() -> None:
    read = Read(material.sample("ingest-file/multipage_tiff_example.tif"), TIFF, 5)

    assert read.text.split()[:3] == ["Multipage", "TIFF", "Example"]
    assert "5" in read.text


def test_previews_have_their_widths_and_keep_colour(tmp_path: Path) -> None:
    page = Image.new("RGB", (1700, 2200), "white")
    ImageDraw.Draw(page).rectangle((100, 100, 900, 500), fill=(200, 20, 20))
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(200, 200))

    read = Read(write(tmp_path, out.getvalue()), PNG)

    sizes = {width: Image.open(io.BytesIO(preview)).size for width, preview in read.previews.items()}
    assert sizes == {160: (160, 207), 800: (800, 1035), 1600: (1600, 2071)}
    assert tuple(read.previews) == PREVIEW_WIDTHS
    red = Image.open(io.BytesIO(read.previews[800])).convert("RGB").getpixel((200, 150))
    assert isinstance(red, tuple) and red[0] > 150 > red[1]


@pytest.mark.parametrize("size", [(360, 33_000), (18_000, 300), (1, 1)])
def test_strips_and_specks_of_paper_are_read(tmp_path: Path, size: tuple[int, int]) -> None:
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).text((40, 100), "Kassenbon", font=scans._font(scans.TYPEFACES[0][0], 60), fill=0)

    read = Read(write(tmp_path, scans.encoded(page, "png", 200)), PNG)

    assert (read.text == "Kassenbon") == (size != (1, 1))
    assert max(Image.open(io.BytesIO(read.previews[1600])).size) <= 16_000


def test_a_word_document_is_text_with_a_drawn_page(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Niederschrift über die Sitzung")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Haushalt", "12.000 €"
    for number in range(55):
        document.add_paragraph(f"Punkt {number}: Der Ausschuss beschließt wie vorgeschlagen.")
    path = tmp_path / "sitzung.docx"
    document.save(str(path))

    first, second = Read(path, DOCX, 1), Read(path, DOCX, 2)

    assert first.text.startswith("Niederschrift über die Sitzung\n\nHaushalt 12.000 €\n\nPunkt 0:")
    assert "Punkt 54" in second.text
    assert first.result["origin"] == "text_layer"
    picture = Image.open(io.BytesIO(first.previews[1600])).convert("L")
    assert darkest(picture, next(word for word in first.words if word.text == "Niederschrift")) < 100
    with pytest.raises(Unreadable):
        Read(path, DOCX, 3)


def test_text_boxes_of_a_word_document_are_read_once(tmp_path: Path) -> None:
    """A letterhead in a text box, as Word writes it: once for itself, once for older versions."""
    document = docx.Document()
    run = document.add_paragraph("Sehr geehrte Damen und Herren").add_run()
    box = '<w:txbxContent xmlns:w="{}"><w:p><w:r><w:t>Kreisausschuss Erbach</w:t></w:r></w:p></w:txbxContent>'
    for _ in range(2):
        run._r.append(parse_xml(box.format(nsmap["w"])))
    path = tmp_path / "brief.docx"
    document.save(str(path))

    assert Read(path, DOCX).text == "Sehr geehrte Damen und Herren\n\nKreisausschuss Erbach"


def test_what_was_typed_into_a_form_is_found(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        notes = [
            {"/Subtype": pikepdf.Name.Widget, "/FT": pikepdf.Name.Tx, "/T": "name", "/V": "Jörg Weiß\nErbach"},
            {"/Subtype": pikepdf.Name.FreeText, "/Contents": "Bitte prüfen"},
        ]
        made = []
        for row, note in enumerate(notes):
            place = {"/Type": pikepdf.Name.Annot, "/Rect": [100, 700 - 100 * row, 300, 740 - 100 * row], "/F": 4}
            made.append(pdf.make_indirect(pikepdf.Dictionary(note | place)))
        pdf.pages[0].obj.Annots = pikepdf.Array(made)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=made[:1], DA="/Helv 12 Tf 0 g")
        pdf.save(path)

    read = Read(path, PDF)

    assert read.text.split() == ["Jörg", "Weiß", "Erbach", "Bitte", "prüfen"]
    assert read.words[0].x == pytest.approx(100 / 595, abs=0.001)
    assert read.words[2].y == pytest.approx((842 - 720) / 842, abs=0.001)


def test_a_page_with_a_bomb_of_an_image_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        Read(material.sample("OCRmyPDF/hugemono.pdf"), PDF)

    assert refused.value.code == "too_many_pixels"
