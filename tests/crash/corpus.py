"""A corpus that grows while the server dies again and again, and what must hold of it in the end.

What the server acknowledged is written down; what it did not is sent again with the same ``Idempotency-Key``, as a
careful client does.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw, ImageFont

from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.queries import actor_by_username
from services.dms.organisation.sign_in import admit
from services.dms.runtime import open_records
from shared.settings import load
from tests.api import letter as pdf_with_text
from tests.server import Client, Server, found

TOWN, OFFICE, CLERK = "erbach", "ordnungsamt", "clerk@erbach"
FINAL = ("in_tray", "failed", "filed")
LETTERS, SCANS = 3, 1
"""New ones in each round: so many that all stages are busy, so few that reading keeps up."""
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def small_scan(word: str) -> bytes:
    """One small page with a few words: reading it takes a fraction of a second."""
    page = Image.new("L", (700, 160), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, 28)
    pen.text((30, 30), "Antrag auf Sondernutzung", font=font, fill=20)
    pen.text((30, 90), word, font=font, fill=20)
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


@dataclass
class Letter:
    """A letter on its way: handed in under ``key`` until somebody acknowledges it."""

    key: str
    data: bytes
    id: str | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Corpus:
    """Everything that was acknowledged so far. ``numbers``: file number by document; ``scans``: SHA-256 of files that
    were laid into the watched folder."""

    server: Server
    pending: list[Letter] = field(default_factory=list)
    taken: list[Letter] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    scans: list[str] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    _left: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def begin(cls, data: Path) -> Corpus:
        found(data, {TOWN: [OFFICE]}, [(CLERK, "clerk", OFFICE)])
        settings = {"AKTENVERBUND_WATCH_INTERVAL": "0.1", "AKTENVERBUND_WATCH_SETTLE": "0"}
        return cls(Server(data, **settings))

    @property
    def folder(self) -> Path:
        return self.server.data / "scans" / TOWN / OFFICE

    def work(self, seed: int, seconds: float) -> bool:
        """Hand in, scan and file until the server dies (then True) or ``seconds`` are over."""
        over = threading.Event()
        self._left = {"letter": LETTERS, "scan": SCANS}
        client = self.server.client()
        client.token = self._token()
        jobs = (self._hand_in, self._hand_in, self._scan, self._file)
        arguments = [(job, over, client, random.Random(seed * 10 + i)) for i, job in enumerate(jobs)]
        threads = [threading.Thread(target=self._repeat, args=each, daemon=True) for each in arguments]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + seconds
        while self.server.running and time.monotonic() < deadline:
            time.sleep(0.02)
        died = not self.server.running
        if not died:
            self.server.kill()
        over.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        return died

    def _token(self) -> str:
        """A credential written past the web: signing in costs more than what is tested here."""
        records = open_records(load(data=self.server.data))
        try:
            with records.reading(SYSTEM) as tx:
                actor = actor_by_username(tx.session, CLERK)
            assert actor is not None
            with records.transaction(actor) as tx:
                return admit(tx, actor.person_id, "bearer")[0]
        finally:
            records.close()

    def _repeat(
        self,
        job: Callable[[Client, random.Random], None],
        over: threading.Event,
        client: Client,
        chance: random.Random,
    ) -> None:
        while not over.is_set():
            try:
                job(client, chance)
            except (OSError, http.client.HTTPException, ValueError):
                over.wait(0.05)  # the server is gone; what it did not acknowledge stays pending
            over.wait(chance.uniform(0.0, 0.15))

    def _hand_in(self, client: Client, chance: random.Random) -> None:
        with self._lock:
            if not self.pending and not self._one_more("letter"):
                return
            letter = self.pending.pop(0) if self.pending else self._new(chance)
        try:
            reply = client.upload((f"{letter.key}.dat", letter.data), key=letter.key)
            assert reply.status == 202, reply.body
            letter.id = reply.json["items"][0]["id"]
        except BaseException:
            with self._lock:
                self.pending.append(letter)
            raise
        with self._lock:
            self.taken.append(letter)

    def _one_more(self, kind: str) -> bool:
        self._left[kind] -= 1
        return self._left[kind] >= 0

    def _new(self, chance: random.Random) -> Letter:
        key = uuid4().hex
        scan = chance.random() < 0.5
        return Letter(key, small_scan(key[:12]) if scan else pdf_with_text(f"Antrag {key}, Kennung {key[:12]}"))

    def _scan(self, _client: Client, _chance: random.Random) -> None:
        name, data = uuid4().hex, pdf_with_text("Aus dem Scanner")
        if not self.folder.exists() or not self._one_more("scan"):
            return
        beside = self.server.data / f"{name}.new"
        beside.write_bytes(data)
        os.rename(beside, self.folder / f"{name}.pdf")
        with self._lock:
            self.scans.append(hashlib.sha256(data).hexdigest())

    def _file(self, client: Client, chance: random.Random) -> None:
        items = client.get("/api/v1/documents?state=in_tray&limit=20").json["items"]
        for item in items[:3]:
            body = {"position": "131", "title": f"Sondernutzung {chance.randrange(1000)}"}
            reply = client.post(f"/api/v1/documents/{item['id']}/file", body)
            if reply.status == 200:
                with self._lock:
                    self.numbers[item["id"]] = reply.json["file_number"]

    def settle(self, seconds: float = 120.0) -> None:
        """Start it once more, hand in what was never acknowledged, and wait until all is read and nothing is left to
        do."""
        self.restarts.append(self.server.start())
        client = self.server.client(CLERK)
        while self.pending:
            self._hand_in(client, random.Random(0))
        client.until(self._nothing_left, seconds)

    def _nothing_left(self) -> bool:
        left = [path for path in self.folder.rglob("*.pdf") if "abgelehnt" not in path.parts]
        return not left and not self._rows(
            "SELECT 1 FROM documents WHERE state IN ('received', 'reading')"
            " UNION ALL SELECT 1 FROM outbox WHERE dead_at IS NULL LIMIT 1"
        )

    def _rows(self, statement: str) -> list[Any]:
        connection = sqlite3.connect(self.server.data / "aktenverbund.sqlite3", timeout=30)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def check(self) -> None:
        """Every acknowledged document is there, bit-identical, once, and came to an end; no file number twice."""
        client = self.server.client(CLERK)
        counts = dict(self._rows("SELECT sha256, count(*) FROM documents GROUP BY sha256"))
        for letter in self.taken:
            assert letter.id is not None
            original = client.get(f"/api/v1/documents/{letter.id}/content?rendition=original")
            assert (original.status, original.body) == (200, letter.data), letter.key
            assert counts.pop(letter.sha256) == 1, f"{letter.key} is there {counts} times"
        for sha256 in self.scans:
            assert counts.pop(sha256) == 1, "a scan was lost or taken twice"
        assert counts == {}, "nothing is there that nobody handed in"
        states = dict(self._rows("SELECT state, count(*) FROM documents GROUP BY state"))
        assert set(states) <= set(FINAL), states
        assert "failed" not in states, states
        for id_, number in self.numbers.items():
            assert client.document(id_)["file_number"] == number
        given = [row[0] for row in self._rows("SELECT file_number FROM dossiers")]
        assert len(given) == len(set(given))
        running = sorted(int(number.split("-")[1].split("/")[0]) for number in given)
        assert running == list(range(1, len(running) + 1)), "gapless"
        assert self._rows("SELECT kind, problem FROM outbox WHERE dead_at IS NOT NULL") == []
        verified = self.server.command("verify", "--json")
        assert verified.returncode == 0, verified.stdout
