"""A search with everything its answer says: labels of the facets, notes in words, the cursor of the next part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from services.dms import finding
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Tenant
from services.dms.organisation.queries import office_names
from services.dms.plan.models import PlanPosition
from services.dms.searching.schemas import FacetCount, Hit, Note, SearchAnswer, SearchQuery
from shared.catalogue import text
from shared.errors import Invalid
from shared.ports import FacetValue

FACETS = ("tenant", "office", "position", "kind", "year")
_IN_INDEX = {"tenant": "town"}
"""What the index calls a facet otherwise; here each is called like the parameter that narrows by it."""
_CURSOR = re.compile(r"o[0-9]{1,5}")
DEEPEST = 10_000
"""So far a list of hits can be followed; who looks further narrows down."""


def answer(runtime: finding.Searchable, actor: Actor, query: SearchQuery, lang: str) -> SearchAnswer:
    """What ``actor`` may see of what is asked for. :raises Invalid: a cursor that is none."""
    offset = _offset(query.cursor)
    narrowed = query.model_dump(exclude={"q", "limit", "cursor"})
    found = finding.find(runtime, actor, query.q, limit=query.limit, offset=offset, **narrowed)
    with runtime.reading(actor) as tx:
        facets = {name: _labelled(tx, name, found.facets.get(_IN_INDEX.get(name, name), ())) for name in FACETS}
    after = offset + query.limit
    return SearchAnswer(
        total=found.total,
        took_ms=found.took_ms,
        hits=[Hit.model_validate(hit) for hit in found.hits],
        facets=facets,
        notes=[Note(code=code, text=text("search-note-" + code.replace("_", "-"), lang)) for code in found.notes],
        corrected=found.corrected,
        next=f"o{after}" if found.total > after and after < DEEPEST else None,
    )


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not is_cursor(cursor):
        raise Invalid(field="cursor")
    return int(cursor[1:])


def is_cursor(text: str) -> bool:
    """Whether this is a cursor of ours: ``o`` and how many hits come before."""
    return bool(_CURSOR.fullmatch(text)) and int(text[1:]) < DEEPEST


def _labelled(tx: Tx, name: str, values: Iterable[FacetValue]) -> list[FacetCount]:
    counted = [value for value in values if value.value]
    labels = _labels(tx, name, [value.value for value in counted])
    return [
        FacetCount(value=value.value, label=labels.get(value.value) or value.value, count=value.count)
        for value in counted
    ]


def _labels(tx: Tx, name: str, values: list[str]) -> dict[str, str]:
    """What people read instead of codes and ids."""
    if name == "tenant":
        found = tx.session.execute(select(Tenant.code, Tenant.name).where(Tenant.code.in_(values)))
        return {row.code: row.name for row in found}
    if name == "office":
        return {str(id_): named for id_, named in office_names(tx.session, [UUID(value) for value in values]).items()}
    if name == "position":
        named = select(PlanPosition.number, PlanPosition.title).where(PlanPosition.number.in_(values))
        # A number that was given again means the position that has it now: the later row counts.
        rows = tx.session.execute(named.order_by(PlanPosition.valid_from))
        return {row.number: f"{row.number} {row.title}" for row in rows}
    return {}
