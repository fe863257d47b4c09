"""The archive rendition: PDF/A-2b by veraPDF's verdict, original streams, invisible text at the words' places."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import img2pdf
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageCms

from services.ocr import archive_pdf, inspection, pages, reading
from services.ocr.page_text import LayerWord, pack_layer, unpack_words
from shared.media_types import JPEG, PDF, TIFF, sniff
from tests import material, scans, verapdf
from tests.reading_desk import config

LETTER = {
    "subject": "Anfrage zum Bebauungsplan",
    "body": "Sehr geehrte Damen und Herren,\n\nich bitte um Auskunft über das Grundstück am Weiher.\n\nJörg Weiß",
}
DPI = 150


class Archived:
    """Read and archive a file as the service does, in this process."""

    def __init__(self, folder: Path, data: bytes, read: bool = True) -> None:
        self.original = folder / "original"
        self.original.write_bytes(data)
        self.out, layers = folder / "out.pdf", folder / "layers"
        layers.mkdir()
        media_type = sniff(data[:4096])
        assert media_type is not None
        args = {"path": str(self.original), "media_type": media_type}
        self.pages = inspection.inspect(config(folder), args).data["pages"]
        self.words = []
        for number in range(1, len(self.pages) + 1 if read else 1):
            answer = reading.read_page(config(folder), args | {"page_no": number})
            self.words.append(unpack_words(answer.parts[0]))
            (layers / f"{number:05d}.json.z").write_bytes(answer.parts[1])
        asked = args | {"page_count": len(self.pages), "layers": str(layers), "out": str(self.out)}
        self.reason = archive_pdf.archive(config(folder), asked).data["reason"]

    def text(self, page_no: int = 1) -> str:
        document = pdfium.PdfDocument(self.out)
        try:
            return str(document[page_no - 1].get_textpage().get_text_range())
        finally:
            document.close()

    def drawn(self, page_no: int = 1, dpi: int = DPI) -> Image.Image:
        document = pdfium.PdfDocument(self.out)
        try:
            picture: Image.Image = document[page_no - 1].render(scale=dpi / 72).to_pil()
            return picture.convert("RGB")
        finally:
            document.close()


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, dpi=(DPI, DPI), **options)
    return out.getvalue()


@cache
def page() -> Image.Image:
    return scans.worn(scans.draw(LETTER, 1, DPI)[0], 1, skew=1.2)


def oriented(value: int) -> bytes:
    exif = Image.Exif()
    exif[274] = value
    return saved(page(), "JPEG", exif=exif)


def transparent() -> bytes:
    picture = page().convert("RGBA")
    picture.putalpha(page().point([0 if level > 200 else 255 for level in range(256)]))
    return saved(picture, "PNG")


def false_profile() -> bytes:
    """A profile that only looks like one: its head is right, the rest is missing."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(page().convert("RGB"), "JPEG", icc_profile=profile[:12] + b"link" + profile[16:128] + bytes(40))


def own_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(page().convert("RGB"), "JPEG", icc_profile=profile)


MAKERS: dict[str, Callable[[], bytes]] = {
    "grey JPEG": lambda: saved(page(), "JPEG"),
    "colour JPEG": lambda: saved(page().convert("RGB"), "JPEG"),
    "CMYK JPEG": lambda: saved(page().convert("CMYK"), "JPEG"),
    "JPEG with a profile": own_profile,
    "JPEG with a false profile": false_profile,
    "turned JPEG": lambda: oriented(6),
    "PNG": lambda: saved(page(), "PNG"),
    "PNG with alpha": transparent,
    "PNG with palette": lambda: saved(page().convert("P"), "PNG"),
    "fax TIFF": lambda: scans.encoded(page(), "ccitt", DPI),
    "TIFF of fax pages": lambda: scans.tiff_of([LETTER, LETTER], 1, DPI),
    "TIFF of grey pages": lambda: scans.tiff_of([LETTER, LETTER], 1, DPI, "tiff_lzw"),
    "scanned PDF": lambda: scans.pdf_of([LETTER, LETTER], 1, DPI),
}


