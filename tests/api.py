"""Programs that call the JSON API: every answer is held against its description before a test sees it."""

from __future__ import annotations

import atexit
import io
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import fpdf
from flask import Flask
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from services.dms.api import described
from services.dms.app import create_app
from services.dms.demo.create import create_towns
from services.dms.runtime import Runtime, open_records
from services.dms.setting_up import set_up
from services.embedded import embedded
from shared.settings import load

if TYPE_CHECKING:

    class Reply(TestResponse):
        """An answer of the API: its JSON is of the form that was checked."""

        @property
        def json(self) -> Any: ...
else:
    Reply = TestResponse

PREFIX = "/api/v1"
DEADLINE = 60.0
"""Seconds in which a small document must be read, on a busy machine."""
SETTLED = ("in_tray", "filed", "failed", "discarded")


def letter(*paragraphs: str, pages: int = 1) -> bytes:
    """A PDF with a text layer: nothing has to be recognised. Never the same bytes twice."""
    pdf = fpdf.FPDF()
    pdf.set_font("helvetica", size=12)
    for page in range(pages):
        pdf.add_page()
        for paragraph in paragraphs:
            pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
        pdf.cell(0, 6, f"Blatt {page + 1}, Kennung {uuid4().hex}")
    return bytes(pdf.output())


@dataclass
class Caller:
    """Somebody with a bearer token."""

    app: Flask
    username: str
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Reply:
        return self._call("get", path, **({"query_string": query} if query else {}))

    def post(self, path: str, json: Any = None, **more: Any) -> Reply:
        return self._call("post", path, **({"json": json} if json is not None else {}), **more)

    def patch(self, path: str, json: Any) -> Reply:
        return self._call("patch", path, json=json)

    def hand_in(self, *files: tuple[str, bytes], path: str = "/documents", key: str = "", **form: str) -> Reply:
        data: dict[str, Any] = {"file": [(io.BytesIO(content), name) for name, content in files], **form}
        return self._call("post", path, data=data, headers={"Idempotency-Key": key} if key else {})

    def taken(self, content: bytes, name: str = "brief.pdf", **form: str) -> str:
        """Hand one file in; its id."""
        answer = self.hand_in((name, content), **form)
        assert answer.status_code == 202, answer.json
        return str(answer.json["items"][0]["id"])

    def settled(self, document_id: str) -> dict[str, Any]:
        """The document once it is read (or was refused by the reader)."""
        return dict(until(lambda: self.get(f"/documents/{document_id}").json, lambda found: found["state"] in SETTLED))

    def reached(self, document_id: str, state: str) -> dict[str, Any]:
        """The document once it is in a state."""
        return dict(until(lambda: self.get(f"/documents/{document_id}").json, lambda found: found["state"] == state))

    def in_tray(self, *paragraphs: str, **form: str) -> dict[str, Any]:
        """A letter that was handed in and read."""
        found = self.settled(self.taken(letter(*paragraphs), **form))
        assert found["state"] == "in_tray", found
        return found

    def filed(self, *paragraphs: str, position: str = "610", title: str = "Akte", **form: str) -> dict[str, Any]:
        """A letter that was handed in, read and filed in a new dossier."""
        found = self.in_tray(*paragraphs, **form)
        answer = self.post(f"/documents/{found['id']}/file", {"position": position, "title": title})
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def found(self, q: str, document_id: str, within: float = DEADLINE) -> dict[str, Any]:
        """The hit of a document for words, as soon as there is one."""

        def hit() -> Any:
            hits = self.get("/search", q=q).json["hits"]
            return next((hit for hit in hits if hit["document_id"] == document_id), None)

        return dict(until(hit, lambda found: found is not None, within))

    def _call(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Reply:
        sent = self.headers | (headers or {})
        with self.app.test_client(use_cookies=False) as client:
            answer = cast(Reply, getattr(client, method)(PREFIX + path, headers=sent, **more))
        check_described(method, path, answer)
        return answer


def until(look: Callable[[], Any], good: Callable[[Any], bool], within: float = DEADLINE) -> Any:
    """What is looked at, once it is good. Fails with the last look at the deadline."""
    end = time.monotonic() + within
    while True:
        seen = look()
        if good(seen):
            return seen
        assert time.monotonic() < end, f"not within {within} s: {seen}"
        time.sleep(0.03)  # between two looks, not instead of one


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = described()["paths"]
    return [
        (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$"), operations)
        for path, operations in paths.items()
    ]


def check_described(method: str, path: str, answer: Reply) -> None:
    """The answer is one that the description knows, in the form that it says."""
    operations = next((found for pattern, found in _paths() if pattern.match(PREFIX + path.split("?")[0])), None)
    if operations is None or method not in operations:
        assert answer.status_code in (404, 405), f"{method} {path} is not described"
        return
    responses = operations[method]["responses"]
    told = responses.get("200" if answer.status_code in (206, 304) else str(answer.status_code))
    if told is None:
        assert answer.status_code >= 400, f"{method} {path}: {answer.status} is not described"
        told = responses["default"]
    if answer.status_code < 400 and answer.mimetype != "application/json":
        assert answer.status_code == 304 or any(
            answer.mimetype == media or media == "application/octet-stream" for media in told.get("content", {})
        ), answer.mimetype
        return
    assert answer.mimetype in told["content"], f"{method} {path}: {answer.status} as {answer.mimetype}"
    schema = told["content"][answer.mimetype]["schema"]
    Draft202012Validator(schema | {"components": described()["components"]}).validate(answer.json)


@dataclass
class Installation:
    """The real thing in one process: database, blobs, index, reading children, and the application."""

    runtime: Runtime
    app: Flask
    _callers: dict[str, Caller] = field(default_factory=dict)

    def caller(self, username: str) -> Caller:
        """Somebody of the demo, with a token."""
        if username not in self._callers:
            caller = Caller(self.app, username)
            answer = caller.post("/token", {"username": username, "password": "demo"})
            assert answer.status_code == 200, answer.json
            caller.headers = {"Authorization": f"Bearer {answer.json['access_token']}"}
            self._callers[username] = caller
        return self._callers[username]


@cache
def _towns() -> Path:
    """A data folder with towns and people, made once per process: their passwords take seconds."""
    folder = Path(tempfile.mkdtemp(prefix="aktenverbund-towns-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    records = open_records(load(data=folder))
    set_up(records)
    create_towns(records)
    records.close()
    return folder


@contextmanager
def installed(folder: Path, *, working: bool = True, **settings: Any) -> Iterator[Installation]:
    """The demo's towns and people without its letters; where it is not ``working``, nothing handed in is read."""
    shutil.copytree(_towns(), folder, dirs_exist_ok=True)
    runtime = embedded(load(data=folder, **settings))
    try:
        if working:
            runtime.start()
        yield Installation(runtime, create_app(runtime))
    finally:
        runtime.close()
