"""Handing in, as it is answered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.dms.records.schemas import DocumentState
from services.dms.rest.schemas import Answer, Cause, Query


class HandingIn(Query):
    """What stands in the form beside the files. ``office`` by id or code; the sender's first where it is not given."""

    tenant: str | None = None
    office: str | None = None
    subject: str = Field("", max_length=500)
    received_on: date | None = None
    force: bool = False


class Handed(Answer):
    """One file: either it is a document now (``id``), or ``problem`` says why it was refused.

    ``duplicate_of``: the same bytes are already there as this document, and nothing new was stored.
    """

    name: str
    id: UUID | None
    state: DocumentState | None
    sha256: str | None
    duplicate_of: UUID | None
    problem: Cause | None


class HandedIn(Answer):
    """In the order of the files; every document in it is durable."""

    items: list[Handed]


class Progress(Answer):
    """How far reading is; the data of a server-sent event ``state``."""

    id: UUID
    state: DocumentState
    page_count: int | None
    pages_read: int
    mean_confidence: float | None
    problem: Cause | None


UPLOAD_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}},
        "tenant": {"type": "string", "description": "the own town's code; another one is refused"},
        "office": {"type": "string", "description": "id or code of the office whose in-tray it is for"},
        "subject": {"type": "string", "maxLength": 500},
        "received_on": {"type": "string", "format": "date"},
        "force": {"type": "boolean", "description": "take it even if the same bytes are there already"},
        "dossier": {"type": "string", "format": "uuid", "description": "file each at once in this dossier"},
    },
}
"""The form of ``POST /documents``."""