@pytest.mark.parametrize("name", MAKERS)
def test_scans_become_pdfa_with_their_text(tmp_path: Path, name: str) -> None:
    archived = Archived(tmp_path, MAKERS[name]())

    assert archived.reason is None
    assert verapdf.violations(archived.out) == []
    for number in range(1, len(archived.pages) + 1):
        assert "Auskunft über das Grundstück am Weiher" in " ".join(archived.text(number).split())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ingest-file/udhr_ger.pdf", "Alle Menschen"),
        ("paperless-ngx/single-page-mixed.pdf", "some text, but in an image"),
        ("papermerge/rechnung.pdf", "Bitte zahlen Sie"),
    ],
)
def test_pdfs_with_text_become_pdfa(tmp_path: Path, name: str, expected: str) -> None:
    archived = Archived(tmp_path, material.sample(name).read_bytes())

    assert archived.reason is None
    assert verapdf.violations(archived.out) == []
    texts = [archived.text(number) for number in range(1, len(archived.pages) + 1)]
    assert expected in " ".join(" ".join(texts).split())


def test_a_conformant_pdf_with_text_is_not_drawn_anew(tmp_path: Path) -> None:
    archived = Archived(tmp_path, material.sample("papermerge/rechnung.pdf").read_bytes())

    with pikepdf.open(archived.out) as pdf:
        assert not list(pdf.pages[0].get_images())
        assert list(pdf.pages[0].resources.Font)


@pytest.mark.parametrize(
    "name", ["grey JPEG", "colour JPEG", "JPEG with a profile", "turned JPEG", "fax TIFF", "scanned PDF"]
)
def test_the_original_image_stream_is_kept(tmp_path: Path, name: str) -> None:
    data = MAKERS[name]()

    archived = Archived(tmp_path, data)

    with pikepdf.open(archived.out) as pdf:
        (stream,) = pdf.pages[0].get_images().values()
        assert stream.read_raw_bytes() in data


def test_a_false_colour_profile_is_left_out(tmp_path: Path) -> None:
    archived = Archived(tmp_path, false_profile(), read=False)

    with pikepdf.open(archived.out) as pdf:
        (stream,) = pdf.pages[0].get_images().values()
        assert stream.get("/ColorSpace") == pikepdf.Name.DeviceRGB


@pytest.mark.parametrize("name", ["PNG", "TIFF of grey pages", "TIFF of fax pages"])
def test_other_images_keep_every_pixel(tmp_path: Path, name: str) -> None:
    archived = Archived(tmp_path, MAKERS[name]())

    with pikepdf.open(archived.out) as pdf, Image.open(archived.original) as original:
        (stream,) = pdf.pages[0].get_images().values()
        assert isinstance(stream, pikepdf.Stream)
        assert pikepdf.PdfImage(stream).as_pil_image().convert("L").tobytes() == original.convert("L").tobytes()


@pytest.mark.parametrize("value", range(1, 9))
def test_camera_orientation_is_shown_as_the_camera_meant_it(tmp_path: Path, value: int) -> None:
    archived = Archived(tmp_path, oriented(value), read=False)

    with Image.open(archived.original) as original:
        meant = pages.sheet(archived.original, JPEG, 1, config(tmp_path)).picture.resize((80, 110))
        assert original.getexif()[274] == value
    drawn = archived.drawn().convert("L").resize((80, 110))
    difference = [abs(a - b) for a, b in zip(meant.tobytes(), drawn.tobytes(), strict=True)]
    assert sum(difference) / len(difference) < 3


