"""A real server with a real browser in front of it, one of each per session; a fresh context per test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from services.dms.demo.drawing import draw
from services.dms.demo.letters import Letter, letters
from tests.browser.chromium import chromium, executable
from tests.server import PASSWORD, Server, found

TOWNS: dict[str, Sequence[str]] = {"michelstadt": ("bauverwaltung", "kasse"), "erbach": ("bauamt",)}
PEOPLE = (
    ("clerk@michelstadt", "clerk", "bauverwaltung"),
    ("head@michelstadt", "head", "bauverwaltung"),
    ("mailroom@michelstadt", "mailroom", "kasse"),
    ("clerk@erbach", "clerk", "bauamt"),
)
PAPER = ("mic-laterne", "mic-bauberatung-gaube", "mic-nachbar-einwendung")
DESKTOP, TABLET = (1280, 800), (768, 1024)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if executable() is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("browser") / "data"
    found(data, TOWNS, PEOPLE)
    running = Server(data)
    running.start()
    yield running
    running.end()


@dataclass
class Desk:
    """Somebody signed in, in a browser that notes what must never happen."""

    page: Page
    server: Server
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.server.url + path)

    def focused(self, what: str = "id") -> str:
        """A property of what has the focus."""
        return str(self.page.evaluate(f"document.activeElement?.{what} ?? ''"))

    def until(self, script: str, seconds: float = 60.0) -> Any:
        """Wait until a script of the page gives something true."""
        return self.page.wait_for_function(script, timeout=seconds * 1000).json_value()

    def listen(self) -> None:
        """A page asks nobody but its server, breaks no rule of its policy and raises no error."""
        host = urlsplit(self.server.url).netloc
        page = self.page
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self.wrong.append(line.text) if "Content Security" in line.text else None)
        page.on("request", lambda asked: self.wrong.append(asked.url) if _foreign(asked.url, host) else None)


def _foreign(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme.startswith("http") and parts.netloc != host


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Cookies by user name: a password costs a second, so everybody signs in once."""
    return {}


def _signed_in(browser: Browser, server: Server, sessions: dict[str, Any], username: str) -> Any:
    if username not in sessions:
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.goto(server.url + "/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(server.url + "/")
        sessions[username] = context.storage_state()
        context.close()
    return sessions[username]


@pytest.fixture
def sit_down(browser: Browser, server: Server, sessions: dict[str, Any]) -> Iterator[Any]:
    """A function that gives a :class:`Desk` for a user name and a size of the window."""
    contexts: list[BrowserContext] = []
    desks: list[Desk] = []

    def sit(username: str = "clerk@michelstadt", size: tuple[int, int] = DESKTOP) -> Desk:
        state = _signed_in(browser, server, sessions, username)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size[0] < 1024,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            storage_state=state,
        )
        contexts.append(context)
        desk = Desk(context.new_page(), server)
        desk.page.set_default_timeout(30_000)
        desk.listen()
        desks.append(desk)
        return desk

    yield sit
    for context in contexts:
        context.close()
    assert not [wrong for desk in desks for wrong in desk.wrong]


@pytest.fixture
def desk(sit_down: Any) -> Desk:
    sat: Desk = sit_down()
    return sat


def another(scan: Path) -> bytes:
    """The same scanned pages in other bytes (a comment at the end of a PDF), so that it is no duplicate."""
    return scan.read_bytes() + f"% {uuid4()}\n".encode()


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Letter, Path]]:
    """Scans of three letters of the demo, as files to be handed in. The first is kept for the test of the path."""
    folder = tmp_path_factory.mktemp("paper")
    wanted = {letter.key: letter for letter in letters(date(2025, 6, 2))}
    files = []
    for letter in (wanted[key] for key in PAPER):
        path = folder / letter.file_name
        path.write_bytes(draw(letter))
        files.append((letter, path))
    return files
