"""How far reading is: a stream of events per document, few at a time, and none for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import BoundedSemaphore, Event
from uuid import UUID

from flask import Response

from services.dms.intake.answers import progress
from services.dms.intake.schemas import Progress
from services.dms.organisation.actor import Actor
from services.dms.records import queries
from services.dms.rest.api import Api, Runtime, runtime
from services.dms.shell.context import actor, language
from shared.errors import NotFound, Transient

api = Api("progress")

STREAMS = BoundedSemaphore(8)
"""Streams of this process: each holds a thread, and the pages need threads too."""
LOOK_EVERY, HEARTBEAT, LONGEST = 0.5, 15.0, 600.0
FINAL = ("in_tray", "filed", "failed", "discarded")


class TooManyStreams(Transient):
    """All streams of this process are in use; asking again later helps (503, ``Retry-After``)."""

    code = "too_many_streams"


@api.route(
    "get",
    "/documents/<uuid:document_id>/events",
    "How far reading is, as server-sent events until it is over",
    media=("text/event-stream",),
    errors={404: "not_found", 503: "too_many_streams"},
)
def events(document_id: UUID) -> Response:
    running, who, lang = runtime(), actor(), language()
    first = _look(running, who, document_id, lang)
    if not STREAMS.acquire(blocking=False):
        raise TooManyStreams
    response = Response(_stream(running, who, first, lang), mimetype="text/event-stream")
    response.call_on_close(STREAMS.release)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy must not collect what is meant for now
    return response


def _stream(running: Runtime, who: Actor, first: Progress, lang: str) -> Iterator[str]:
    """The present state at once, each change, a heartbeat; ends with a final state or when it may not be seen."""
    end = spoke = time.monotonic()
    end += LONGEST
    shown, pause = first, Event()
    yield _event(shown)
    while shown.state not in FINAL and time.monotonic() < end:
        pause.wait(LOOK_EVERY)
        try:
            now = _look(running, who, shown.id, lang)
        except NotFound:
            return
        if now != shown:
            shown, spoke = now, time.monotonic()
            yield _event(shown)
        elif time.monotonic() - spoke >= HEARTBEAT:
            spoke = time.monotonic()
            yield ": still here\n\n"


def _look(running: Runtime, who: Actor, document_id: UUID, lang: str) -> Progress:
    with running.reading(who) as tx:
        return progress(tx.session, queries.document(tx.session, tx.actor, tx.today, document_id), lang)


def _event(state: Progress) -> str:
    return f"event: state\ndata: {state.model_dump_json()}\n\n"
