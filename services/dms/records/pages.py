"""The page of a document: viewer, facts, history, and what can be done with it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request

from services.dms.organisation.models import Tenant
from services.dms.organisation.queries import offices
from services.dms.records import actions, queries
from services.dms.records.metadata import TEXTS
from services.dms.records.models import FILED
from services.dms.records.targets import targets
from services.dms.records.view import ICONS, document_view, hits
from services.dms.records.wording import ACT_ICONS, TYPES, act_words, channel_words
from services.dms.shell import context
from services.dms.shell.rendering import page
from shared.contracts import PREVIEW_WIDTHS, BlobRef, preview_name
from shared.errors import Invalid, NotFound

pages = Blueprint("records", __name__, template_folder="templates")


class TargetMissing(Invalid):
    """The form names no target."""

    code = "target_missing"


@pages.get("/documents/<uuid:document_id>")
def document_page(document_id: UUID) -> Response:
    q = request.args.get("q", "").strip()
    with context.reading() as tx:
        view = document_view(tx, document_id)
        others = [office for office in offices(tx.session, view.tenant.id) if office.id != view.office.id]
        found = hits(context.runtime().finder, q, view.pages) if q else {}
        first = min(found, default=1)
        shown = min(max(request.args.get("page", first, type=int), 1), max(view.page_count, 1))
        area = "dossiers" if view.row.state == FILED else "in-tray"
        return page(
            "records/document.html",
            area=area,
            within=q,
            view=view,
            row=view.row,
            found=found,
            shown=shown,
            offices=[("", context.t("choose")), *((office.id, office.name) for office in others)],
            discard_days=context.runtime().settings.discard_days,
            act_words=lambda step: act_words(step, context.t),
            channel_words=lambda channel, who: channel_words(channel, who, context.t),
            act_icons=ACT_ICONS,
            icons=ICONS,
            types=TYPES,
        )


@pages.get("/documents/<uuid:document_id>/print")
def print_page(document_id: UUID) -> Response:
    with context.reading() as tx:
        return page("records/print.html", view=document_view(tx, document_id, steps=0))


@pages.get("/documents/<uuid:document_id>/pages/<int:page_no>/image")
def page_image(document_id: UUID, page_no: int) -> Response:
    """The preview of a page (WebP). Its bytes never change under one address, so a browser keeps it; whoever asks
    anew is asked for the right to see it, every time."""
    width = request.args.get("w", 800, type=int)
    with context.reading() as tx:
        row = queries.document(tx.session, tx.actor, tx.today, document_id)
        ref = BlobRef(tx.session.get_one(Tenant, row.tenant_id).code, row.sha256)
    nearest = sorted(PREVIEW_WIDTHS, key=lambda kept: (kept < width, abs(kept - width)))
    kept = (context.runtime().blobs.kept(ref, preview_name(page_no, candidate)) for candidate in nearest)
    data = next((image for image in kept if image is not None), None)
    if data is None:
        raise NotFound
    response = Response(data, mimetype="image/webp")
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    addressed = "v" in request.args
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable" if addressed else "private, no-cache"
    response.make_conditional(request)
    return response


@pages.get("/targets")
def target_list() -> Response:
    """Answers of the field 'Anderes Ziel'."""
    with context.reading() as tx:
        found = targets(tx, request.args.get("q", ""), positions=request.args.get("only") != "dossiers")
    return page("records/_targets.html", targets=found, typed=request.args.get("q", "").strip())


def metadata_of(form: Any) -> dict[str, Any]:
    """The fields of a form that are about the document itself. :raises Invalid: a date that is none."""
    fields: dict[str, Any] = {name: form[name] for name in (*TEXTS, "direction") if name in form}
    for name in ("document_date", "received_on"):
        if name in form:
            fields[name] = _date(name, form[name])
    return fields


def _date(name: str, value: str) -> date | None:
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise Invalid(field=name) from None


def revision_of(form: Any) -> int | None:
    """The revision that the form was made from."""
    value = form.get("revision", "")
    return int(value) if value.isdigit() else None


def target_of(form: Any) -> tuple[UUID, UUID | None]:
    """The dossier, and perhaps case, that a form names. :raises TargetMissing: none."""
    kind, _, rest = form.get("to", "").partition(":")
    try:
        if kind == "dossier":
            return UUID(rest), None
        if kind == "case":
            dossier, _, case = rest.partition(":")
            return UUID(dossier), UUID(case)
    except ValueError:
        pass
    raise TargetMissing


def _back(document_id: UUID) -> Response:
    """To the page of the document, by a script or without one."""
    address = f"/documents/{document_id}"
    if context.is_partial():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = address
        return answer
    return make_response(redirect(address, 303))


@pages.post("/documents/<uuid:document_id>/metadata")
def metadata_changed(document_id: UUID) -> Response:
    with context.writing() as tx:
        actions.change_metadata(
            tx, document_id, expected_revision=revision_of(request.form), **metadata_of(request.form)
        )
    return _back(document_id)


@pages.post("/documents/<uuid:document_id>/move")
def moved(document_id: UUID) -> Response:
    dossier, case = target_of(request.form)
    with context.writing() as tx:
        actions.move_document(tx, document_id, dossier, request.form.get("reason", ""), case)
    return _back(document_id)


@pages.post("/documents/<uuid:document_id>/return")
def returned(document_id: UUID) -> Response:
    with context.writing() as tx:
        actions.return_document(tx, document_id, request.form.get("reason", ""))
    return _back(document_id)


@pages.post("/documents/<uuid:document_id>/read")
def read_again(document_id: UUID) -> Response:
    with context.writing() as tx:
        actions.read_again(tx, document_id, request.form.get("reason", ""))
    return _back(document_id)


@pages.post("/documents/<uuid:document_id>/reroute")
def rerouted(document_id: UUID) -> Response:
    """To another office; who hands it on may no longer see it, and is back in the in-tray then."""
    with context.writing() as tx:
        actions.reroute(tx, document_id, office_of(request.form), request.form.get("reason", ""))
    with context.reading() as tx:
        if not queries.documents(tx.session, tx.actor, tx.today, ids=[document_id]).items:
            answer = make_response(redirect("/in-tray", 303) if not context.is_partial() else ("", 204))
            answer.headers["HX-Redirect"] = "/in-tray"
            return answer
    return _back(document_id)


def office_of(form: Any) -> UUID:
    """The office that a form names. :raises Invalid: none."""
    try:
        return UUID(form.get("office", ""))
    except ValueError:
        raise Invalid(field="office") from None


@pages.post("/documents/<uuid:document_id>/discard")
def discarded(document_id: UUID) -> Response:
    with context.writing() as tx:
        actions.discard(tx, document_id, request.form.get("reason", ""))
    return _back(document_id)


@pages.post("/documents/<uuid:document_id>/restore")
def restored(document_id: UUID) -> Response:
    days = context.runtime().settings.discard_days
    with context.writing() as tx:
        actions.restore(tx, document_id, request.form.get("reason", ""), days=days)
    return _back(document_id)
