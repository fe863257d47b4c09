"""The joint plan for programs."""

from __future__ import annotations

from services.dms.plan import queries
from services.dms.plan.models import PlanPosition
from services.dms.plan.schemas import Plan, PlanQuery, Position
from services.dms.rest.api import Api
from services.dms.shell.context import reading

api = Api("plan")


@api.route("get", "/plan", "The joint plan in force on a day", query=PlanQuery, answer=Plan)
def plan(query: PlanQuery) -> Plan:
    with reading() as tx:
        day = query.on or tx.today
        found = queries.positions(tx.session, day)
        numbers = {position.id: position.number for position in found}
        return Plan(
            on=day,
            items=[
                _told(position, numbers.get(position.parent_id) if position.parent_id else None) for position in found
            ],
        )


@api.route(
    "get",
    "/plan/positions/<number>",
    "A position by its number; numbers that are no longer in force resolve, too",
    query=PlanQuery,
    answer=Position,
    errors={404: "position_not_found"},
)
def position(number: str, query: PlanQuery) -> Position:
    with reading() as tx:
        found = queries.position(tx.session, number, query.on or tx.today)
        parent = tx.session.get(PlanPosition, found.parent_id) if found.parent_id else None
        return _told(found, parent.number if parent else None)


def _told(found: PlanPosition, parent: str | None) -> Position:
    return Position(
        id=found.id,
        number=found.number,
        parent=parent,
        title=found.title,
        description=found.description,
        keywords=found.keywords,
        retention_months=found.retention_months,
        permanent=found.permanent,
        disposal_code=found.disposal_code,
        protection=found.protection,
        lowest=found.lowest,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
    )
