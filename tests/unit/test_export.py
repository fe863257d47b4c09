"""The inventory and the ZIP of a dossier."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records import actions, inventory
from services.dms.records.errors import DossierNotFound
from services.dms.records.export import export_zip, safe_name
from services.dms.records.models import Document, Dossier
from services.dms.records.tables import csv_text
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import ArchiveWritten
from tests.builders import World


@pytest.fixture
def town(world: World) -> Tenant:
    return world.town()


@pytest.fixture
def office(world: World, town: Tenant) -> Office:
    return world.office(town)


@pytest.fixture
def clerk(world: World, town: Tenant, office: Office) -> Actor:
    return world.person(town, ("clerk", office))


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobStore:
    return FolderBlobStore(tmp_path / "blobs")


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_inventory_lists_filters_and_counts(world: World, town: Tenant, office: Office, clerk: Actor) -> None:
    with world.tx(clerk) as tx:
        first = actions.open_dossier(tx, "610", "Carport", medium="paper", place="Keller")
        actions.open_dossier(tx, "020", "Personalakte", protection="personnel")
    document = world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        actions.file_document(tx, document.id, dossier_id=first.id)
        actions.close_dossier(tx, first.id)
    with world.look(clerk) as tx:
        found = list(inventory.rows(tx.session, clerk, tx.today))
        assert [(row.file_number, row.documents) for row in found] == [
            ("MIC 020-0001/2025", 0),
            ("MIC 610-0001/2025", 1),
        ]
        paper = list(inventory.rows(tx.session, clerk, tx.today, medium="paper", q="carp", position="6", year=2025))
        assert [row.title for row in paper] == ["Carport"]
        assert inventory.count(tx.session, clerk, tx.today) == 2
        assert inventory.count(tx.session, clerk, tx.today, medium="paper") == 1
        assert paper[0].closed_on is not None and (paper[0].permanent or paper[0].keep_until is not None)
    colleague = world.person(town, ("clerk", office))
    with world.look(colleague) as tx:
        assert [row.title for row in inventory.rows(tx.session, colleague, tx.today)] == ["Carport"]


def test_the_inventory_as_csv_and_workbook(world: World, clerk: Actor) -> None:
    with world.tx(clerk) as tx:
        actions.open_dossier(tx, "610", "=1+1", remark="Zeile 1\nZeile 2; „so“")
    with world.look(clerk) as tx:
        found = list(inventory.rows(tx.session, clerk, tx.today))
    for lang, head, opened in (("de", "Aktenzeichen", "02.06.2025"), ("en", "File number", "2025-06-02")):
        table = read_csv(inventory.as_csv(found, lang))
        assert table[0][0] == head and len(table) == 2
        assert table[1][:2] == ["MIC 610-0001/2025", "'=1+1"] and table[1][9] == opened
        assert table[1][-1] == "Zeile 1\nZeile 2; „so“"
        sheet = openpyxl.load_workbook(io.BytesIO(inventory.as_xlsx(found, lang))).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][0] == head and rows[1][0] == "MIC 610-0001/2025"
        assert sheet["B2"].value == "=1+1" and sheet["B2"].data_type == "s", "text, never a formula"
        assert sheet["J2"].is_date
        assert sheet.freeze_panes == "B2"


def filed(world: World, clerk: Actor, office: Office, dossier: Dossier, name: str, content: bytes) -> Document:
    document = world.received(clerk, office, content=content, subject=f"Zu {name}")
    with world.tx() as tx:
        actions.mark_failed(tx, document.id, "damaged")
        tx.session.get_one(Document, document.id).name = name
    with world.tx(clerk) as tx:
        return actions.file_document(tx, document.id, dossier_id=dossier.id)


def test_a_dossier_as_zip(world: World, clerk: Actor, office: Office, blobs: FolderBlobStore) -> None:
    with world.tx(clerk) as tx:
        dossier = actions.open_dossier(tx, "610", "Weber <Carport>")
    pdfa, other = b"%PDF-1.7 is PDF/A", b"archive of the scan"
    for name, content in (
        ("../../etc/pass:wd.pdf", b"one"),
        ("scan.pdf", b"two"),
        ("scan.pdf", pdfa),
        ("x.pdf", b"lost"),
    ):
        if content != b"lost":
            blobs.put("michelstadt", content)
        document = filed(world, clerk, office, dossier, name, content)
        rendition = {b"two": other, pdfa: pdfa}.get(content)
        if rendition is not None:
            ref = blobs.put("michelstadt", rendition)
            with world.tx() as tx:
                actions.archive_written(tx, ArchiveWritten(document.id, ref, size=len(rendition)))
    with world.look(clerk) as tx:
        data = b"".join(export_zip(tx.session, clerk, tx.today, dossier.id, blobs))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    folder = "MIC 610-0001-2025/"
    assert archive.namelist() == [
        folder + "Inhaltsverzeichnis.html",
        folder + "Inhaltsverzeichnis.csv",
        folder + "0001_pass_wd.pdf",
        folder + "0002_scan.pdf",
        folder + "0002_scan_PDFA.pdf",
        folder + "0003_scan.pdf",
    ]
    assert archive.read(folder + "0001_pass_wd.pdf") == b"one"
    assert archive.read(folder + "0002_scan_PDFA.pdf") == other
    table = read_csv(archive.read(folder + "Inhaltsverzeichnis.csv"))
    assert [line[8:10] for line in table[1:]] == [
        ["0001_pass_wd.pdf", "keine"],
        ["0002_scan.pdf", "0002_scan_PDFA.pdf"],
        ["0003_scan.pdf", "das Original"],
        ["fehlt im Speicher", "keine"],
    ]
    assert table[1][10] == hashlib.sha256(b"one").hexdigest()
    page = archive.read(folder + "Inhaltsverzeichnis.html").decode()
    assert "Weber &lt;Carport&gt;" in page and "<script" not in page


def test_only_who_may_see_the_dossier_gets_it_and_before_the_first_byte(
    world: World, clerk: Actor, blobs: FolderBlobStore
) -> None:
    other = world.town("erbach")
    stranger = world.person(other, ("records", world.office(other)))
    with world.tx(clerk) as tx:
        dossier = actions.open_dossier(tx, "610", "Weber")
    with world.look(stranger) as tx, pytest.raises(DossierNotFound):
        export_zip(tx.session, stranger, tx.today, dossier.id, blobs)
    with world.look(clerk) as tx:
        empty = zipfile.ZipFile(io.BytesIO(b"".join(export_zip(tx.session, clerk, tx.today, dossier.id, blobs, "en"))))
    assert [name.rpartition("/")[2] for name in empty.namelist()] == ["List of contents.html", "List of contents.csv"]


@given(st.text(max_size=300))
def test_names_are_safe_everywhere(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('<>:"/\\|?*\x00\n')
    assert safe == safe.strip(" ") and not safe.endswith(".") and safe not in (".", "..")
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\Users\\x\\Brief.docx", "Brief.docx"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
        (" . ", "Datei"),
        ("Übersicht u\u0308ber.pdf", "Übersicht über.pdf"),
    ],
)
def test_names_as_examples(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_cells_that_look_like_formulas_are_quoted() -> None:
    row = ["=cmd", "+49 6061", "-5", "@x", "a=b", "", None, 7]
    assert read_csv(b"".join(csv_text([row]))) == [["'=cmd", "'+49 6061", "'-5", "'@x", "a=b", "", "", "7"]]
