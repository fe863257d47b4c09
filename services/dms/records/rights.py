"""The rule of ``access`` put to documents and dossiers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.dms.access.rule import Verb, held_tokens, may, opened
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Tenant
from services.dms.records.errors import DocumentNotFound, DossierNotFound
from services.dms.records.models import Document, Dossier
from shared.errors import Forbidden


def readable_by(session: Session, actor: Actor, today: date) -> ColumnElement[bool]:
    """A document is readable if and only if the actor holds a token of its object: its in-tray's until it is filed,
    its dossier's afterwards."""
    return opened(Document.object_id, held_tokens(session, actor, today))


def dossier_readable_by(session: Session, actor: Actor, today: date) -> ColumnElement[bool]:
    """A dossier is readable if and only if the actor holds a token of it."""
    return opened(Dossier.object_id, held_tokens(session, actor, today))


def may_write(tx: Tx, object_id: int, verb: Verb = "write") -> bool:
    """Whether the transaction's actor may write to (or manage) an object."""
    return may(tx.session, object_id, held_tokens(tx.session, tx.actor, tx.today, verb))


def document_to_change(tx: Tx, document_id: UUID) -> Document:
    """The document, its row locked. :raises DocumentNotFound: may not be seen; :raises Forbidden: only seen."""
    document = locked(tx, document_id)
    if document is None or not may(tx.session, document.object_id, held_tokens(tx.session, tx.actor, tx.today)):
        raise DocumentNotFound
    if not may_write(tx, document.object_id):
        raise Forbidden
    return document


def locked(tx: Tx, document_id: UUID) -> Document | None:
    """The document as it is in the database now, its row locked until the end (SQLite: the whole file is)."""
    wanted = select(Document).where(Document.id == document_id).with_for_update()
    return tx.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def dossier_to_change(tx: Tx, dossier_id: UUID, verb: Verb = "write") -> Dossier:
    """The dossier, its row locked. :raises DossierNotFound: may not be seen; :raises Forbidden: only seen."""
    wanted = select(Dossier).where(Dossier.id == dossier_id).with_for_update()
    dossier = tx.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if dossier is None or not may(tx.session, dossier.object_id, held_tokens(tx.session, tx.actor, tx.today)):
        raise DossierNotFound
    if not may_write(tx, dossier.object_id, verb):
        raise Forbidden
    return dossier


def town(session: Session, tenant_id: UUID) -> Tenant:
    """The town of a row."""
    return session.get_one(Tenant, tenant_id)
