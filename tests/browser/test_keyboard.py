"""By keyboard alone: moving, choosing, filing, undoing, dialogs; letters stay away from fields and can be off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from services.dms.demo.letters import Letter
from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def tray(server: object, paper: list[tuple[Letter, Path]]) -> None:
    """Two documents that were read wait in the in-tray."""
    client = server.client("clerk@michelstadt")  # type: ignore[attr-defined]
    for _, scan in paper[1:]:
        item = client.upload((scan.name, scan.read_bytes()), force="true").json["items"][0]
        client.read(item["id"])


@pytest.fixture
def at_tray(desk: Desk) -> Iterator[Desk]:
    desk.go("/in-tray")
    yield desk


def press(desk: Desk, *keys: str) -> None:
    for key in keys:
        desk.page.keyboard.press(key)


def test_the_first_stop_leads_past_the_frame(at_tray: Desk) -> None:
    press(at_tray, "Tab")
    assert at_tray.focused("className") == "skip"
    press(at_tray, "Enter")
    assert at_tray.focused() == "main"


def test_two_letters_lead_to_each_area(desk: Desk) -> None:
    desk.go("/settings")
    for key, path in (("p", "/in-tray"), ("a", "/dossiers"), ("l", "/plan"), ("t", "/")):
        press(desk, "g", key)
        desk.page.wait_for_url(re.compile(re.escape(desk.server.url + path) + r"(\?.*)?$"))


def test_file_undo_and_file_elsewhere_without_a_mouse(at_tray: Desk) -> None:
    page = at_tray.page
    rows = page.locator("#tray [data-row]")
    count = rows.count()
    press(at_tray, "1", "Enter")
    expect(page.locator(".notice")).to_contain_text("Abgelegt:")
    expect(rows).to_have_count(count - 1)
    at_tray.until("() => document.activeElement?.closest('#fileform')")

    press(at_tray, "u")
    expect(page.locator(".notice")).to_contain_text("Wieder im Posteingang:")
    expect(rows).to_have_count(count)
    at_tray.until("() => document.activeElement?.closest('#fileform')")

    press(at_tray, "a")
    assert at_tray.focused() == "else"
    page.keyboard.type("abfall")
    expect(page.locator("#else-list [role=option]").first).to_contain_text("702")
    expect(page.locator("#else")).to_have_attribute("aria-activedescendant", "target-1")
    press(at_tray, "Enter")
    assert at_tray.focused() == "title"
    press(at_tray, "Control+A")
    page.keyboard.type("Sperrmüll Gartenweg")
    press(at_tray, "Control+Enter")
    expect(page.locator(".notice")).to_contain_text("Abgelegt: MIC 702-")
    at_tray.until("() => document.activeElement?.closest('#fileform')")
    press(at_tray, "u")
    expect(rows).to_have_count(count)


def test_arrows_move_and_enter_opens(at_tray: Desk) -> None:
    page = at_tray.page
    page.locator("#tray a").first.focus()
    press(at_tray, "ArrowDown")
    second = at_tray.focused()
    assert second == page.locator("#tray a").nth(1).get_attribute("id")
    press(at_tray, "Enter")
    expect(page.locator(f"#{second}")).to_have_attribute("aria-current", "true")
    expect(page.locator("#preview")).to_have_attribute("data-opened", second.removeprefix("row-"))
    assert at_tray.focused() == second
    press(at_tray, "Home")
    assert at_tray.focused() == page.locator("#tray a").first.get_attribute("id")


def test_a_dialog_gives_the_focus_back_and_asks_for_a_reason(at_tray: Desk) -> None:
    page = at_tray.page
    page.get_by_role("button", name="Weiterleiten").first.focus()
    press(at_tray, "Enter")
    expect(page.locator("#reroute")).to_be_visible()
    press(at_tray, "Escape")
    expect(page.locator("#reroute")).not_to_be_visible()
    assert "Weiterleiten" in at_tray.focused("innerText")
    press(at_tray, "l")
    expect(page.locator("#reroute")).to_be_visible()
    page.locator("#reroute-office").select_option(label="Kasse")
    page.locator("#reroute-reason").focus()
    press(at_tray, "Control+Enter")
    expect(page.locator("#reroute")).to_be_visible()  # without a reason nothing is done
    page.locator("#reroute").get_by_role("button", name="Abbrechen").click()
    expect(page.locator("#reroute")).not_to_be_visible()


def test_letters_do_nothing_in_fields(at_tray: Desk) -> None:
    page = at_tray.page
    page.locator("#subject").fill("")
    page.locator("#subject").focus()
    page.keyboard.type("1 als u gps?")
    expect(page.locator("#subject")).to_have_value("1 als u gps?")
    assert at_tray.focused() == "subject" and "/in-tray" in page.url


def test_the_table_of_keys_opens_with_a_question_mark(at_tray: Desk) -> None:
    press(at_tray, "?")
    expect(at_tray.page.locator("#keys")).to_be_visible()
    expect(at_tray.page.locator("#keys")).to_contain_text("Vorschlag wählen, dann Eingabe legt ab")
    press(at_tray, "Escape")
    expect(at_tray.page.locator("#keys")).not_to_be_visible()


def test_one_switch_turns_letters_off_and_hides_the_hints(sit_down: object) -> None:
    desk: Desk = sit_down("head@michelstadt")  # type: ignore[operator]
    desk.go("/settings")
    desk.page.get_by_label("aus", exact=True).check()
    desk.page.get_by_role("button", name="Speichern").click()
    desk.page.wait_for_url(re.compile("saved"))
    desk.go("/in-tray")
    expect(desk.page.locator(".find kbd").first).not_to_be_visible()
    press(desk, "s", "1", "g", "t")
    assert desk.focused() not in ("q", "do") and "/in-tray" in desk.page.url
