"""Looking at dossiers and cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from filing_plan.reference import find_file_numbers
from filing_plan.text import folded_words
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Tenant
from services.dms.plan.queries import below
from services.dms.records.errors import DossierNotFound
from services.dms.records.listing import Listing, Order, bounded
from services.dms.records.models import Case, Document, Dossier, FileNumberAlias
from services.dms.records.rights import dossier_readable_by, readable_by

Sort = Literal["newest", "number", "title"]
_ORDERS: dict[str, Order] = {
    "newest": Order(Dossier.opened_at, Dossier.id),
    "number": Order(Dossier.file_number, Dossier.id, descending=False),
    "title": Order(Dossier.title, Dossier.id, descending=False),
}
_ENTRIES = Order(Document.received_at, Document.id)


def dossier(session: Session, actor: Actor, today: date, dossier_id: UUID) -> Dossier:
    """:raises DossierNotFound: there is none, or it may not be seen."""
    wanted = select(Dossier).where(Dossier.id == dossier_id, dossier_readable_by(session, actor, today))
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise DossierNotFound
    return found


def dossiers(
    session: Session,
    actor: Actor,
    today: date,
    *,
    q: str = "",
    position: str | None = None,
    office: UUID | None = None,
    year: int | None = None,
    state: str | None = None,
    medium: str | None = None,
    sort: Sort = "newest",
    limit: int = 50,
    cursor: str | None = None,
) -> Listing[Dossier]:
    """Dossiers that may be seen. ``q``: words or pieces of number and title, all of them; ``position``: it and all
    below it; ``office``: the responsible one; ``year``: of the file number. :raises Invalid: a cursor that is none."""
    order, limit = _ORDERS[sort], bounded(limit)
    where = filters(session, today, q=q, position=position, office=office, year=year, state=state, medium=medium)
    where.append(dossier_readable_by(session, actor, today))
    if cursor:
        where.append(order.after(cursor))
    rows = session.scalars(select(Dossier).where(*where).order_by(*order.by()).limit(limit + 1)).all()
    return order.cut(rows, limit)


def filters(
    session: Session,
    today: date,
    *,
    q: str = "",
    position: str | None = None,
    office: UUID | None = None,
    year: int | None = None,
    state: str | None = None,
    medium: str | None = None,
) -> list[ColumnElement[bool]]:
    """What the list and the inventory are narrowed down by."""
    where: list[ColumnElement[bool]] = [_has(word) for word in folded_words(q)]
    if position:
        where.append(Dossier.position_id.in_(below(session, position, today)))
    if office is not None:
        where.append(Dossier.responsible_office_id == office)
    if year is not None:
        where.append(Dossier.file_number.endswith(f"/{year:04d}"))
    if state:
        where.append(Dossier.state == state)
    if medium:
        where.append(Dossier.medium == medium)
    return where


def _has(word: str) -> ColumnElement[bool]:
    older = select(FileNumberAlias.number).where(FileNumberAlias.dossier_id == Dossier.id)
    alias = exists(older.where(FileNumberAlias.number.icontains(word, autoescape=True)).correlate(Dossier))
    return or_(Dossier.folded.contains(word, autoescape=True), alias)


def dossier_by_number(session: Session, actor: Actor, today: date, text: str) -> Dossier | None:
    """The dossier of a file number, its present or an older one, as people type it or a page shows it; of two that
    had the same number once, the own town's. None where there is none that may be seen."""
    towns = tuple(session.scalars(select(Tenant.short)))
    said = {str(number.dossier) for number in find_file_numbers(text, towns)} | {" ".join(text.split())}
    aliased = select(FileNumberAlias.dossier_id).where(FileNumberAlias.number.in_(said))
    wanted = select(Dossier).where(
        or_(Dossier.file_number.in_(said), Dossier.id.in_(aliased)), dossier_readable_by(session, actor, today)
    )
    present = when((Dossier.file_number.in_(said), 0), else_=1)
    own = when((Dossier.tenant_id == actor.tenant_id, 0), else_=1)
    return session.scalars(wanted.order_by(present, own, Dossier.opened_at).limit(1)).one_or_none()


def dossier_documents(
    session: Session,
    actor: Actor,
    today: date,
    dossier_id: UUID,
    *,
    case_id: UUID | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Listing[Document]:
    """The documents of a dossier (or of one case), newest first. :raises DossierNotFound."""
    dossier(session, actor, today, dossier_id)
    wanted = select(Document).where(Document.dossier_id == dossier_id, readable_by(session, actor, today))
    if case_id is not None:
        wanted = wanted.where(Document.case_id == case_id)
    if cursor:
        wanted = wanted.where(_ENTRIES.after(cursor))
    limit = bounded(limit)
    return _ENTRIES.cut(session.scalars(wanted.order_by(*_ENTRIES.by()).limit(limit + 1)).all(), limit)


def cases(session: Session, dossier_id: UUID) -> Sequence[Case]:
    """The cases of a dossier that may be seen, newest first."""
    return session.scalars(select(Case).where(Case.dossier_id == dossier_id).order_by(Case.no.desc())).all()
