"""A real server process on a data folder of its own, and a small client that speaks to it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.dms.organisation import actions as organisation
from services.dms.organisation.actor import SYSTEM
from services.dms.runtime import open_records
from services.dms.setting_up import set_up
from shared.settings import load
from tests.builders import SHORTS

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a long password of the tests"
START_LIMIT = 60.0
# Nothing is left running where the tests themselves are killed.
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
Person = tuple[str, str, str]
"""User name, role, office code."""


def found(data: Path, towns: dict[str, Sequence[str]], people: Sequence[Person]) -> None:
    """A data folder with towns (offices by code) and people (``name@town``), without a server."""
    records = open_records(load(data=_made(data)))
    try:
        set_up(records)
        with records.transaction(SYSTEM) as tx:
            for code, offices in towns.items():
                town = organisation.add_tenant(tx, code, SHORTS[code], code.title())
                known = {each: organisation.add_office(tx, town, each, each.title()) for each in offices}
                for username, role, office in people:
                    if username.endswith(f"@{code}"):
                        functions = [(role, known[office])]
                        organisation.add_person(tx, town, username, username, PASSWORD, functions)
    finally:
        records.close()


def _made(data: Path) -> Path:
    data.mkdir(parents=True, exist_ok=True)
    return data


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process's, but with the settings of the test only."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AKTENVERBUND_", "PORT"))}
    return own | {"AKTENVERBUND_DATA": str(data), "AKTENVERBUND_PORT": "0"} | more


class Server:
    """One installation; started, killed and started again as often as the test likes."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.log = data / "server.log"
        self._environment = environment(data, **settings)
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self.start_work = 0.0

    def start(self, arguments: Sequence[str] = (), **more: str) -> float:
        """Returns the seconds until ``/readyz`` says yes; ``start_work`` is how long a processor worked for it."""
        began = time.monotonic()
        with contextlib.suppress(FileNotFoundError):
            (self.data / "server.json").unlink()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_DIES_WITH_US, sys.executable, "-m", "services.embedded", "serve", *arguments],
                env=self._environment | more,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._is_ready():
            if self._process.poll() is not None:
                raise ServerDied(self.tail())
            assert time.monotonic() - began < START_LIMIT, self.tail()
            time.sleep(0.02)
        taken = time.monotonic() - began
        self.start_work = self.work_done()
        return taken

    def _is_ready(self) -> bool:
        try:
            told = json.loads((self.data / "server.json").read_text())
            if told["pid"] != self.pid:
                return False
            self.url = told["url"]
            return self.client().get("/readyz").status == 200
        except (OSError, ValueError, KeyError, http.client.HTTPException):
            return False

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL for the whole group: master, worker and all their threads at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait(30)

    def stop(self, seconds: float = 30.0) -> int:
        """SIGTERM as on a machine's shut-down; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def end(self) -> None:
        """However the test went."""
        if self._process is not None:
            self.kill()

    def tree(self) -> list[int]:
        """Process ids of the server and all below it."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    children.setdefault(parent, []).append(int(entry.name))
        found = [self.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def memory(self) -> int:
        """PSS of the process tree in bytes: what it really costs, shared pages counted once."""
        total = 0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                rollup = (Path("/proc") / str(pid) / "smaps_rollup").read_text()
                total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
        return total

    def client(self, username: str | None = None) -> Client:
        client = Client(self.url)
        if username is not None:
            client.sign_in(username)
        return client

    def work_done(self) -> float:
        """Seconds for which a processor worked for the process tree so far."""
        ticks = 0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def peak(self) -> int:
        """Most memory that master and worker ever had resident, in bytes; parser children are not counted."""
        total = 0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                if b"parser_child" not in (Path("/proc") / str(pid) / "cmdline").read_bytes():
                    status = (Path("/proc") / str(pid) / "status").read_text()
                    total += (
                        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024
                    )
        return total

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The console script on the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "services.embedded", *arguments],
            env=self._environment | more, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
            start_new_session=True,
        )  # fmt: skip


class ServerDied(Exception):
    """It ended while it started; the text is the end of its log."""


class Reply:
    """What came back."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One person with a bearer token. Not thread-safe; each request has its own connection."""

    def __init__(self, url: str) -> None:
        self.host = urllib.parse.urlsplit(url).netloc
        self.token: str | None = None

    def sign_in(self, username: str) -> None:
        reply = self.post("/api/v1/token", {"username": username, "password": PASSWORD})
        assert reply.status == 200, reply.body
        self.token = reply.json["access_token"]

    def get(self, path: str) -> Reply:
        return self._send("GET", path)

    def post(self, path: str, body: Any) -> Reply:
        return self._send("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def patch(self, path: str, body: Any) -> Reply:
        return self._send("PATCH", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def upload(self, *files: tuple[str, bytes], key: str | None = None, **fields: str) -> Reply:
        """``POST /documents`` with these files (name, bytes)."""
        boundary = uuid4().hex
        parts = [_field(boundary, name, value) for name, value in fields.items()]
        parts += [_file_head(boundary, name) + data + b"\r\n" for name, data in files]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._upload(boundary, body, len(body), key)

    def upload_stream(self, name: str, chunks: Iterable[bytes], size: int) -> Reply:
        """One large file, never whole in this process."""
        boundary = uuid4().hex
        head, tail = _file_head(boundary, name), f"\r\n--{boundary}--\r\n".encode()

        def body() -> Iterable[bytes]:
            yield head
            yield from chunks
            yield tail

        return self._upload(boundary, body(), len(head) + size + len(tail), None)

    def _upload(self, boundary: str, body: Any, length: int, key: str | None) -> Reply:
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self._send("POST", "/api/v1/documents", body, headers)

    def document(self, id_: str) -> Any:
        reply = self.get(f"/api/v1/documents/{id_}")
        assert reply.status == 200, reply.body
        return reply.json

    def read(self, id_: str, seconds: float = 60.0) -> Any:
        """The document as soon as it is not being read any more."""
        return self.until(lambda: _if(self.document(id_), lambda d: d["state"] not in ("received", "reading")), seconds)

    def until(self, look: Callable[[], Any], seconds: float = 60.0) -> Any:
        """What ``look`` gives as soon as it is something."""
        deadline = time.monotonic() + seconds
        while not (seen := look()):
            assert time.monotonic() < deadline, "it did not come to that"
            time.sleep(0.05)
        return seen

    def _send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Reply:
        connection = http.client.HTTPConnection(self.host, timeout=120)
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            connection.request(method, path, body, own | (headers or {}))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()


def _if(value: Any, condition: Callable[[Any], bool]) -> Any:
    return value if condition(value) else None


def _field(boundary: str, name: str, value: str) -> bytes:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def _file_head(boundary: str, name: str) -> bytes:
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    return f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
