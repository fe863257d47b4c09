"""From the files of a form to documents: all rows of a form in one transaction, together with the kept answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from services.dms.db import Tx
from services.dms.intake.actions import Inlet, recorded
from services.dms.intake.models import KeptAnswer
from services.dms.intake.parts import Part, clean_name
from services.dms.intake.schemas import Handed, HandedIn, HandingIn
from services.dms.intake.wishes import wish
from services.dms.organisation.models import Office, Tenant
from services.dms.rest.schemas import Cause
from shared.catalogue import error_text
from shared.contracts import BlobRef
from shared.errors import Invalid
from shared.media_types import sniff

KEPT_FOR = timedelta(hours=24)


class KeyReused(Invalid):
    """Another body under an ``Idempotency-Key`` that was used before."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the form: its bytes are durable (``ref``), or ``problem`` is the code why it is refused."""

    name: str
    size: int
    media_type: str = ""
    ref: BlobRef | None = None
    problem: str | None = None


def store(part: Part) -> Stored:
    """Keep the bytes if their type is one that is taken. Told by content, never by name."""
    name = clean_name(part.name)
    media_type = sniff(part.head)
    if part.size == 0 or media_type is None:
        part.abort()
        return Stored(name, part.size, problem="empty_file" if part.size == 0 else "unsupported_type")
    return Stored(name, part.size, media_type, part.commit())


@dataclass(frozen=True, slots=True)
class Target:
    """Where a form's files go: the in-tray of ``office``, and from there into ``dossier_id`` once they are read."""

    tenant: Tenant
    office: Office
    dossier_id: UUID | None = None


def take(tx: Tx, files: Sequence[Stored], target: Target, wishes: HandingIn, key: str | None, lang: str) -> HandedIn:
    """A document per stored file, in the transaction; under a ``key`` the answer is kept, and told again.

    :raises KeyReused: the key was used for something else within 24 hours."""
    request = _fingerprint(files, target, wishes)
    if key is not None and (kept := _kept(tx, key, request)) is not None:
        return kept
    answer = HandedIn(items=[_one(tx, file, target, wishes, lang) for file in files])
    if key is not None and any(item.id for item in answer.items):
        row = KeptAnswer(
            person_id=tx.actor.person_id, key=key, request_sha256=request, status=202,
            answer=answer.model_dump(mode="json"), at=tx.now,
        )  # fmt: skip
        tx.add(row)
    return answer


def _one(tx: Tx, file: Stored, target: Target, wishes: HandingIn, lang: str) -> Handed:
    if file.ref is None:
        return refused(file, lang)
    inlet = Inlet(target.tenant, target.office, "web", wishes.subject, wishes.received_on, wishes.force)
    found = recorded(tx, file.ref, file.size, file.name, file.media_type, inlet)
    assert found.id is not None
    if target.dossier_id is not None and found.duplicate_of is None:
        wish(tx, found.id, target.dossier_id)
    return Handed.model_validate(found, from_attributes=True)


def refused(file: Stored, lang: str) -> Handed:
    """Why this file is not taken, in words."""
    code = file.problem or "unsupported_type"
    cause = Cause(code=code, detail=error_text(code, lang))
    return Handed(name=file.name, id=None, state=None, sha256=None, duplicate_of=None, problem=cause)


def _kept(tx: Tx, key: str, request: str) -> HandedIn | None:
    old = KeptAnswer.at < tx.now - KEPT_FOR
    tx.session.execute(delete(KeptAnswer).where(KeptAnswer.person_id == tx.actor.person_id, old))
    kept = tx.session.get(KeptAnswer, (tx.actor.person_id, key))
    if kept is None:
        return None
    if kept.request_sha256 != request:
        raise KeyReused
    return HandedIn.model_validate(kept.answer)


def _fingerprint(files: Sequence[Stored], target: Target, wishes: HandingIn) -> str:
    bytes_of = [(file.name, file.ref.sha256 if file.ref else file.problem) for file in files]
    said = [
        bytes_of,
        str(target.office.id),
        str(target.dossier_id),
        wishes.subject,
        str(wishes.received_on),
        wishes.force,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
