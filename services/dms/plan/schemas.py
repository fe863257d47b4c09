"""The joint plan, as it is told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.dms.rest.schemas import Answer, Query


class PlanQuery(Query):
    on: date | None = Field(None, description="the day the plan is in force on; today where it is not given")


class Position(Answer):
    """Aktenplaneinheit. ``lowest``: dossiers are opened here; then the rules are those in force, inherited or own.

    ``retention_months`` is null where ``permanent``; ``disposal_code``: A archive, B appraise, V destroy.
    ``valid_from`` and ``valid_to`` are days, both included, null = open end.
    """

    id: UUID
    number: str
    parent: str | None
    title: str
    description: str
    keywords: list[str]
    retention_months: int | None
    permanent: bool
    disposal_code: str | None
    protection: str
    lowest: bool
    valid_from: date
    valid_to: date | None


class Plan(Answer):
    """Every position in force on a day, in the order of their numbers."""

    on: date
    items: list[Position]
    next: None = None
