"""Handed in for a certain dossier: filed there by whoever handed it in, as soon as it has been read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.db import Tx
from services.dms.intake.models import FilingWish
from services.dms.organisation.queries import actor_of
from services.dms.records.actions import file_document
from services.dms.records.errors import CaseNotFound, DossierClosed
from services.dms.records.models import DISCARDED, FAILED, FILED, IN_TRAY, OPEN, Case, Document, Dossier
from services.dms.records.rights import dossier_to_change
from shared.errors import DomainError


def open_target(tx: Tx, dossier_id: UUID, case_id: UUID | None = None) -> Dossier:
    """The dossier, if the actor may file into it now.

    :raises DossierNotFound, Forbidden, DossierClosed, CaseNotFound: what filing would say later, said at once."""
    dossier = dossier_to_change(tx, dossier_id)
    case = tx.session.get(Case, case_id) if case_id else None
    if case_id is not None and (case is None or case.dossier_id != dossier.id):
        raise CaseNotFound
    if dossier.state != OPEN or (case is not None and case.state != OPEN):
        raise DossierClosed
    return dossier


def wish(tx: Tx, document_id: UUID, dossier_id: UUID, case_id: UUID | None = None) -> None:
    """Note where the document shall be filed; the last wish counts."""
    row = FilingWish(document_id=document_id, dossier_id=dossier_id, case_id=case_id, person_id=tx.actor.person_id)
    tx.session.merge(row)


def fulfil(tx: Tx, document_id: UUID) -> bool:
    """File the document where it was handed in for, with the rights its sender has now.

    Called whenever its state may have changed; does nothing where there is no wish, or not yet. What has become
    impossible (the dossier is closed, the rights are gone) leaves the document in the in-tray, where people look.
    """
    wished = tx.session.get(FilingWish, document_id)
    document = tx.session.get(Document, document_id)
    if wished is None or document is None or document.state not in (IN_TRAY, FAILED, FILED, DISCARDED):
        return False
    tx.session.delete(wished)
    if document.state not in (IN_TRAY, FAILED):
        return False
    acting = tx.actor
    try:
        with tx.session.begin_nested():
            tx.actor = actor_of(tx.session, wished.person_id)
            file_document(tx, document_id, dossier_id=wished.dossier_id, case_id=wished.case_id)
    except DomainError:
        return False
    finally:
        tx.actor = acting
    return True


def awaited(session: Session, dossier_id: UUID) -> Sequence[Document]:
    """What is still being read for a dossier, oldest first. The caller has checked that the dossier may be seen."""
    wanted = select(Document).join(FilingWish, FilingWish.document_id == Document.id)
    return session.scalars(wanted.where(FilingWish.dossier_id == dossier_id).order_by(Document.received_at)).all()
