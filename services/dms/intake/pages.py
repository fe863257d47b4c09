"""The in-tray: list, page, form; and what is done from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request
from markupsafe import Markup, escape

from services.dms.db import Tx
from services.dms.intake.proposals import Proposal
from services.dms.intake.tray import PART, Choice, Tray, open_count, tray, work
from services.dms.intake.wishes import wish
from services.dms.organisation.queries import offices
from services.dms.records import actions
from services.dms.records.models import DISCARDED, FILED, READING, RECEIVED, Document
from services.dms.records.pages import metadata_of, office_of, revision_of, target_of
from services.dms.records.queries import dossier_documents
from services.dms.records.view import ICONS, DocumentView, document_view
from services.dms.records.wording import channel_words
from services.dms.shell import context
from services.dms.shell.context import t
from services.dms.shell.rendering import page, say
from shared.errors import Invalid, NotFound

pages = Blueprint("intake", __name__, template_folder="templates")
count = open_count


class TitleMissing(Invalid):
    """A new dossier needs a title."""

    code = "title_missing"


def chosen() -> Choice:
    """Which in-tray the request is about; the person's first office where it does not say."""
    own = context.actor().offices
    office = own[0] if own else None
    wished = request.values.get("office", "")
    if wished == "all":
        office = None
    elif wished:
        try:
            office = UUID(wished)
        except ValueError:
            raise NotFound from None
    limit = min(max(request.values.get("limit", PART, type=int), 1), 4 * PART)
    return Choice(office, request.values.get("show") == "discarded", limit)


@pages.get("/in-tray")
def in_tray() -> Response:
    with context.reading() as tx:
        found = tray(tx, chosen())
        first = found.rows[0].document.id if found.rows else None
        return page("intake/in_tray.html", **_whole(tx, found, first))


@pages.get("/in-tray/<uuid:document_id>")
def opened(document_id: UUID) -> Response:
    with context.reading() as tx:
        choice = chosen()
        if context.is_partial():
            return page("intake/_work.html", **_worked(tx, choice, document_id))
        row = work(tx, document_id).view.row
        if row.state == FILED:
            return make_response(redirect(f"/documents/{document_id}", 303))
        choice = replace(choice, office=row.office_id, discarded=row.state == DISCARDED)
        return page("intake/in_tray.html", **_whole(tx, tray(tx, choice), document_id))


@pages.get("/in-tray/list")
def listed() -> Response:
    """Asked every few seconds for all rows at once: nothing where nothing has changed."""
    with context.reading() as tx:
        found = tray(tx, chosen())
        if found.seen == request.args.get("seen"):
            return make_response("", 204)
        return page("intake/_list.html", tray=found, current=None, counted=True, own_open=open_count(tx), **_words())


@pages.get("/in-tray/<uuid:document_id>/progress")
def progress(document_id: UUID) -> Response:
    """How far reading of the opened document is; its page and its targets once they are there."""
    with context.reading() as tx:
        values = _worked(tx, chosen(), document_id)
        view: DocumentView = values["work"].view
        if request.args.get("seen") == _seen(view):
            return make_response("", 204)
        return page("intake/_progress.html", drawn_before=request.args.get("seen", "").partition("-")[0], **values)


def _seen(view: DocumentView) -> str:
    return f"{len(view.drawn)}-{view.row.state}"


def _whole(tx: Tx, found: Tray, document_id: UUID | None) -> dict[str, Any]:
    values = _worked(tx, found.choice, document_id) if document_id else {"work": None, **_words()}
    return {"area": "in-tray", "tray": found, "current": document_id, **values}


def _worked(tx: Tx, choice: Choice, document_id: UUID) -> dict[str, Any]:
    found = work(tx, document_id)
    others = [(office.id, office.name) for office in offices(tx.session, found.view.tenant.id)]
    return {
        "work": found,
        "view": found.view,
        "row": found.view.row,
        "choice": choice,
        "seen": _seen(found.view),
        "offices": [("", t("choose")), *(other for other in others if other[0] != found.view.row.office_id)],
        "discard_days": context.runtime().settings.discard_days,
        **_words(),
    }


def _words() -> dict[str, Any]:
    return {
        "icons": ICONS,
        "reason": reason,
        "who_sees": _who_sees,
        "channel_words": lambda channel, who: channel_words(channel, who, t),
        "file_at_once": _setting("file_at_once"),
    }


def _setting(name: str) -> Any:
    known = context.asker()
    return known.settings.get(name) if known else None


