"""Bringing the joint plan into the database."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from filing_plan.plan import FilingPlan, Position, joint_plan
from services.dms.audit.actions import record
from services.dms.db import Tx
from services.dms.organisation.numbers import next_no
from services.dms.plan.models import PlanPosition
from shared.errors import Forbidden

IN_FORCE = date(2020, 1, 1)
"""First day of the joint plan's first release."""
PLAN_ID = uuid5(NAMESPACE_URL, "urn:aktenverbund:plan:joint")
"""The plan as an object of the audit log."""


def load_joint_plan(tx: Tx) -> int:
    """Add the positions of the joint plan that are missing; returns how many. Only by the program's set-up.

    What is there is left as it is: a changed data file never changes a rule under a running installation."""
    if not tx.actor.is_system:
        raise Forbidden
    plan = joint_plan()
    there = set(tx.session.scalars(select(PlanPosition.id)))
    missing = [position for position in plan if position.id not in there]
    for position in missing:  # in number order: a parent stands before what is below it
        tx.add(_row(tx, plan, position))
        tx.session.flush()
    if missing:
        record(tx, "plan_loaded", "plan", PLAN_ID, tenant="", details={"positions": len(missing)})
    return len(missing)


def _row(tx: Tx, plan: FilingPlan, position: Position) -> PlanPosition:
    lowest = plan.is_lowest(position.number)
    rules = plan.rules(position.number) if lowest else None
    retention = rules.retention if rules else position.retention
    disposal = rules.disposal if rules else position.disposal
    protection = rules.protection if rules else position.protection
    return PlanPosition(
        id=position.id,
        no=next_no(tx.session, "position"),
        number=position.number,
        parent_id=plan.position(position.parent).id if position.parent is not None else None,
        title=position.title,
        description=position.description,
        keywords=list(position.keywords),
        retention_months=None if retention == "permanent" else retention,
        permanent=retention == "permanent",
        disposal_code=disposal.value if disposal else None,
        protection=protection.value if protection else "normal",
        lowest=lowest,
        valid_from=IN_FORCE,
        valid_to=None,
    )
