"""Setting up towns, offices and people, and a person's own settings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from services.dms.audit.actions import record
from services.dms.db import Tx
from services.dms.organisation.errors import NameTaken, OfficeNotFound, UnknownRole
from services.dms.organisation.models import Function, Office, Person, Tenant
from services.dms.organisation.numbers import next_no
from services.dms.organisation.passwords import hashed
from services.dms.organisation.roles import Role
from shared.errors import Forbidden, Invalid

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_SHORT = re.compile(r"[A-Z]{3}")
SETTINGS: dict[str, tuple[object, ...]] = {
    "density": ("default", "roomy"),
    "keys": (True, False),
    "file_at_once": (True, False),
    "language": ("de", "en"),
}
"""What a person may choose, and the values."""


def _may_set_up(tx: Tx, tenant: Tenant | None = None) -> None:
    own = tenant is not None and Role.ADMIN in tx.actor.roles and tx.actor.tenant_id == tenant.id
    if not (tx.actor.is_system or own):
        raise Forbidden


def add_tenant(tx: Tx, code: str, short: str, name: str, sandbox: bool = False) -> Tenant:
    """A new town or sandbox; only by the program's set-up.

    :raises Invalid: ``code`` is no folder name or ``short`` not three capitals; :raises NameTaken: in use."""
    _may_set_up(tx)
    if not _CODE.fullmatch(code) or not _SHORT.fullmatch(short):
        raise Invalid(field="code")
    if tx.session.scalar(select(Tenant.id).where((Tenant.code == code) | (Tenant.short == short))) is not None:
        raise NameTaken(name=code)
    tenant = Tenant(no=next_no(tx.session, "tenant"), code=code, short=short, name=name, sandbox=sandbox)
    tx.add(tenant)
    tx.session.flush()
    record(tx, "tenant_added", "tenant", tenant.id, tenant=code)
    return tenant


def add_office(tx: Tx, tenant: Tenant, code: str, name: str, parent: Office | None = None) -> Office:
    """A new office below ``parent``; by set-up or the town's ``admin``.

    :raises Invalid: ``code`` is no folder name; :raises NameTaken: in use in this town."""
    _may_set_up(tx, tenant)
    if not _CODE.fullmatch(code):
        raise Invalid(field="code")
    if parent is not None and parent.tenant_id != tenant.id:
        raise OfficeNotFound
    if tx.session.scalar(select(Office.id).where(Office.tenant_id == tenant.id, Office.code == code)) is not None:
        raise NameTaken(name=code)
    office = Office(
        no=next_no(tx.session, "office"),
        tenant_id=tenant.id,
        parent_id=parent.id if parent else None,
        code=code,
        name=name,
    )
    tx.add(office)
    tx.session.flush()
    record(tx, "office_added", "office", office.id, tenant=tenant.code)
    return office


def add_person(
    tx: Tx,
    tenant: Tenant,
    username: str,
    name: str,
    password: str,
    functions: Sequence[tuple[str, Office | None]],
) -> Person:
    """A new person with functions ``(role, office)``, the first office being where new things go by default.

    :raises UnknownRole: no such role; :raises OfficeNotFound: another town's office; :raises NameTaken: in use."""
    _may_set_up(tx, tenant)
    if tx.session.scalar(select(Person.id).where(Person.username == username)) is not None:
        raise NameTaken(name=username)
    person = Person(
        no=next_no(tx.session, "person"),
        tenant_id=tenant.id,
        username=username,
        name=name,
        password_hash=hashed(password),
    )
    tx.add(person)
    tx.session.flush()
    for rank, (role, office) in enumerate(functions):
        if role not in set(Role):
            raise UnknownRole(role=role)
        if office is not None and office.tenant_id != tenant.id:
            raise OfficeNotFound
        tx.add(Function(person_id=person.id, role=role, office_id=office.id if office else None, rank=rank))
    tx.session.flush()
    record(
        tx,
        "person_added",
        "person",
        person.id,
        tenant=tenant.code,
        details={"functions": [[role, office.code if office else None] for role, office in functions]},
    )
    return person


def save_settings(tx: Tx, **settings: object) -> None:
    """Keep what the actor chose for the screens (:data:`SETTINGS`). :raises Invalid: unknown name or value."""
    for key, value in settings.items():
        if value not in SETTINGS.get(key, ()):
            raise Invalid(field=key)
    person = tx.session.get_one(Person, tx.actor.person_id)
    person.settings = {**person.settings, **settings}
    record(tx, "settings_saved", "person", person.id, tenant=tx.actor.tenant, details=dict(settings))
