"""Templates: the frame's values, and how dates and sizes are written."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, make_response, render_template

from services.dms.shell import context
from services.dms.shell.context import t
from shared import catalogue

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {"de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def page(template: str, status: int = 200, said: str | None = None, **values: Any) -> Response:
    """A page or a part of one. ``said``: what the live region says after the swap. Pages are never cached: after
    signing out the back button must not show them."""
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "HX-Request"
    return say(response, said) if said else response


def say(response: Response, words: str) -> Response:
    """Let the live region of the page speak once the answer is in place."""
    return event(response, "said", words)


def event(response: Response, name: str, detail: Any) -> Response:
    """Raise an event in the page after htmx has swapped the answer in."""
    header = "HX-Trigger-After-Settle"
    events = json.loads(response.headers.get(header, "{}"))
    response.headers[header] = json.dumps(events | {name: detail})
    return response


def install(app: Flask) -> None:
    """Filters, globals and the values of the frame."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(t=t, has_text=catalogue.has, error_words=error_words, csrf_token=csrf_token)
    environment.globals["asset"] = lambda name: context.shell().assets.url(name)
    environment.filters.update(day=day, near=near, moment=moment, size=size, date=full)
    app.context_processor(_frame)


def error_words(code: str) -> str:
    """The sentences of an error code (why a document could not be read)."""
    return catalogue.error_text(code, context.language())


def csrf_token() -> str:
    """The token of the session, for the hidden field of a form."""
    known = context.asker()
    return (known.credential.csrf or "") if known else ""


def _frame() -> dict[str, Any]:
    known = None if g.get("broken") else context.asker()
    settings = known.settings if known else {}
    return {
        "lang": context.language(),
        "asker": known,
        "csrf": "" if g.get("broken") else csrf_token(),
        "demo": context.runtime().settings.demo,
        "density": settings.get("density", "default"),
        "keys": "off" if settings.get("keys") is False else "on",
        "counts": _counts() if known and not context.is_partial() else {},
        "request_id": g.get("request_id", ""),
    }


def _counts() -> dict[str, int]:
    counted = context.shell().counts
    if not counted:
        return {}
    with context.reading() as tx:
        return {area: count(tx) for area, count in counted.items()}


def _today() -> date:
    return context.runtime().clock.today()


def full(value: date | None) -> str:
    """21.03.2024"""
    return value.strftime("%d.%m.%Y") if value else "–"


def near(value: date | None) -> str:
    """Short where it is near: ``heute``, ``gestern``, ``20.03.``, else with the year."""
    if value is None:
        return "–"
    today = _today()
    if value == today:
        return t("today")
    if value == today - timedelta(days=1):
        return t("yesterday")
    return value.strftime("%d.%m.") if value.year == today.year else full(value)


def day(value: date | None) -> str:
    """A near day with its weekday: ``Mo, 18.03.``"""
    if value is None or abs((value - _today()).days) > 31:
        return full(value)
    if value == _today():
        return t("today")
    return f"{WEEKDAYS[context.language()][value.weekday()]}, {value.strftime('%d.%m.')}"


def moment(value: datetime | None, only_time_today: bool = False) -> str:
    """``21.03., 08:14`` in Berlin's time; of today just the time where asked."""
    if value is None:
        return "–"
    local = value.astimezone(BERLIN)
    time = local.strftime("%H:%M")
    if local.date() == _today():
        return time if only_time_today else t("today-at", time=time)
    return near(local.date()) if only_time_today else t("moment", day=near(local.date()), time=time)


def size(value: int) -> str:
    """Bytes as people read them: ``8,4 MB``."""
    amount, unit = float(value), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    digits = 0 if unit in ("B", "kB") or amount >= 100 else 1
    written = f"{amount:.{digits}f}"
    return f"{written.replace('.', ',') if context.language() == 'de' else written} {unit}"
