"""Opening, changing, closing dossiers and cases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text, update

from filing_plan.plan import ProtectionClass
from filing_plan.reference import FileNumber
from filing_plan.text import fold
from services.dms.access.actions import change_object, grant, new_object
from services.dms.db import Tx
from services.dms.organisation.models import Office, Person
from services.dms.organisation.queries import office_of
from services.dms.plan.models import PlanPosition
from services.dms.plan.queries import chain, lowest_position
from services.dms.records.changes import noted, reasoned, touched_all, unchanged_since
from services.dms.records.errors import CaseNotFound, CasesOpen, DossierClosed, DossierOpen
from services.dms.records.models import CLOSED_TO_FILE, MEDIA, OPEN, Case, Dossier
from services.dms.records.rights import dossier_to_change, town
from shared import faults
from shared.errors import Forbidden, Invalid

_NEXT_NUMBER = text(
    "INSERT INTO running_numbers (tenant_id, position, year, last) VALUES (:tenant_id, :position, :year, 1)"
    " ON CONFLICT (tenant_id, position, year) DO UPDATE SET last = running_numbers.last + 1 RETURNING last"
).bindparams(bindparam("tenant_id", type_=Uuid()))
_LONGEST = {"title": 500, "place": 500, "remark": 4000}


def next_file_number(tx: Tx, tenant_id: UUID, short: str, position: str, today: date) -> FileNumber:
    """The next file number (glossary): gapless, because a rollback gives it back, and unique, because the row is
    locked until the end of the transaction."""
    key = {"tenant_id": tenant_id, "position": position, "year": today.year}
    running = int(tx.session.execute(_NEXT_NUMBER, key).scalar_one())
    faults.point("number")
    return FileNumber(short, position, running, today.year)


def open_dossier(
    tx: Tx,
    position_number: str,
    title: str,
    *,
    responsible_office: UUID | None = None,
    medium: str = "electronic",
    place: str = "",
    protection: str | None = None,
    remark: str = "",
) -> Dossier:
    """A new dossier of the actor's town, under a new file number that is frozen from now on.

    The responsible office is the actor's first unless one is named, the class the position's. For every class but
    ``normal`` the opener gets an explicit grant, so that nobody loses what he has just opened.

    :raises Forbidden: the actor's functions are no work on content; :raises PositionNotFound, PositionNotLowest,
    OfficeNotFound, Invalid: title, medium, class."""
    if not tx.actor.content_role:
        raise Forbidden
    place_in_plan = lowest_position(tx.session, position_number, tx.today)
    office = _office_of_opener(tx, responsible_office)
    fields = _checked(title=title, medium=medium, place=place, remark=remark, protection=protection)
    fields["protection"] = fields["protection"] or place_in_plan.protection
    return _opened(tx, place_in_plan, office, fields)


def _office_of_opener(tx: Tx, office_id: UUID | None) -> Office:
    if office_id is None and not tx.actor.offices:
        raise Invalid(field="responsible_office")
    return office_of(tx.session, office_id or tx.actor.offices[0], tx.actor.tenant_id)


def _opened(tx: Tx, position: PlanPosition, office: Office, fields: dict[str, Any]) -> Dossier:
    tenant = town(tx.session, tx.actor.tenant_id)
    carrier = new_object(
        tx,
        "dossier",
        town_no=tenant.no,
        office=office,
        positions=chain(tx.session, position),
        protection=fields["protection"],
    )
    number = str(next_file_number(tx, tenant.id, tenant.short, position.number, tx.today))
    dossier = Dossier(
        object_id=carrier.id,
        tenant_id=tenant.id,
        position_id=position.id,
        file_number=number,
        folded=fold(f"{number} {fields['title']}"),
        responsible_office_id=office.id,
        opened_at=tx.now,
        opened_by=tx.actor.person_id,
        **fields,
    )
    tx.add(dossier)
    tx.session.flush()
    _keep_open_for_opener(tx, dossier, tx.actor.person_no)
    noted(tx, "dossier_opened", dossier, file_number=number, protection=dossier.protection)
    return dossier


def _keep_open_for_opener(tx: Tx, dossier: Dossier, person_no: int) -> None:
    if dossier.protection == ProtectionClass.NORMAL:
        return
    grant(
        tx,
        town_no=town(tx.session, dossier.tenant_id).no,
        classes=[dossier.protection],
        verb="write",
        person_no=person_no,
        object_id=dossier.object_id,
        cause="opening",
    )


def _checked(**fields: Any) -> dict[str, Any]:
    """Fields of a dossier with blanks trimmed. :raises Invalid: naming the ``field``."""
    for name, value in fields.items():
        if name in _LONGEST:
            if not isinstance(value, str) or len(value) > _LONGEST[name]:
                raise Invalid(field=name)
            fields[name] = value.strip()
    if "title" in fields and not fields["title"]:
        raise Invalid(field="title")
    if fields.get("medium", MEDIA[0]) not in MEDIA:
        raise Invalid(field="medium")
    if fields.get("protection") is not None and fields["protection"] not in set(ProtectionClass):
        raise Invalid(field="protection")
    return fields


def change_dossier(tx: Tx, dossier_id: UUID, *, expected_revision: int | None = None, **fields: Any) -> Dossier:
    """Change ``title``, ``medium``, ``place``, ``remark``, ``responsible_office`` (an id) or ``protection``.

    The class is changed only by whoever manages the dossier (``records`` of its town, or a grant); whoever opened
    it keeps it. The file number never changes. Title, office and class reach the index with every document.

    :raises DossierNotFound, Forbidden, ChangedMeanwhile, DossierClosed, OfficeNotFound, Invalid."""
    allowed = {"title", "medium", "place", "remark", "responsible_office", "protection"}
    if unknown := set(fields) - allowed:
        raise Invalid(field=min(unknown))
    dossier = dossier_to_change(tx, dossier_id, "manage" if "protection" in fields else "write")
    unchanged_since(dossier, expected_revision)
    if dossier.state != OPEN:
        raise DossierClosed
    fields = _checked(**fields)
    if fields.get("protection", "normal") is None:
        raise Invalid(field="protection")
    office = _other_office(tx, dossier, fields.pop("responsible_office", None))
    changed = {
        name: [getattr(dossier, name), value] for name, value in fields.items() if getattr(dossier, name) != value
    }
    if office is not None:
        changed["responsible_office_id"] = [str(dossier.responsible_office_id), str(office.id)]
        dossier.responsible_office_id = office.id
    if not changed:
        return dossier
    for name in set(changed) & set(fields):
        setattr(dossier, name, fields[name])
    dossier.folded = fold(f"{dossier.file_number} {dossier.title}")
    _reach_documents(tx, dossier, office, changed)
    dossier.revision += 1
    noted(tx, "dossier_changed", dossier, changes=changed)
    return dossier


def _other_office(tx: Tx, dossier: Dossier, office_id: UUID | None) -> Office | None:
    if office_id in (None, dossier.responsible_office_id):
        return None
    assert office_id is not None
    return office_of(tx.session, office_id, dossier.tenant_id)


def _reach_documents(tx: Tx, dossier: Dossier, office: Office | None, changed: dict[str, Any]) -> None:
    """Rewrite the tokens where readers may have changed, and tell the index what it holds of the dossier."""
    rights = office is not None or "protection" in changed
    if rights:
        protection = dossier.protection if "protection" in changed else None
        change_object(tx, dossier.object_id, office=office, protection=protection)
    if "protection" in changed:
        opener = tx.session.get_one(Person, dossier.opened_by)
        _keep_open_for_opener(tx, dossier, opener.no)
    if rights or "title" in changed:
        touched_all(tx, dossier, rights=rights)


def close_dossier(tx: Tx, dossier_id: UUID, reason: str = "") -> Dossier:
    """Close to file (z. d. A.). :raises CasesOpen: with their ``count``; :raises DossierClosed: it is already."""
    dossier = dossier_to_change(tx, dossier_id)
    if dossier.state != OPEN:
        raise DossierClosed
    still = select(func.count()).select_from(Case).where(Case.dossier_id == dossier.id, Case.state == OPEN)
    if count := tx.session.scalar(still):
        raise CasesOpen(count=count)
    dossier.state = CLOSED_TO_FILE
    dossier.closed_on = tx.today
    dossier.revision += 1
    noted(tx, "dossier_closed", dossier, reason=reason.strip() or None)
    return dossier


def reopen_dossier(tx: Tx, dossier_id: UUID, reason: str) -> Dossier:
    """Open again what is closed to file. :raises ReasonMissing; :raises DossierOpen: it is open."""
    dossier = dossier_to_change(tx, dossier_id)
    said = reasoned(reason)
    if dossier.state == OPEN:
        raise DossierOpen
    if dossier.state != CLOSED_TO_FILE:
        raise DossierClosed
    dossier.state = OPEN
    dossier.closed_on = None
    dossier.revision += 1
    noted(tx, "dossier_reopened", dossier, reason=said)
    return dossier


def open_case(tx: Tx, dossier_id: UUID, title: str) -> Case:
    """A new case (Vorgang) in an open dossier, under the next number of its own. :raises DossierClosed, Invalid."""
    dossier = dossier_to_change(tx, dossier_id)
    if dossier.state != OPEN:
        raise DossierClosed
    title = _checked(title=title)["title"]
    raised = update(Dossier).where(Dossier.id == dossier.id).values(last_case=Dossier.last_case + 1)
    no = tx.session.execute(raised.returning(Dossier.last_case)).scalar_one()
    case = Case(dossier_id=dossier.id, no=no, title=title, opened_at=tx.now, opened_by=tx.actor.person_id)
    tx.add(case)
    tx.session.flush()
    noted(tx, "case_opened", case, no=no)
    return case


def close_case(tx: Tx, case_id: UUID, reason: str = "") -> Case:
    """Close a case to file. :raises CaseNotFound: unknown or its dossier may not be seen; :raises DossierClosed."""
    case = tx.session.get(Case, case_id)
    if case is None:
        raise CaseNotFound
    dossier_to_change(tx, case.dossier_id)
    if case.state != OPEN:
        raise DossierClosed
    case.state = CLOSED_TO_FILE
    case.closed_on = tx.today
    noted(tx, "case_closed", case, reason=reason.strip() or None)
    return case