def reason(proposal: Proposal) -> Markup:
    """Why, in a sentence; words that stand in the document are marked as they are on the page."""
    kind = proposal.kind.replace("_", "-")
    if not proposal.because:
        return Markup(escape(t(f"suggested-{kind}-plain")))
    marked = Markup(", ").join(Markup("<mark>{}</mark>").format(word) for word in proposal.because)
    before, _, after = t(f"tray-because-{kind}", words="\0").partition("\0")
    return Markup("{}{}{}").format(before, marked, after)


def _who_sees(proposal: Proposal) -> str:
    asker = context.asker()
    town = asker.town if asker else ""
    return t("tray-seen-by-all" if proposal.protection == "normal" else "tray-seen-by-some", town=town)


@pages.post("/in-tray/<uuid:document_id>/file")
def filed(document_id: UUID) -> Response:
    form = request.form
    with context.writing() as tx:
        found = tray(tx, chosen())
        changed = actions.change_metadata(tx, document_id, expected_revision=revision_of(form), **metadata_of(form))
        row = _put(tx, changed, form)
        said = _filed_words(tx, row)
    return _after(found, document_id, said, undo=row.state == FILED)


def _put(tx: Tx, row: Document, form: Any) -> Document:
    """File it now, or, while it is still being read, note where it shall go as soon as it is."""
    kind, _, number = form.get("to", "").partition(":")
    reading = row.state in (RECEIVED, READING)
    if kind == "position" and number:
        title = " ".join(form.get("title", "").split()) or row.subject
        if not title:
            raise TitleMissing
        if not reading:
            return actions.file_document(tx, row.id, position=number, title=title)
        dossier, case = actions.open_dossier(tx, number, title).id, None
    else:
        dossier, case = target_of(form)
        if not reading:
            return actions.file_document(tx, row.id, dossier_id=dossier, case_id=case)
    wish(tx, row.id, dossier, case)
    return row


def _filed_words(tx: Tx, row: Document) -> str:
    view = document_view(tx, row.id, steps=0)
    if view.number is None:
        return t("tray-wished", title=view.title)
    return t("tray-filed", number=view.number, entry=str(row.entry_no))


@pages.post("/in-tray/<uuid:document_id>/undo")
def undone(document_id: UUID) -> Response:
    with context.writing() as tx:
        emptied = document_view(tx, document_id, steps=0).dossier
        row = actions.undo_filing(tx, document_id)
        said = t("tray-undone", title=row.subject or row.name)
        if emptied is not None and not dossier_documents(tx.session, tx.actor, tx.today, emptied.id, limit=1).items:
            said = f"{said} {t('tray-undone-empty', number=emptied.file_number)}"
    return _answer(document_id, said)


@pages.post("/in-tray/<uuid:document_id>/metadata")
def metadata_saved(document_id: UUID) -> Response:
    with context.writing() as tx:
        actions.change_metadata(
            tx, document_id, expected_revision=revision_of(request.form), **metadata_of(request.form)
        )
    return _answer(document_id, t("saved"))


@pages.post("/in-tray/<uuid:document_id>/<any(discard, restore, reroute, read):act>")
def done(document_id: UUID, act: str) -> Response:
    why = request.form.get("reason", "")
    with context.writing() as tx:
        found = tray(tx, chosen())
        if act == "discard":
            row = actions.discard(tx, document_id, why)
        elif act == "restore":
            row = actions.restore(tx, document_id, why, days=context.runtime().settings.discard_days)
        elif act == "reroute":
            row = actions.reroute(tx, document_id, office_of(request.form), why)
        else:
            row = actions.read_again(tx, document_id, why)
        said = t(f"tray-done-{act}", title=row.subject or row.name)
    return _answer(document_id, said) if act == "read" else _after(found, document_id, said)


def _after(before: Tray, document_id: UUID, said: str, *, undo: bool = False) -> Response:
    """The document is gone from this list: the next one opens."""
    return _answer(before.after(document_id), said, gone=document_id if undo else None)


def _answer(document_id: UUID | None, said: str, *, gone: UUID | None = None) -> Response:
    choice = chosen()
    if not context.is_partial():
        place = f"/in-tray/{document_id}" if document_id else "/in-tray"
        return make_response(redirect(f"{place}?{choice.query}", 303))
    with context.reading() as tx:
        values = _whole(tx, tray(tx, choice), document_id)
        answer = page("intake/_after.html", notice=said, gone=gone, own_open=open_count(tx), focus=True, **values)
    place = f"/in-tray/{document_id}" if document_id else "/in-tray"
    answer.headers["HX-Push-Url"] = f"{place}?{choice.query}"
    return say(answer, said)
