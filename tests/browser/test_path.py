"""From paper to found, in a real browser on a real server: hand in, watch it read, file, search, see it marked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.dms.demo.letters import Letter
from tests.browser.conftest import Desk, another

pytestmark = pytest.mark.browser


def drop(desk: Desk, *files: tuple[str, bytes, str]) -> None:
    """Drop files anywhere on the page, as a hand would."""
    listed = [{"name": name, "data": list(data), "type": media_type} for name, data, media_type in files]
    transfer = desk.page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const { name, data, type } of files) {
                transfer.items.add(new File([new Uint8Array(data)], name, { type }));
            }
            return transfer;
        }""",
        listed,
    )
    for event in ("dragenter", "dragover", "drop"):
        desk.page.dispatch_event("main", event, {"dataTransfer": transfer})


def test_from_paper_to_found(desk: Desk, paper: list[tuple[Letter, Path]]) -> None:
    page = desk.page
    letter, scan = paper[0]
    desk.go("/in-tray")
    drop(desk, (scan.name, scan.read_bytes(), "application/pdf"))
    row = page.locator("#upload-list > li").first
    expect(row.locator("[data-name]")).to_have_text(scan.name)
    expect(row.locator("[data-state]")).to_have_text("gespeichert, wird gelesen")
    row.get_by_role("link", name="Öffnen").click()
    page.wait_for_url(re.compile(r"/in-tray/[0-9a-f-]{36}"))

    # It is read while one looks: progress first, then its page, its targets and its row, without a reload.
    expect(page.locator("#targets .pick label").first).to_be_visible(timeout=60_000)
    expect(page.locator("#preview .sheet img")).to_have_attribute("src", re.compile(r"/pages/1/image\?w=800"))
    expect(page.locator("#reading progress")).to_have_count(0)
    best = page.locator("#targets .pick label").first
    expect(best).to_contain_text(letter.filing.position if letter.filing else "")
    expect(best.locator("mark").first).to_be_visible()
    expect(page.locator("#preview svg.marks rect").first).to_be_attached()

    # A digit chooses and puts the focus on the button, Enter files.
    page.locator("#tray a[aria-current]").focus()
    page.keyboard.press("1")
    assert desk.focused() == "do"
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text(re.compile(r"Abgelegt: MIC \d{3}-0001/\d{4}, Nr\. 1\."))
    expect(page.locator("#said")).to_contain_text("Abgelegt: MIC")

    # It is found by a word of its text within two seconds, and opens with the word marked on the image.
    word = "Laterne"
    desk.until(
        f"""async () => {{
            const found = await (await fetch('/api/v1/search?q={word}')).json();
            return found.total > 0;
        }}""",
        5,
    )
    page.locator("h1").click()
    page.keyboard.press("s")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=Laterne"))
    hit = page.locator("ol.list a, ul.list a").first
    expect(hit.locator("mark").first).to_contain_text(re.compile("latern", re.IGNORECASE))
    hit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}\?"))
    marks = page.locator("svg.marks rect")
    expect(marks.first).to_be_attached()
    sheet, mark = page.locator(".sheet img").bounding_box(), page.locator("svg.marks rect.on").bounding_box()
    assert sheet and mark
    assert sheet["x"] <= mark["x"] and mark["x"] + mark["width"] <= sheet["x"] + sheet["width"]
    assert sheet["y"] <= mark["y"] and mark["height"] < sheet["height"] / 20
    expect(page.locator("[data-hit-at]")).to_have_text(re.compile(r"Treffer 1 von \d+"))


def test_several_files_one_of_them_bad_and_one_known(
    desk: Desk, paper: list[tuple[Letter, Path]], tmp_path: Path
) -> None:
    page = desk.page
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(another(paper[1][1]))
    desk.go("/")
    drop(
        desk,
        (scan.name, scan.read_bytes(), "application/pdf"),
        ("virus.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf"),
        ("nichts.pdf", b"", "application/pdf"),
    )
    rows = page.locator("#upload-list > li")
    expect(rows).to_have_count(3)
    states = {name: page.locator("#upload-list > li", has_text=name) for name in (scan.name, "virus.pdf", "nichts.pdf")}
    expect(states[scan.name]).to_contain_text("gespeichert, wird gelesen")
    expect(states["virus.pdf"]).to_contain_text("Diese Art von Datei wird nicht angenommen.")
    expect(states["nichts.pdf"]).to_contain_text("Die Datei ist leer.")
    page.set_input_files("#upload-files", [scan])
    again = rows.first
    expect(again).to_contain_text("schon vorhanden")
    again.get_by_role("button", name="Trotzdem aufnehmen").click()
    expect(again).to_contain_text("gespeichert, wird gelesen")
    page.keyboard.press("Escape")
    expect(page.locator("#upload")).not_to_be_visible()


def test_a_new_scan_appears_by_itself(desk: Desk, paper: list[tuple[Letter, Path]]) -> None:
    desk.go("/in-tray")
    before = desk.page.locator("#tray [data-row]").count()
    client = desk.server.client("clerk@michelstadt")
    scan = paper[2][1]
    client.upload((scan.name, scan.read_bytes()), force="true")
    expect(desk.page.locator("#tray [data-row]")).to_have_count(before + 1, timeout=15_000)
    desk.until("() => !document.querySelector('#tray progress')")
    expect(desk.page.locator("#tray [data-row] .hint").first).to_contain_text(
        re.compile("sicher|wahrscheinlich|möglich")
    )
