"""Signing in: a person's password for a secret that stands for them, for a while.

Only the SHA-256 of a secret is kept: who reads the database cannot act as anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.audit.actions import record
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.attempts import ATTEMPTS
from services.dms.organisation.errors import InvalidCredentials
from services.dms.organisation.models import Credential, Person
from services.dms.organisation.passwords import matches
from services.dms.organisation.queries import actor_of
from shared.errors import NotFound

SESSION_IDLE = timedelta(hours=2)
"""A browser's session that is not used for so long is over."""
SEEN_EVERY = timedelta(minutes=5)
"""``seen_at`` is moved on at most so often: reading pages should not write."""
Kind = Literal["session", "bearer"]
LIFE = {"session": timedelta(hours=10), "bearer": timedelta(hours=12)}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def prove(session: Session, username: str, password: str, now: datetime) -> UUID:
    """Whose user name and password these are. Slow on purpose, so it is done outside of a writing transaction.

    An unknown user costs the same time as a wrong password. After five wrong ones the user name has to wait, longer
    each time, whether it exists or not.

    :raises InvalidCredentials: user or password is wrong; :raises TooManyAttempts: with ``seconds`` to wait."""
    ATTEMPTS.check(username, now)
    person = session.scalars(select(Person).where(Person.username == username)).one_or_none()
    if not matches(person.password_hash if person else None, password) or person is None or not person.active:
        ATTEMPTS.failed(username, now)
        raise InvalidCredentials
    ATTEMPTS.succeeded(username)
    return person.id


def admit(tx: Tx, person_id: UUID, kind: Kind = "session", *, life: timedelta | None = None) -> tuple[str, Credential]:
    """A new credential for somebody who has proved who they are, and its secret, which is shown this once. From
    here on the transaction is theirs. :raises NotFound: no longer active."""
    tx.actor = actor_of(tx.session, person_id)
    secret = secrets.token_urlsafe(32)
    credential = Credential(
        kind=kind,
        token_sha256=_digest(secret),
        person_id=person_id,
        created_at=tx.now,
        expires_at=tx.now + (life or LIFE[kind]),
        seen_at=tx.now,
        csrf=secrets.token_urlsafe(32) if kind == "session" else None,
    )
    tx.add(credential)
    tx.session.flush()
    record(tx, "signed_in", "person", person_id, tenant=tx.actor.tenant, details={"kind": kind})
    return secret, credential


def sign_in(
    tx: Tx, username: str, password: str, kind: Kind = "session", *, life: timedelta | None = None
) -> tuple[str, Credential]:
    """:func:`prove` and :func:`admit` in one go, for where nobody waits for the database."""
    return admit(tx, prove(tx.session, username, password, tx.now), kind, life=life)


def who(session: Session, secret: str, now: datetime) -> tuple[Actor, Credential] | None:
    """Whose secret this is, if it still counts: not revoked, not expired, not idle, the person still active."""
    credential = session.scalars(select(Credential).where(Credential.token_sha256 == _digest(secret))).one_or_none()
    if credential is None or credential.revoked_at is not None or now >= credential.expires_at:
        return None
    if credential.kind == "session" and now - credential.seen_at >= SESSION_IDLE:
        return None
    try:
        return actor_of(session, credential.person_id), credential
    except NotFound:
        return None


def seen_is_due(credential: Credential, now: datetime) -> bool:
    """Whether :func:`seen` should be called for this request."""
    return now - credential.seen_at >= SEEN_EVERY


def seen(tx: Tx, secret: str) -> None:
    """Note that the credential was used just now; a later moment is never moved back."""
    credential = tx.session.scalars(select(Credential).where(Credential.token_sha256 == _digest(secret))).one_or_none()
    if credential is not None and credential.seen_at < tx.now:
        credential.seen_at = tx.now


def sign_out(tx: Tx, secret: str) -> None:
    """End the credential; a secret that is nobody's any more is no error."""
    credential = tx.session.scalars(select(Credential).where(Credential.token_sha256 == _digest(secret))).one_or_none()
    if credential is None or credential.revoked_at is not None:
        return
    credential.revoked_at = tx.now
    record(tx, "signed_out", "person", credential.person_id, tenant=tx.actor.tenant, details={"kind": credential.kind})
