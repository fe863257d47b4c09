"""Looking up towns, offices and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.errors import OfficeNotFound, TenantNotFound
from services.dms.organisation.models import Function, Office, Person, Tenant
from shared.errors import NotFound


def system_actor() -> Actor:
    """The program itself."""
    return SYSTEM


def actor_of(session: Session, person_id: UUID) -> Actor:
    """The active person with what their functions say now. :raises NotFound: gone or no longer active."""
    actor = _actor(session, Person.id == person_id)
    if actor is None:
        raise NotFound
    return actor


def actor_by_username(session: Session, username: str) -> Actor | None:
    """The same by user name; None where there is no such active person."""
    return _actor(session, Person.username == username)


def _actor(session: Session, which: object) -> Actor | None:
    found = session.execute(
        select(Person, Tenant).join(Tenant, Tenant.id == Person.tenant_id).where(which, Person.active)  # type: ignore[arg-type]
    ).one_or_none()
    if found is None:
        return None
    person, tenant = found
    functions = session.execute(
        select(Function.role, Function.office_id, Office.no)
        .outerjoin(Office, Office.id == Function.office_id)
        .where(Function.person_id == person.id)
        .order_by(Function.rank, Function.id)
    ).all()
    offices = dict.fromkeys((f.office_id, f.no) for f in functions if f.office_id is not None)
    return Actor(
        person_id=person.id,
        person_no=person.no,
        username=person.username,
        name=person.name,
        tenant_id=tenant.id,
        tenant_no=tenant.no,
        tenant=tenant.code,
        offices=tuple(office for office, _ in offices),
        office_nos=tuple(no for _, no in offices),
        roles=frozenset(f.role for f in functions),
        sandbox=tenant.sandbox,
    )


def tenants(session: Session) -> Sequence[Tenant]:
    """All towns in the order in which they came."""
    return session.scalars(select(Tenant).order_by(Tenant.no)).all()


def tenant_by_code(session: Session, code: str) -> Tenant:
    """:raises TenantNotFound: for an unknown code."""
    found = session.scalars(select(Tenant).where(Tenant.code == code)).one_or_none()
    if found is None:
        raise TenantNotFound
    return found


def offices(session: Session, tenant_id: UUID) -> list[Office]:
    """The offices of a town, in the order in which they came."""
    return list(session.scalars(select(Office).where(Office.tenant_id == tenant_id).order_by(Office.no)))


def office_of(session: Session, office_id: UUID, tenant_id: UUID | None = None) -> Office:
    """:raises OfficeNotFound: unknown, or not an office of ``tenant_id`` where that is given."""
    office = session.get(Office, office_id)
    if office is None or tenant_id not in (None, office.tenant_id):
        raise OfficeNotFound
    return office


def office_by_code(session: Session, tenant_id: UUID, code: str) -> Office:
    """:raises OfficeNotFound: the town has no office of that code."""
    found = session.scalars(select(Office).where(Office.tenant_id == tenant_id, Office.code == code)).one_or_none()
    if found is None:
        raise OfficeNotFound
    return found


def office_chain(session: Session, office: Office) -> tuple[int, ...]:
    """The numbers of the office and of each above it, itself first."""
    chain = [office.no]
    while office.parent_id is not None:
        office = session.get_one(Office, office.parent_id)
        if office.no in chain:
            break
        chain.append(office.no)
    return tuple(chain)


def person_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, in one statement; ids that are nobody are left out."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def office_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of offices by id, in one statement."""
    rows = session.execute(select(Office.id, Office.name).where(Office.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def person_settings(session: Session, person_id: UUID) -> dict[str, object]:
    """What a person chose for the screens; empty where nothing."""
    return dict(session.scalar(select(Person.settings).where(Person.id == person_id)) or {})
