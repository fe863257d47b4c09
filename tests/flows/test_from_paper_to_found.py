"""The whole path on a real server process: handed in by every channel and in every form, read, filed, found."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator

import docx
import img2pdf
import pytest
from PIL import Image

from services.dms.runtime import open_records
from shared.contracts import BlobRef
from shared.settings import load
from tests import scans
from tests.api import letter as pdf_with_text
from tests.crash.corpus import small_scan
from tests.server import Client, Server, found

LETTER = {
    "subject": "Antrag auf Sondernutzung des Gehwegs",
    "body": "Sehr geehrte Damen und Herren,\n\nfür unser {} bitten wir um Erlaubnis, vor dem Haus "
    "Tische und Stühle aufzustellen.\n\nMit freundlichen Grüßen\nElfriede Ohnesorg",
}
DPI = 150


def written(word: str) -> dict[str, str]:
    """A letter in which ``word`` stands, and in no other."""
    return {"subject": LETTER["subject"], "body": LETTER["body"].format(word)}


def word_file(word: str) -> bytes:
    document = docx.Document()
    for paragraph in (LETTER["subject"], LETTER["body"].format(word)):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FORMS: dict[str, tuple[str, int, Callable[[str], bytes]]] = {
    "Pfannkuchenfest": ("scan.pdf", 2, lambda word: scans.pdf_of([written(word)] * 2, 1, DPI)),
    "Laternenumzug": ("brief.pdf", 1, lambda word: pdf_with_text(LETTER["subject"], f"Wir planen das {word}.")),
    "Kirschblütenmarkt": ("fax.tif", 2, lambda word: scans.tiff_of([written(word)] * 2, 1, 200)),
    "Brunnenkonzert": ("foto.jpg", 1, lambda word: scans.scan(written(word), 1, DPI)),
    "Weinprobe": ("bild.png", 1, lambda word: scans.scan(written(word), 1, DPI, "png")),
    "Seifenkistenrennen": ("antrag.docx", 1, word_file),
}
"""A word to find it by, the file's name, its pages, how it is made."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    people = [
        ("clerk@erbach", "clerk", "ordnungsamt"),
        ("colleague@erbach", "clerk", "bauverwaltung"),
        ("clerk@oberzent", "clerk", "ordnungsamt"),
    ]
    found(data, {"erbach": ["ordnungsamt", "bauverwaltung"], "oberzent": ["ordnungsamt"]}, people)
    server = Server(data, AKTENVERBUND_WATCH_SETTLE="0.5")
    server.start()
    yield server
    server.end()


@pytest.fixture(scope="module")
def clerk(server: Server) -> Client:
    return server.client("clerk@erbach")


def seen(client: Client, word: str) -> list[str]:
    """Ids of what this person finds."""
    reply = client.get(f"/api/v1/search?q={word.replace('ü', '%C3%BC')}")
    assert reply.status == 200
    return [hit["document_id"] for hit in reply.json["hits"]]


@pytest.mark.parametrize("word", FORMS)
def test_every_form_from_the_upload_to_the_hit(server: Server, clerk: Client, word: str) -> None:
    name, pages, make = FORMS[word]
    data = make(word)
    reply = clerk.upload((name, data))
    assert reply.status == 202, reply.body
    id_ = reply.json["items"][0]["id"]
    assert clerk.get(f"/api/v1/documents/{id_}/content?rendition=original").body == data, "bit-identical from the start"

    document = clerk.read(id_)
    assert (document["state"], document["page_count"], document["pages_read"]) == ("in_tray", pages, pages), document
    filed = clerk.post(f"/api/v1/documents/{id_}/file", {"position": "131", "title": f"Sondernutzung {word}"})
    assert filed.status == 200, filed.body
    assert filed.json["file_number"].startswith("ERB 131-")

    began = time.monotonic()
    assert clerk.until(lambda: seen(clerk, word), 20) == [id_]
    print(f"found {time.monotonic() - began:.2f} s after it was filed")
    assert seen(server.client("colleague@erbach"), word) == [id_], "filed and normal: the whole town"
    assert seen(server.client("clerk@oberzent"), word) == []


def test_a_single_scan_does_not_wait_for_a_large_file(server: Server, clerk: Client) -> None:
    many = img2pdf.convert([small_scan(f"Blatt {page}") for page in range(64)])
    large = clerk.upload(("viele Seiten.pdf", bytes(many or b""))).json["items"][0]["id"]
    clerk.until(lambda: clerk.document(large)["page_count"])
    small = clerk.upload(("eine Seite.png", small_scan("Eilantrag"))).json["items"][0]["id"]
    assert clerk.read(small)["state"] == "in_tray"
    assert clerk.document(large)["state"] == "reading"
    assert clerk.read(large, 240)["pages_read"] == 64


def test_a_scan_folder_of_an_office(server: Server, clerk: Client) -> None:
    folder = server.data / "scans" / "erbach" / "ordnungsamt"
    scan = scans.scan(written("Maibaum"), 3, DPI)
    with (folder / "0001.jpg").open("wb") as scanner:  # in two goes, as a slow scanner does
        scanner.write(scan[:1000])
        scanner.flush()
        os.fsync(scanner.fileno())
        time.sleep(0.1)
        scanner.write(scan[1000:])

    def there() -> list[str]:
        items = clerk.get("/api/v1/documents?state=in_tray").json["items"]
        return [item["id"] for item in items if item["name"] == "0001.jpg"]

    (id_,) = clerk.until(there)
    assert clerk.get(f"/api/v1/documents/{id_}/content?rendition=original").body == scan
    assert not (folder / "0001.jpg").exists()
    assert list((folder / ".taken").iterdir()) == []


