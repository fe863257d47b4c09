"""Pictures of the pages, at a desk and on a tablet.

``python -m tests.browser.screenshots FOLDER`` starts a demo of its own and waits until its letters are read; ``--url``
takes one that is running already.

The pictures of the README are made this way.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from services.dms.demo.town import PASSWORD
from tests.browser.chromium import chromium
from tests.browser.conftest import DESKTOP, TABLET
from tests.server import Server

PAGES = {
    "my-day": "/",
    "in-tray": "/in-tray",
    "search": "/search?q=Garage",
    "dossiers": "/dossiers",
    "plan": "/plan/610",
    "settings": "/settings",
}
LONGEST = 900.0


@contextmanager
def _demo(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start(["--demo"])
        try:
            yield server.url
        finally:
            server.end()


def _sign_in(page: Page, url: str, user: str) -> None:
    page.goto(url + "/sign-in")
    page.fill("#username", user)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(url + "/")


def _settled(page: Page, url: str, letters: int) -> None:
    """Wait until so many documents are there and none is being read."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        page.goto(url + "/in-tray?office=all")
        listed = page.evaluate("document.querySelectorAll('#tray [data-row]').length")
        if listed >= letters and not page.locator("#tray progress").count():
            return
        page.wait_for_timeout(1000)
    raise SystemExit("the demo was not read in time")


def _first(page: Page, url: str, path: str, selector: str) -> str | None:
    """The address of the first link on a page that fits."""
    page.goto(url + path)
    found = page.locator(selector).first
    return found.get_attribute("href") if found.count() else None


def take(folder: Path, url: str, user: str, letters: int) -> None:
    """Every page in both sizes, as PNG named after page and width."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for width, height in (DESKTOP, TABLET):
            context = browser.new_context(
                viewport={"width": width, "height": height}, has_touch=width < 1024, locale="de-DE"
            )
            page = context.new_page()
            _sign_in(page, url, user)
            _settled(page, url, letters)
            places: dict[str, str | None] = dict(PAGES)
            places["dossier"] = _first(page, url, "/dossiers", "table a[href^='/dossiers/']")
            places["document"] = _first(page, url, places["dossier"] or "/", "table a[href^='/documents/']")
            for name, path in places.items():
                if path is not None:
                    page.goto(url + path)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{name}-{width}.png")
            context.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", help="of a running demo")
    parser.add_argument("--as", dest="user", default="clerk@michelstadt")
    parser.add_argument("--letters", type=int, default=1, help="wait for so many in the in-tray")
    asked = parser.parse_args()
    with _demo(asked.url) as url:
        take(asked.folder, url, asked.user, asked.letters)
    return 0


if __name__ == "__main__":
    sys.exit(main())
