"""The web application over the small world of :mod:`tests.builders`, without a server and without an index."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.dms.app import create_app
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Credential
from services.dms.runtime import Runtime
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import DocumentSnapshot
from shared.ports import FindRequest, FindResult, Passages
from shared.settings import load
from tests.builders import World


class PlainFinder:
    """A :class:`shared.ports.Finder` that finds nothing and marks words that are equal but for case."""

    def find(self, request: FindRequest) -> FindResult:
        return FindResult(0, ())

    def passages(self, q: str, pages: Sequence[str], *, lenient: bool = True) -> Passages:
        found = tuple(no for no, text in enumerate(pages, 1) if any(self.mark_words(q, text.split())))
        return Passages(found, "")

    def mark_words(self, q: str, words: Sequence[str]) -> list[bool]:
        wanted = q.lower().split()
        return [word.lower() in wanted for word in words]


class EmptyIndex:
    """A :class:`shared.ports.SearchIndex` that keeps nothing."""

    def put(self, entries: Iterable[DocumentSnapshot]) -> None: ...

    def remove(self, document_id: UUID, revision: int) -> None: ...

    def find(self, request: FindRequest) -> FindResult:
        return FindResult(0, ())

    def count(self) -> int:
        return 0

    def rebuild(self, entries: Iterable[DocumentSnapshot]) -> None: ...

    def close(self) -> None: ...


class NobodyReads:
    """No message is worked on."""

    def handle(self, message: object) -> list[Any]:
        return []


@dataclass
class Visitor:
    """Somebody signed in. Unsafe requests carry the token of the session, as those of the pages do."""

    client: FlaskClient
    token: str

    def get(self, path: str, *, part: bool = False) -> TestResponse:
        """``part``: as htmx asks."""
        return self.client.get(path, headers={"HX-Request": "true"} if part else {})

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data=form, headers={"X-CSRF-Token": self.token})

    def part(self, path: str, **form: Any) -> TestResponse:
        """The same as htmx posts: a part of the page is asked for."""
        return self.client.post(path, data=form, headers={"X-CSRF-Token": self.token, "HX-Request": "true"})


@dataclass
class Web:
    """The application of a world. ``folder`` is for blobs."""

    world: World
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def runtime(self) -> Runtime:
        settings = load(data=self.folder, **self.settings)
        blobs = FolderBlobStore(settings.blobs)
        index, finder = EmptyIndex(), PlainFinder()
        return Runtime(settings, self.world.clock, self.world.engine, blobs, index, finder, NobodyReads())

    @cached_property
    def app(self) -> Flask:
        return create_app(self.runtime)

    def visitor(self, actor: Actor) -> Visitor:
        """A browser in which ``actor`` is signed in, without the cost of a password."""
        secret, token = secrets.token_urlsafe(), secrets.token_urlsafe()
        now = self.world.clock.now()
        with self.world.tx() as tx:
            tx.add(
                Credential(
                    kind="session",
                    token_sha256=hashlib.sha256(secret.encode()).hexdigest(),
                    person_id=actor.person_id,
                    created_at=now,
                    expires_at=now + timedelta(hours=8),
                    seen_at=now,
                    csrf=token,
                )
            )
        client = self.app.test_client()
        client.set_cookie("aktenverbund", secret)
        return Visitor(client, token)
