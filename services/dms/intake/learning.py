"""What a town filed before, learned in the background: a new model is swapped in whole, filing never waits for it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.records.models import Document

EVERY = 20.0
"""Seconds between two looks whether a town filed something new."""
NEWEST = 30
"""Documents of each position that are learned from: learning costs the square of their number."""

_log = structlog.get_logger("learning")


class Looking(Protocol):
    """What learning needs of the runtime."""

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]: ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """A position with its score 0..1, the words that speak for it, and whether what was filed before decided."""

    number: str
    score: float
    because: tuple[str, ...]
    learned: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What a document says of itself, as far as it was recognised."""

    sender: str = ""
    recipient: str = ""
    subject: str = ""
    body: str = ""
    their_reference: str = ""
    day: date | None = None


def letter_of(document: Document, texts: list[str]) -> Letter:
    return Letter(document.sender, document.recipient, document.subject, "\n".join(texts))


class Suggesters:
    """The models of all towns. ``rank`` may be called from any thread while another model is being learned."""

    def __init__(self, place: Looking) -> None:
        self._place = place
        self._models: dict[UUID, Any] = {}
        self._known: dict[UUID, tuple[int, datetime | None]] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="learning", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10)

    def rank(self, tenant_id: UUID, letter: Letter) -> list[Ranked]:
        """Positions for a letter to this town, best first."""
        return []

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            pass
