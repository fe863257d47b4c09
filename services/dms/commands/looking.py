"""``aktenverbund search`` and ``reindex``: by the running server, or alone where none runs."""

from __future__ import annotations

import argparse
import html
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from services.dms.commands.common import alone, installation, person, say, served
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.sign_in import admit, sign_out
from services.dms.outbox import Outbox
from services.dms.runtime import Records, Runtime
from shared.catalogue import text
from shared.contracts import ReindexRequested
from shared.errors import Transient
from shared.settings import Settings

LOOK_EVERY = 0.2
LIFE = timedelta(minutes=2)
"""Of the credential with which the server is asked."""


class ServerSilent(Transient):
    """A server runs, but does not answer."""

    code = "server_silent"


def search(asked: argparse.Namespace, settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """Hits as the person would see them, best first; notes on the words go to people only."""
    words = " ".join(asked.words)
    url = served(settings)
    if url is not None:
        with installation(settings) as records, _credential(records, asked.user) as secret:
            query = urllib.parse.urlencode({"q": words, "limit": asked.limit})
            hits = _ask(f"{url}/api/v1/search?{query}", secret)["hits"]
    else:
        from services.dms.finding import find

        with alone(settings, compose) as runtime:
            found = find(runtime, person(runtime, asked.user), words, limit=asked.limit)
            hits = [asdict(hit) for hit in found.hits]
    for hit in hits:
        say(asked.json, hit, _line(hit))
    if not hits and not asked.json:
        print(text("cli-nothing-found"))
    return 0


def _line(hit: dict[str, Any]) -> str:
    snippet = " ".join(html.unescape(re.sub(r"<[^>]*>", "", hit["snippet"])).split())
    return (
        f"{hit['file_number'] or '—'}  {hit['subject'] or '—'}  ({hit['tenant']}, {hit['document_id']})\n    {snippet}"
    )


@contextmanager
def _credential(records: Records, username: str) -> Iterator[str]:
    """A short-lived bearer for the person; whoever may write the database may have it."""
    actor = person(records, username)
    with records.transaction(actor) as tx:
        secret, _ = admit(tx, actor.person_id, "bearer", life=LIFE)
    try:
        yield secret
    finally:
        with records.transaction(actor) as tx:
            sign_out(tx, secret)


def _ask(url: str, secret: str) -> dict[str, Any]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {secret}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise ServerSilent(str(error)) from error


def reindex(asked: argparse.Namespace, settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """Build the index anew; done when this ends."""
    if served(settings) is not None:
        with installation(settings) as records:
            records.queue.send(ReindexRequested())
            while _waiting(records):
                time.sleep(LOOK_EVERY)
        line: dict[str, Any] = {"done": True}
    else:
        from services.dms.handlers import reindex as rebuild

        with alone(settings, compose) as runtime:
            rebuild(runtime)
            line = {"done": True, "documents": runtime.index.count()}
    say(asked.json, line, text("cli-reindexed"))
    return 0


def _waiting(records: Records) -> bool:
    with records.reading(SYSTEM) as tx:
        return tx.session.scalar(select(Outbox.id).where(Outbox.kind == ReindexRequested.__name__).limit(1)) is not None
