"""Dossiers for programs."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response

from services.dms.organisation.actor import Actor
from services.dms.records import actions, queries
from services.dms.records.answers import dossier_detail, dossiers_told
from services.dms.records.content.api import api as content
from services.dms.records.export import export_zip
from services.dms.records.schemas import (
    CaseOpening,
    CaseRef,
    Dossier,
    DossierChange,
    DossierDetail,
    DossierOpening,
    DossiersQuery,
    Perhaps,
    Why,
)
from services.dms.rest.api import Api, Runtime, runtime
from services.dms.rest.download import attachment
from services.dms.rest.schemas import Listing
from services.dms.shell.context import actor, language, reading, writing

api = Api("dossiers")
api.include(content)
_ONE = "/dossiers/<uuid:dossier_id>"
_ERRORS = {403: "forbidden", 404: "not_found", 409: "conflict", 422: "invalid"}


@api.route("get", "/dossiers", "Dossiers I may see", query=DossiersQuery, answer=Listing[Dossier])
def dossiers(query: DossiersQuery) -> Listing[Dossier]:
    with reading() as tx:
        found = queries.dossiers(tx.session, tx.actor, tx.today, **query.model_dump())
        return Listing[Dossier](items=dossiers_told(tx.session, found.items), next=found.next)


@api.route(
    "post",
    "/dossiers",
    "Open a dossier at a position; its file number is drawn",
    body=DossierOpening,
    answer=DossierDetail,
    status=201,
    errors=_ERRORS | {404: "position_not_found, office_not_found"},
)
def open_dossier(body: DossierOpening) -> DossierDetail:
    told = body.model_dump(exclude={"position", "title"})
    with writing() as tx:
        row = actions.open_dossier(tx, body.position, body.title, **told)
        tx.session.flush()
        return dossier_detail(tx.session, row)


@api.route("get", _ONE, "A dossier with its cases", answer=DossierDetail, errors={404: "not_found"})
def dossier(dossier_id: UUID) -> DossierDetail:
    with reading() as tx:
        return dossier_detail(tx.session, queries.dossier(tx.session, tx.actor, tx.today, dossier_id))


@api.route("patch", _ONE, "Change a dossier", body=DossierChange, answer=DossierDetail, errors=_ERRORS)
def change_dossier(dossier_id: UUID, body: DossierChange) -> DossierDetail:
    changes = body.model_dump(exclude_unset=True, exclude={"revision"})
    with writing() as tx:
        row = actions.change_dossier(tx, dossier_id, expected_revision=body.revision, **changes)
        tx.session.flush()
        return dossier_detail(tx.session, row)


@api.route("post", f"{_ONE}/close", "Close it to file (z. d. A.)", body=Perhaps, answer=DossierDetail, errors=_ERRORS)
def close_dossier(dossier_id: UUID, body: Perhaps) -> DossierDetail:
    with writing() as tx:
        row = actions.close_dossier(tx, dossier_id, body.reason)
        tx.session.flush()
        return dossier_detail(tx.session, row)


@api.route("post", f"{_ONE}/reopen", "Open it again", body=Why, answer=DossierDetail, errors=_ERRORS)
def reopen_dossier(dossier_id: UUID, body: Why) -> DossierDetail:
    with writing() as tx:
        row = actions.reopen_dossier(tx, dossier_id, body.reason)
        tx.session.flush()
        return dossier_detail(tx.session, row)


@api.route("post", f"{_ONE}/cases", "Open a case in it", body=CaseOpening, answer=CaseRef, status=201, errors=_ERRORS)
def open_case(dossier_id: UUID, body: CaseOpening) -> CaseRef:
    with writing() as tx:
        row = actions.open_case(tx, dossier_id, body.title)
        tx.session.flush()
        found = queries.dossier(tx.session, tx.actor, tx.today, dossier_id)
        return next(case for case in dossier_detail(tx.session, found).cases if case.id == row.id)


@api.route(
    "get",
    f"{_ONE}/export",
    "The dossier as ZIP with a list of its contents",
    media=("application/zip",),
    errors={404: "not_found"},
)
def export_dossier(dossier_id: UUID) -> Response:
    running, who = runtime(), actor()
    with reading() as tx:
        number = queries.dossier(tx.session, tx.actor, tx.today, dossier_id).file_number
    response = Response(_zipped(running, who, dossier_id, language()), mimetype="application/zip")
    response.headers["Content-Disposition"] = attachment(number.replace("/", "_") + ".zip")
    response.headers["Cache-Control"] = "no-store"
    return response


def _zipped(running: Runtime, who: Actor, dossier_id: UUID, lang: str) -> Iterator[bytes]:
    """The archive while it is written; one read-only transaction lasts as long as it does."""
    with running.reading(who) as tx:
        yield from export_zip(tx.session, tx.actor, tx.today, dossier_id, running.blobs, lang)
