"""Changing what is known about a document."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.dms.db import Tx
from services.dms.records.changes import noted, touched, unchanged_since
from services.dms.records.errors import Discarded, DossierClosed
from services.dms.records.models import DIRECTIONS, DISCARDED, OPEN, Document, Dossier
from services.dms.records.rights import document_to_change
from shared.errors import Invalid

TEXTS = {"subject": 500, "sender": 500, "recipient": 500, "their_reference": 200, "kind": 31, "remark": 4000}
"""Free texts and their longest length in characters."""
FIELDS = (*TEXTS, "direction", "document_date", "received_on")


def change_metadata(tx: Tx, document_id: UUID, *, expected_revision: int | None = None, **fields: Any) -> Document:
    """Change any of :data:`FIELDS`; dates are ``date`` (``document_date`` may be None).

    What equals what is there is no change: no event, no new revision.

    :raises Invalid: naming the ``field``; :raises ChangedMeanwhile: ``expected_revision`` is not the present one;
    :raises DossierClosed, Discarded: by its state."""
    document = document_to_change(tx, document_id)
    unchanged_since(document, expected_revision)
    if document.state == DISCARDED:
        raise Discarded
    if document.dossier_id is not None and tx.session.get_one(Dossier, document.dossier_id).state != OPEN:
        raise DossierClosed
    wanted = {name: _checked(name, value) for name, value in fields.items()}
    changed = {name: value for name, value in wanted.items() if getattr(document, name) != value}
    if not changed:
        return document
    old = {name: getattr(document, name) for name in changed}
    for name, value in changed.items():
        setattr(document, name, value)
    touched(tx, document)
    changes = {name: [_plain(old[name]), _plain(value)] for name, value in changed.items()}
    noted(tx, "metadata_changed", document, changes=changes)
    return document


def _checked(name: str, value: Any) -> Any:
    if name in TEXTS:
        if not isinstance(value, str) or len(value.strip()) > TEXTS[name]:
            raise Invalid(field=name)
        return value.strip()
    if name == "direction" and value in DIRECTIONS:
        return value
    if name == "document_date" and (value is None or type(value) is date):
        return value
    if name == "received_on" and type(value) is date:
        return value
    raise Invalid(field=name)


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
