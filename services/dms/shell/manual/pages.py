"""The manual (Anleitungen) beside the work: chapters, and a search in them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from services.dms.shell import context
from services.dms.shell.manual import text
from services.dms.shell.rendering import page
from shared.errors import NotFound

pages = Blueprint("manual", __name__, template_folder="templates")


@pages.get("/manual")
def start() -> Response:
    return _page(text.START)


@pages.get("/manual/<name>")
def chapter(name: str) -> Response:
    return _page(name)


def _page(name: str) -> Response:
    """:raises NotFound: no such chapter (or the manual is not installed)."""
    context.actor()
    found = text.chapter(name)
    if found is None:
        raise NotFound
    words = request.args.get("q", "").strip()
    passages = text.passages(words)
    values: dict[str, Any] = {"chapters": text.chapters(), "chapter": found, "words": words, "passages": passages}
    if context.is_partial():
        return page("manual/_found.html", said=context.t("manual-found", count=len(passages)), **values)
    return page("manual/manual.html", area="manual", **values)
