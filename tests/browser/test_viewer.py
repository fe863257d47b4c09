"""The viewer: marks where the words are, words to select, zoom, turning, pages, text instead of the image."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.dms.demo.letters import Letter
from tests.browser.conftest import Desk
from tests.server import Server

pytestmark = pytest.mark.browser
WORD = "Gaube"


@pytest.fixture(scope="module")
def document(server: Server, paper: list[tuple[Letter, Path]]) -> str:
    """A letter that was read, and filed."""
    client = server.client("clerk@michelstadt")
    scan = paper[1][1]
    id_ = client.upload((scan.name, scan.read_bytes()), force="true").json["items"][0]["id"]
    client.read(id_)
    filed = client.post(f"/api/v1/documents/{id_}/file", {"position": "611", "title": "Gaube im Dach"})
    assert filed.status == 200, filed.body
    return f"/documents/{id_}"


def test_hits_are_walked_through(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(f"{document}?q={WORD}")
    expect(page.locator("svg.marks rect.on")).to_have_count(1)
    place = page.locator("[data-hit-at]")
    expect(place).to_have_text(re.compile(r"Treffer 1 von \d"))
    page.keyboard.press("n")
    expect(place).to_have_text(re.compile(r"Treffer (2|1) von \d"))
    page.keyboard.press("v")
    expect(place).to_have_text(re.compile(r"Treffer 1 von \d"))


def test_a_mark_lies_on_its_word_and_the_word_can_be_selected(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(f"{document}?q={WORD}")
    expect(page.locator("svg.marks rect.on")).to_have_count(1)
    mark = page.locator("svg.marks rect.on").bounding_box()
    assert mark
    page.mouse.dblclick(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    selected = str(page.evaluate("getSelection().toString()"))
    assert WORD.lower() in selected.lower()


def test_zoom_turn_and_text(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(document)
    sheet = page.locator("[data-sheet]")
    before = sheet.bounding_box()
    page.locator("[data-do=larger]").click()
    after = sheet.bounding_box()
    assert before and after and after["width"] > before["width"] * 1.1
    page.locator("[data-do=smaller]").click()
    page.locator("[data-do=turn]").click()
    turned = sheet.bounding_box()
    assert turned and turned["width"] > turned["height"]
    page.locator("[data-do=text]").click()
    expect(page.locator("[data-text]")).to_contain_text(WORD)
    expect(page.locator("[data-do=text]")).to_have_attribute("aria-pressed", "true")
    expect(sheet).not_to_be_visible()


def test_searching_inside_keeps_to_the_document(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(document)
    page.locator("#within").fill(WORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{document}\?q={WORD}"))
    expect(page.locator("svg.marks rect").first).to_be_attached()
    page.locator("#within").fill("Xylophon")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit-at]")).to_have_text("Kein Treffer")


def test_facts_are_changed_in_a_dialog_and_stand_in_the_history(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(document)
    page.get_by_role("button", name="Angaben ändern").first.click()
    page.locator("#metadata #m-kind").fill("Brief")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#metadata")).not_to_be_visible()
    expect(page.locator("aside .kv")).to_contain_text("Brief")
    expect(page.locator("aside .trail").last).to_contain_text("hat geändert: Art")


def test_original_and_archive_are_downloads(desk: Desk, document: str) -> None:
    page = desk.page
    desk.go(document)
    desk.until(f"async () => (await fetch('/api/v1{document}/content?rendition=archive')).ok")
    desk.go(document)
    with page.expect_download() as told:
        page.locator("aside a", has_text="Lesefassung").click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF-")
    with page.expect_download() as told:
        page.locator("aside a", has_text="Original").click()
    assert Path(told.value.path()).stat().st_size > 1000
