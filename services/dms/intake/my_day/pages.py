"""The start page, and what is shown of reading while it goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from services.dms.intake.my_day.facts import Reading, my_day, reading
from services.dms.intake.wishes import awaited
from services.dms.records.queries import dossier, pages_done
from services.dms.records.view import ICONS
from services.dms.shell import context
from services.dms.shell.rendering import page
from shared.catalogue import error_text

pages = Blueprint("my_day", __name__, template_folder="templates")


@pages.get("/")
def start() -> Response:
    shown = request.args.get("show", "all")
    with context.reading() as tx:
        day, today = my_day(tx), tx.today
    values: dict[str, Any] = {"day": day, "shown": shown, "today": today, "icons": ICONS, "error_words": _words}
    return page("my_day/my_day.html", area="my-day", **values)


def _words(code: str | None) -> str:
    return error_text(code or "damaged", context.language())


@pages.get("/my-day/reading")
def reading_part() -> Response:
    """The column's first section; it asks for itself again as long as something is being read."""
    with context.reading() as tx:
        return page("my_day/_reading.html", reading=reading(tx))


@pages.get("/dossiers/<uuid:dossier_id>/awaited")
def awaited_part(dossier_id: UUID) -> Response:
    """What is being read before it is filed in this dossier; the page is loaded anew when one of it has been."""
    with context.reading() as tx:
        found = dossier(tx.session, tx.actor, tx.today, dossier_id)
        rows = awaited(tx.session, found.id)
        done = pages_done(tx.session, [row.id for row in rows])
        waiting = [Reading(row, done.get(row.id, 0)) for row in rows]
    answer = page("my_day/_awaited.html", dossier=found, reading=waiting)
    before = request.args.get("before", type=int)
    if before is not None and len(waiting) < before:
        answer.headers["HX-Refresh"] = "true"
    return answer
