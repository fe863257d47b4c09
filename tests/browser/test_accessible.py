"""axe-core without a violation on every page, at a desk and on a tablet; no page scrolls sideways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from services.dms.demo.letters import Letter
from tests.browser.chromium import AXE
from tests.browser.conftest import DESKTOP, TABLET, Desk
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(server: Server, paper: list[tuple[Letter, Path]]) -> list[str]:
    """Every page there is, with something on it."""
    client = server.client("clerk@michelstadt")
    _, (_, one), (_, two) = paper
    waiting = client.upload((one.name, one.read_bytes()), force="true").json["items"][0]["id"]
    filed = client.upload((two.name, two.read_bytes()), force="true").json["items"][0]["id"]
    locked = client.upload(("kaputt.pdf", b"%PDF-1.7\n%%EOF\n")).json["items"][0]["id"]
    for id_ in (waiting, filed, locked):
        client.read(id_)
    told = client.post(f"/api/v1/documents/{filed}/file", {"position": "611", "title": "Gaube"}).json
    return [
        "/",
        "/in-tray",
        f"/in-tray/{waiting}",
        f"/in-tray/{locked}",
        "/in-tray?show=discarded",
        f"/documents/{filed}?q=Gaube",
        f"/documents/{waiting}",
        f"/documents/{locked}",
        f"/documents/{filed}/print",
        "/search?q=Gaube",
        "/search?q=xyzzy",
        "/dossiers",
        f"/dossiers/{told['dossier_id']}",
        "/plan",
        "/plan/610",
        "/settings",
        "/keys",
        "/manual",
        "/nowhere",
    ]


def violations(desk: Desk) -> list[str]:
    """What axe finds, one line each."""
    desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = desk.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{broken['id']}: {node['target']} {node['html'][:120]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desk", "tablet"])
def test_axe_finds_nothing(sit_down: Any, pages: list[str], size: tuple[int, int]) -> None:
    desk: Desk = sit_down(size=size)
    found = {}
    for path in pages:
        desk.go(path)
        desk.page.wait_for_load_state("networkidle")
        if broken := violations(desk):
            found[path] = broken
    assert not found


def test_axe_finds_nothing_in_dialogs(desk: Desk, pages: list[str]) -> None:
    for path in (pages[2], pages[5]):
        desk.go(path)
        ids = desk.page.evaluate("[...document.querySelectorAll('dialog')].map(dialog => dialog.id)")
        assert "keys" in ids and "upload" in ids
        for id_ in ids:
            desk.page.evaluate("id => aktenverbund.openDialog(id)", id_)
            expect(desk.page.locator(f"#{id_}")).to_be_visible()
            assert not violations(desk), f"{path} {id_}"
            desk.page.keyboard.press("Escape")


def test_axe_finds_nothing_before_signing_in(browser: Any, server: Server) -> None:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    desk = Desk(context.new_page(), server)
    desk.go("/sign-in")
    assert not violations(desk)
    context.close()


@pytest.mark.parametrize("width", [640, 320])
def test_no_page_scrolls_sideways(sit_down: Any, pages: list[str], width: int) -> None:
    """640 px is 1280 px at 200 %, 320 px at 400 % (WCAG 1.4.10)."""
    desk: Desk = sit_down(size=(width, 800))
    wide = []
    for path in pages:
        desk.go(path)
        if desk.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert not wide


def test_every_page_has_one_heading_a_title_and_its_landmarks(desk: Desk, pages: list[str]) -> None:
    for path in pages:
        desk.go(path)
        assert desk.page.locator("h1").count() == 1, path
        assert desk.page.title().endswith("– Aktenverbund"), path
        assert desk.page.locator("main").count() == 1, path
