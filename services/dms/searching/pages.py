"""The search page: facets, hits, preview."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from filing_plan.text import folded_words
from services.dms.organisation.queries import tenants
from services.dms.records.queries import dossier, dossier_by_number
from services.dms.rest.api import parsed
from services.dms.searching.answers import FACETS, answer, is_cursor
from services.dms.searching.preview import preview
from services.dms.searching.schemas import FacetCount, SearchAnswer, SearchQuery
from services.dms.shell import context
from services.dms.shell.rendering import page
from shared.errors import Invalid

pages = Blueprint("searching", __name__, template_folder="templates")
_MARKED = re.compile(r"<mark>(.*?)</mark>")
AT_ONCE = "10"
"""Hits of a part of the list; the next one comes when its end is reached."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes; ``chosen`` is the value that narrows the search, if one does."""

    name: str
    values: list[FacetCount]
    chosen: str | None


@pages.get("/search")
def search() -> Response:
    query = _query()
    found = answer(context.runtime(), context.actor(), query, context.language()) if _asks(query) else None
    values: dict[str, Any] = {"query": query, "q": query.q, "found": found, "address": _address(query)}
    values["marked"] = found.corrected if found and found.corrected and found.hits else query.q
    with context.reading() as tx:
        values["towns"] = {town.code: town.name for town in tenants(tx.session)}
        values["own"] = tx.actor.tenant
        if context.is_partial() and query.cursor:
            return page("searching/_hits.html", **values)
        values["number"] = dossier_by_number(tx.session, tx.actor, tx.today, query.q) if query.q else None
        values["within"] = dossier(tx.session, tx.actor, tx.today, query.dossier) if query.dossier else None
    values["facets"] = _facets(query, found) if found else []
    values["also"] = _also(query.q, found) if found else []
    return page("searching/search.html", **values)


@pages.get("/search/preview/<uuid:document_id>")
def preview_part(document_id: UUID) -> Response:
    q = request.args.get("q", "")[:1000]
    running = context.runtime()
    with context.reading() as tx:
        shown = preview(tx, running.blobs, running.finder, document_id, q, request.args.get("hit", 1, type=int))
        return page("searching/_preview.html", shown=shown, q=q)


def _query() -> SearchQuery:
    """What is asked for. A value that cannot be is left out: a search is never an error page."""
    told = {name: value.strip() for name, value in request.args.items() if value.strip()}
    for name in FACETS:  # of two boxes of one group the one counts that was not ticked before
        chosen = request.args.getlist(name)
        before = request.args.get(f"was_{name}", "")
        told |= {name: next((value for value in chosen if value != before), before)} if len(chosen) > 1 else {}
    told = {"limit": AT_ONCE, **told, "q": told.get("q", "")[:1000]}
    if not is_cursor(told.get("cursor", "o0")):
        del told["cursor"]
    while True:
        try:
            found: SearchQuery = parsed(SearchQuery, told)
            return found
        except Invalid as error:
            if told.pop(str(error.details.get("field", "")), None) is None:
                return SearchQuery.model_validate({"q": told["q"]})


def _asks(query: SearchQuery) -> bool:
    """Whether there is anything to look for."""
    return bool(query.q or query.dossier or any(getattr(query, name) for name in (*FACETS, "date_from", "date_to")))


def _address(query: SearchQuery) -> dict[str, str]:
    """The search as it stands in an address, without the place in the list."""
    told = query.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"}, exclude_none=True)
    return {name: str(value) for name, value in told.items() if value != "" and (name, value) != ("sort", "relevance")}


def _facets(query: SearchQuery, found: SearchAnswer) -> list[Facet]:
    """Those that can still narrow, or do so already."""
    shown = []
    for name in FACETS:
        chosen = getattr(query, name)
        values = found.facets.get(name, [])
        if chosen is not None and str(chosen) not in [value.value for value in values]:
            values = [FacetCount(value=str(chosen), label=str(chosen), count=0), *values]
        if chosen is not None or len(values) > 1:
            shown.append(Facet(name, values, None if chosen is None else str(chosen)))
    return shown


def _also(q: str, found: SearchAnswer) -> list[str]:
    """Words that were found though they were not typed like this ('Auch gefunden'), at most four."""
    typed = set(folded_words(q))
    also: dict[str, str] = {}
    for hit in found.hits:
        for marked in _MARKED.findall(hit.snippet):
            word = unescape(marked).strip()
            folded = " ".join(folded_words(word))
            if folded and folded not in typed and " " not in folded:
                also.setdefault(folded, word)
    return list(also.values())[:4]
