"""Pages of the dossiers: the inventory (Aktenbestandsverzeichnis), a dossier with its acts, a new one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request

from services.dms.db import berlin_day
from services.dms.organisation.queries import offices
from services.dms.plan import queries as plan
from services.dms.records import actions, inventory, queries
from services.dms.records.answers import dossiers_told
from services.dms.records.models import MEDIA, NEXT_DOSSIER
from services.dms.records.schemas import DossiersQuery
from services.dms.records.shelf.facts import dossier_count, dossier_view
from services.dms.records.view import ICONS
from services.dms.rest.api import parsed
from services.dms.rest.download import attachment
from services.dms.shell import context
from services.dms.shell.context import t
from services.dms.shell.rendering import page
from shared.errors import Invalid

pages = Blueprint("shelf", __name__, template_folder="templates")
FILTERS = ("q", "position", "office", "year", "state", "medium", "sort")


def _query() -> DossiersQuery:
    told = {name: value.strip() for name, value in request.args.items() if value.strip()}
    found: DossiersQuery = parsed(DossiersQuery, told)
    return found


@pages.get("/dossiers")
def dossiers() -> Response:
    query = _query()
    with context.reading() as tx:
        found = queries.dossiers(tx.session, tx.actor, tx.today, **query.model_dump())
        exact = queries.dossier_by_number(tx.session, tx.actor, tx.today, query.q) if query.q else None
        values: dict[str, Any] = {
            "dossiers": dossiers_told(tx.session, found.items),
            "next": found.next,
            "exact": exact,
            "filters": _filters(query),
            "berlin_day": berlin_day,
        }
        if context.is_partial() and query.cursor:
            return page("shelf/_rows.html", **values)
        values["offices"] = [(str(office.id), office.name) for office in offices(tx.session, tx.actor.tenant_id)]
        values["positions"] = [(p.number, p.label) for p in plan.positions(tx.session, tx.today)]
        values["total"] = dossier_count(tx, **_narrowing(query))
        values["may_open"] = tx.actor.content_role
    return page("shelf/dossiers.html", area="dossiers", query=query, media=MEDIA, states=list(NEXT_DOSSIER), **values)


def _narrowing(query: DossiersQuery) -> dict[str, Any]:
    return query.model_dump(include={"q", "position", "office", "year", "state", "medium"})


def _filters(query: DossiersQuery) -> dict[str, str]:
    """What is narrowed down by, for addresses."""
    return {name: str(value) for name, value in query.model_dump(include=set(FILTERS)).items() if value}


@pages.get("/dossiers/inventory.csv")
def inventory_csv() -> Response:
    with context.reading() as tx:
        rows = inventory.rows(tx.session, tx.actor, tx.today, **_narrowing(_query()))
        return _download(inventory.as_csv(rows, context.language()), "text/csv; charset=utf-8", "csv")


@pages.get("/dossiers/inventory.xlsx")
def inventory_xlsx() -> Response:
    with context.reading() as tx:
        rows = inventory.rows(tx.session, tx.actor, tx.today, **_narrowing(_query()))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return _download(inventory.as_xlsx(rows, context.language()), kind, "xlsx")


def _download(data: bytes, content_type: str, ending: str) -> Response:
    response = Response(data, content_type=content_type)
    day = context.runtime().clock.today().isoformat()
    response.headers["Content-Disposition"] = attachment(f"Aktenbestand-{day}.{ending}")
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/dossiers/new")
def new_dossier() -> Response:
    return _new(request.args.to_dict())


def _new(given: dict[str, str]) -> Response:
    with context.reading() as tx:
        lowest = [p for p in plan.positions(tx.session, tx.today) if p.lowest]
        values: dict[str, Any] = {
            "positions": [("", t("word-choose"))] + [(p.number, p.label) for p in lowest],
            "offices": [(str(office.id), office.name) for office in offices(tx.session, tx.actor.tenant_id)],
            "own_office": str(tx.actor.offices[0]) if tx.actor.offices else "",
            "may_open": tx.actor.content_role,
        }
    return page("shelf/new.html", area="dossiers", given=given, media=MEDIA, **values)


@pages.post("/dossiers/new")
def opened() -> Response:
    form = request.form
    with context.writing() as tx:
        dossier = actions.open_dossier(
            tx,
            form.get("position", ""),
            form.get("title", ""),
            responsible_office=_uuid(form.get("office")),
            medium=form.get("medium", "electronic"),
            place=form.get("place", ""),
            remark=form.get("remark", ""),
        )
        tx.session.flush()
        dossier_id = dossier.id
    return _to(dossier_id)


@pages.get("/dossiers/<uuid:dossier_id>")
def dossier(dossier_id: UUID) -> Response:
    cursor = request.args.get("cursor")
    with context.reading() as tx:
        view = dossier_view(tx, dossier_id, cursor)
        if context.is_partial() and cursor:
            return page("shelf/_documents.html", view=view, icons=ICONS)
        values: dict[str, Any] = {
            "offices": [(str(office.id), office.name) for office in offices(tx.session, view.town.id)],
            "berlin_day": berlin_day,
            "foreign": view.town.id != tx.actor.tenant_id,
        }
    tab = "history" if request.args.get("tab") == "history" else "content"
    return page("shelf/dossier.html", area="dossiers", view=view, media=MEDIA, tab=tab, icons=ICONS, **values)


@pages.post("/dossiers/<uuid:dossier_id>/change")
def changed(dossier_id: UUID) -> Response:
    form = request.form
    fields: dict[str, Any] = {name: form[name] for name in ("title", "medium", "place", "remark") if name in form} | (
        {"responsible_office": _uuid(form["office"])} if form.get("office") else {}
    )
    revision = form.get("revision", "")
    with context.writing() as tx:
        expected = int(revision) if revision.isdecimal() else None
        actions.change_dossier(tx, dossier_id, expected_revision=expected, **fields)
    return _to(dossier_id)


@pages.post("/dossiers/<uuid:dossier_id>/close")
def closed(dossier_id: UUID) -> Response:
    with context.writing() as tx:
        actions.close_dossier(tx, dossier_id, request.form.get("reason", ""))
    return _to(dossier_id)


@pages.post("/dossiers/<uuid:dossier_id>/reopen")
def reopened(dossier_id: UUID) -> Response:
    with context.writing() as tx:
        actions.reopen_dossier(tx, dossier_id, request.form.get("reason", ""))
    return _to(dossier_id)


@pages.post("/dossiers/<uuid:dossier_id>/cases")
def case_opened(dossier_id: UUID) -> Response:
    with context.writing() as tx:
        actions.open_case(tx, dossier_id, request.form.get("title", ""))
    return _to(dossier_id)


@pages.post("/dossiers/<uuid:dossier_id>/cases/<uuid:case_id>/close")
def case_closed(dossier_id: UUID, case_id: UUID) -> Response:
    with context.writing() as tx:
        actions.close_case(tx, case_id, request.form.get("reason", ""))
    return _to(dossier_id)


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Invalid(field="office") from None


def _to(dossier_id: UUID) -> Response:
    """To the page of the dossier, by a script or without one."""
    address = f"/dossiers/{dossier_id}"
    if context.is_partial():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = address
        return answer
    return make_response(redirect(address, 303))
