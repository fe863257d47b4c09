"""Filing a document, and the acts that set it right again; each answers with the document as it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from services.dms.db import Tx
from services.dms.intake.answers import told
from services.dms.records import actions
from services.dms.records.models import Document as Row
from services.dms.records.schemas import Document, Filing, Moving, Perhaps, Rerouting, Why
from services.dms.rest.api import Api, View
from services.dms.shell.context import language, writing

api = Api("acts")


def _act(name: str, summary: str, conflicts: str, **described: Any) -> Callable[[View], View]:
    errors = {403: "forbidden", 404: "not_found", 409: conflicts, 422: "invalid"}
    path = f"/documents/<uuid:document_id>/{name}"
    return api.route("post", path, summary, answer=Document, errors=errors, **described)


def _done(act: Callable[[Tx], Row]) -> Document:
    with writing() as tx:
        row = act(tx)
        tx.session.flush()
        return told(tx, [row], language())[0]


@_act("file", "File it in a dossier, or in a new one", "still_reading, already_filed, dossier_closed", body=Filing)
def file_document(document_id: UUID, body: Filing) -> Document:
    target = body.model_dump()
    return _done(lambda tx: actions.file_document(tx, document_id, **target))


@_act("move", "Move it to another dossier", "dossier_closed, conflict", body=Moving)
def move_document(document_id: UUID, body: Moving) -> Document:
    return _done(lambda tx: actions.move_document(tx, document_id, body.dossier_id, body.reason, body.case_id))


@_act("return", "Back to the in-tray", "conflict", body=Why)
def return_document(document_id: UUID, body: Why) -> Document:
    return _done(lambda tx: actions.return_document(tx, document_id, body.reason))


@_act("discard", "Discard it from the in-tray", "already_filed, conflict", body=Why)
def discard_document(document_id: UUID, body: Why) -> Document:
    return _done(lambda tx: actions.discard(tx, document_id, body.reason))


@_act("restore", "Take back what was discarded", "conflict", body=Perhaps)
def restore_document(document_id: UUID, body: Perhaps) -> Document:
    return _done(lambda tx: actions.restore(tx, document_id, body.reason))


@_act("read", "Read it again", "still_reading, conflict", body=Why)
def read_document(document_id: UUID, body: Why) -> Document:
    return _done(lambda tx: actions.read_again(tx, document_id, body.reason))


@_act("reroute", "Hand it to another office of the town", "already_filed, conflict", body=Rerouting)
def reroute_document(document_id: UUID, body: Rerouting) -> Document:
    return _done(lambda tx: actions.reroute(tx, document_id, body.office, body.reason))
