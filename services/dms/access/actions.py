"""Giving objects their tokens, and grants their subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, insert, select

from services.dms.access.models import AccessObject, Grant, ObjectToken
from services.dms.access.tokens import KIND_SHIFT, TOWN_SHIFT, WHOLE_PLAN, Kind, Place, class_mask, class_no, tokens_of
from services.dms.db import Tx
from services.dms.organisation.models import Office
from services.dms.organisation.queries import office_chain

_ID = (1 << TOWN_SHIFT) - 1


def new_object(
    tx: Tx,
    kind: str,
    *,
    town_no: int,
    office: Office,
    positions: Sequence[int] = (),
    protection: str = "normal",
    uploader_no: int | None = None,
) -> AccessObject:
    """A new ``dossier`` or ``tray`` object with its tokens. ``positions``: the small numbers of its position and of
    each above, itself first (none for a tray item)."""
    found = AccessObject(
        kind=kind,
        town_no=town_no,
        office_no=office.no,
        position_no=positions[0] if positions else None,
        protection_class=class_no(protection),
        uploader_no=uploader_no,
    )
    tx.add(found)
    tx.session.flush()
    _write_tokens(tx, found, office_chain(tx.session, office), positions)
    return found


def change_object(
    tx: Tx,
    object_id: int,
    *,
    office: Office | None = None,
    positions: Sequence[int] | None = None,
    protection: str | None = None,
) -> AccessObject:
    """Change the facts that are given and write the object's tokens anew. The caller raises the revision of every
    document that carries them."""
    found = tx.session.get_one(AccessObject, object_id)
    places = _places(tx, object_id) if positions is None else tuple(positions)
    if positions:
        found.position_no = positions[0]
    if office is None:
        office = tx.session.scalars(select(Office).where(Office.no == found.office_no)).one()
    found.office_no = office.no
    if protection is not None:
        found.protection_class = class_no(protection)
    tx.session.flush()
    tx.session.execute(delete(ObjectToken).where(ObjectToken.object_id == object_id))
    _write_tokens(tx, found, office_chain(tx.session, office), places)
    return found


def drop_object(tx: Tx, object_id: int) -> None:
    """Take an object that carries nothing any more (a tray item that was filed) away with its tokens."""
    tx.session.execute(delete(ObjectToken).where(ObjectToken.object_id == object_id))
    tx.session.execute(delete(AccessObject).where(AccessObject.id == object_id))


def grant(
    tx: Tx,
    *,
    town_no: int,
    classes: Iterable[str],
    verb: str = "read",
    person_no: int | None = None,
    office_no: int | None = None,
    role: str | None = None,
    position_no: int | None = None,
    object_id: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    cause: str = "grant",
    reason: str | None = None,
) -> Grant:
    """Open a position with all below it, or one dossier, to a person, an office or a role (Freigabe).

    It touches no document; its first and last day count by themselves. Whether the actor may do this is the
    caller's question, and so is the audit event, which names the object in words."""
    given = Grant(
        person_no=person_no,
        office_no=office_no,
        role=role,
        town_no=town_no,
        position_no=position_no,
        object_id=object_id,
        verb=verb,
        classes=class_mask(classes),
        valid_from=valid_from or tx.today,
        valid_to=valid_to,
        cause=cause,
        reason=reason,
        created_by=tx.actor.person_id,
        created_at=tx.now,
    )
    tx.add(given)
    tx.session.flush()
    return given


def _places(tx: Tx, object_id: int) -> tuple[int, ...]:
    """The positions an object's tokens name, so that a change of class needs no look into the plan."""
    held = tx.session.scalars(select(ObjectToken.token).where(ObjectToken.object_id == object_id))
    places = (token & _ID for token in held if token >> KIND_SHIFT == Kind.PLACE)
    return tuple(place for place in places if place != WHOLE_PLAN)


def _write_tokens(tx: Tx, found: AccessObject, offices: Sequence[int], positions: Sequence[int]) -> None:
    place = Place(found.kind, found.id, found.town_no, found.protection_class)
    carried = tokens_of(place, offices, positions, found.uploader_no)
    tx.session.execute(insert(ObjectToken), [{"object_id": found.id, "token": token} for token in sorted(carried)])