def test_the_command_line_beside_a_running_server(server: Server, clerk: Client, tmp_path: os.PathLike[str]) -> None:
    good, bad = os.path.join(tmp_path, "Zunftabend.jpg"), os.path.join(tmp_path, "spiel.exe")
    with open(good, "wb") as file:
        file.write(scans.scan(written("Zunftabend"), 4, DPI))
    with open(bad, "wb") as file:
        file.write(b"MZ\x90\x00")
    arguments = ("--tenant", "erbach", "--as", "clerk@erbach", "--wait", "--json")
    done = server.command("intake", good, *arguments)
    assert done.returncode == 0, done.stderr
    assert '"state": "in_tray"' in done.stdout
    refused = server.command("intake", bad, *arguments)
    assert refused.returncode == 1
    assert "spiel.exe" in refused.stderr and "wird nicht angenommen" in refused.stderr
    again = server.command("intake", good, *arguments)
    assert '"duplicate_of": "' in again.stdout

    hits = server.command("search", "Zunftabend", "--as", "clerk@erbach", "--json")
    assert hits.returncode == 0 and hits.stdout.count("\n") == 1, hits.stderr
    assert server.command("search", "Zunftabend", "--as", "clerk@oberzent", "--json").stdout == ""
    assert server.command("search", "Zunftabend", "--as", "nobody@erbach").returncode == 1
    assert server.command("search").returncode == 2
    assert server.command("reindex", "--json").returncode == 0
    checked = server.command("verify", "--json")
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout


def test_a_second_server_on_the_same_folder_is_refused_in_one_line(server: Server) -> None:
    refused = server.command("serve")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1 and "Aktenverbund" in refused.stderr
    assert server.client().get("/healthz").status == 200


def test_damage_on_the_disk_is_told_by_verify(server: Server, clerk: Client) -> None:
    id_ = clerk.upload(("a.pdf", pdf_with_text("Ein Schreiben, das auf der Platte Schaden nimmt."))).json["items"][0][
        "id"
    ]
    sha256 = clerk.read(id_)["sha256"]
    records = open_records(load(data=server.data))
    with records.blobs.local(BlobRef("erbach", sha256)) as path:
        whole = path.read_bytes()
        path.chmod(0o640)
        path.write_bytes(whole[:-1] + b"!")
        told = server.command("verify")
        path.write_bytes(whole)
    records.close()
    assert told.returncode == 1
    assert sha256 in told.stdout and id_ in told.stdout


def test_stopping_gracefully_and_working_on_without_a_server(server: Server, tmp_path: os.PathLike[str]) -> None:
    """The last test of this file: the server goes, the commands take the lock themselves, and it comes again."""
    assert server.stop() == 0
    assert not (server.data / "server.json").exists()
    path = os.path.join(tmp_path, "Nachtwanderung.pdf")
    with open(path, "wb") as file:
        file.write(pdf_with_text("Antrag auf eine Nachtwanderung durch den Stadtwald."))
    arguments = ("--tenant", "erbach", "--as", "clerk@erbach", "--json")
    left = server.command("intake", path, *arguments)
    assert left.returncode == 0 and '"state": "received"' in left.stdout, left.stderr
    again = server.command("intake", path, "--force", "--wait", *arguments)
    assert again.returncode == 0 and '"state": "in_tray"' in again.stdout, again.stderr
    hits = server.command("search", "Nachtwanderung", "--as", "clerk@erbach", "--json")
    assert hits.stdout.count("\n") >= 1, hits.stderr
    (server.data / "index").rename(server.data / "index lost")
    server.start()
    clerk = server.client("clerk@erbach")
    assert len(clerk.until(lambda: seen(clerk, "Nachtwanderung"))) == 2, "an index that was lost is built anew"


def test_large_files_are_never_whole_in_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    """256 MiB, and a PDF of 300 pages with 60 MiB of images. ``tests/bench/upload.py`` takes 1 GiB."""
    data = tmp_path_factory.mktemp("large") / "data"
    found(data, {"erbach": ["ordnungsamt"]}, [("clerk@erbach", "clerk", "ordnungsamt")])
    server = Server(data)
    server.start()
    try:
        assert server.memory() <= 350 * 1024 * 1024, "idle, the lexicon included"
        clerk = server.client("clerk@erbach")
        clerk.upload(("warm.pdf", pdf_with_text("Damit alles einmal geladen ist.")))
        before = server.peak()
        chunk = b"%PDF-1.7\n" + os.urandom(1024 * 1024 - 9)
        reply = clerk.upload_stream("gross.pdf", (chunk for _ in range(256)), 256 * 1024 * 1024)
        assert reply.status == 202, reply.body
        id_ = reply.json["items"][0]["id"]
        assert clerk.read(id_)["state"] == "failed", "it is no PDF, but it is kept"
        many = of_pages(300)
        id_ = clerk.upload(("viele.pdf", many)).json["items"][0]["id"]
        clerk.until(lambda: clerk.document(id_)["page_count"] == 300)
        grown = server.peak() - before
        print(f"memory grew by {grown / 2**20:.1f} MiB")
        assert grown <= 32 * 1024 * 1024
    finally:
        server.end()


def of_pages(count: int) -> bytes:
    """A scanned PDF in which every page has an image of its own."""
    pages = []
    for _ in range(count):
        out = io.BytesIO()
        Image.frombytes("L", (450, 450), os.urandom(450 * 450)).save(out, "PNG", dpi=(72, 72))
        pages.append(out.getvalue())
    made = img2pdf.convert(pages)
    assert made is not None
    return bytes(made)