@pytest.mark.parametrize(("rotate", "turned"), [(0, 0), (90, 0), (180, 0), (270, 0), (0, 90), (90, 180)])
def test_invisible_words_lie_on_the_visible_ones(tmp_path: Path, rotate: int, turned: int) -> None:
    """On pages turned by the viewer (/Rotate), scanned askew, or both, with a crop box off the origin."""
    picture = page().rotate(-turned, expand=True)
    scan = img2pdf.convert(saved(picture, "PNG"))
    with pikepdf.open(io.BytesIO(scan)) as pdf:
        pdf.pages[0].rotate(rotate, relative=False)
        shift = pikepdf.Matrix(1, 0, 0, 1, 30, 50)
        left, bottom, right, top = (float(value) for value in pdf.pages[0].mediabox)
        pdf.pages[0].contents_add(f"q {' '.join(map(str, shift.shorthand))} cm".encode(), prepend=True)
        pdf.pages[0].contents_add(b"Q")
        pdf.pages[0].mediabox = pikepdf.Array([left, bottom, right + 60, top + 90])
        pdf.pages[0].cropbox = pikepdf.Array([left + 30, bottom + 50, right + 30, top + 50])
        out = io.BytesIO()
        pdf.save(out)

    archived = Archived(tmp_path, out.getvalue())

    document = pdfium.PdfDocument(archived.out)
    frame = pages.sheet(archived.out, PDF, 1, config(tmp_path))
    document.close()
    seen = {word.text: word for word in frame.words}
    for word in archived.words[0]:
        if len(word.text) < 5 or word.text not in seen:
            continue
        laid = seen[word.text]
        assert laid.x + laid.w / 2 == pytest.approx(word.x + word.w / 2, abs=0.012), word
        assert laid.y + laid.h / 2 == pytest.approx(word.y + word.h / 2, abs=0.012), word
    assert {"Damen", "Auskunft", "Weiher."} <= set(seen)


def test_invisible_text_changes_no_pixel(tmp_path: Path) -> None:
    data = MAKERS["scanned PDF"]()
    for name in ("with", "without"):
        (tmp_path / name).mkdir()

    with_text, without = Archived(tmp_path / "with", data), Archived(tmp_path / "without", data, read=False)

    assert without.text() == ""
    assert with_text.drawn().tobytes() == without.drawn().tobytes()


def test_signed_files_are_left_alone(tmp_path: Path) -> None:
    sample = material.sample("paperless-ngx/signed.pdf")

    archived = Archived(tmp_path, sample.read_bytes())

    assert archived.reason == "signed"
    assert not archived.out.exists()


def test_encrypted_files_that_open_without_a_password_are_left_alone(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(MAKERS["scanned PDF"]())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))

    archived = Archived(tmp_path, out.getvalue())

    assert archived.reason == "encrypted"
    assert not archived.out.exists()


def test_a_claim_of_pdfa_is_checked(tmp_path: Path) -> None:
    archived = Archived(tmp_path, MAKERS["scanned PDF"]())
    claim = inspection.inspect(config(tmp_path), {"path": str(archived.out), "media_type": PDF}).data["claim"]
    liar = tmp_path / "liar.pdf"
    with pikepdf.open(archived.out) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        pdf.save(liar)

    def vouched(path: Path) -> object:
        return inspection.check_pdfa(config(tmp_path), {"path": str(path), "claim": claim}).data["pdfa"]

    assert claim == "2b"
    assert vouched(archived.out) == "2b"
    assert vouched(liar) is None
    assert verapdf.violations(liar)


def test_a_tampered_file_is_caught_by_the_second_validator(tmp_path: Path) -> None:
    """veraPDF itself must be able to say no, or its yes above proves nothing."""
    assert verapdf.violations(material.sample("ingest-file/udhr_ger.pdf"))


def test_long_files_are_put_together_in_parts(tmp_path: Path) -> None:
    """More pages than are held at once: order and text of each page survive."""
    frames = [Image.new("1", (200, 280), number % 2) for number in range(19)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4", dpi=(DPI, DPI))
    layers = tmp_path / "layers"
    layers.mkdir()
    for number in range(1, 20):
        word = LayerWord(f"Seite{number}", 0.1, 0.5, 0.4, 0.0, 12.0)
        (layers / f"{number:05d}.json.z").write_bytes(pack_layer([word]))
    path, target = tmp_path / "scan.tif", tmp_path / "out.pdf"
    path.write_bytes(out.getvalue())

    args = {"path": str(path), "media_type": TIFF, "page_count": 19, "layers": str(layers), "out": str(target)}
    assert archive_pdf.archive(config(tmp_path), args).data["reason"] is None

    assert verapdf.violations(target) == []
    document = pdfium.PdfDocument(target)
    assert [document[n].get_textpage().get_text_range().strip() for n in range(19)] == [
        f"Seite{n + 1}" for n in range(19)
    ]
    document.close()
