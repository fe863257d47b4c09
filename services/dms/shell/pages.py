"""Signing in and out, a person's settings, and the files of the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, send_file

from services.dms.organisation.actions import save_settings
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.errors import InvalidCredentials, TooManyAttempts
from services.dms.organisation.queries import office_names
from services.dms.organisation.roles import Role
from services.dms.organisation.sign_in import admit, prove, sign_out
from services.dms.shell import context
from services.dms.shell.rendering import page
from shared import catalogue

pages = Blueprint("shell", __name__, template_folder="templates")
DEMO_TOWNS = ("michelstadt", "erbach", "oberzent", "brombachtal", "schulung")
DEMO_ROLES = tuple(role.value for role in Role if role is not Role.OPERATOR)


@pages.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """A file of the pages; with the hash in its address it may be kept for good."""
    assets = context.shell().assets
    path = assets.file(name)
    root = assets.vendor / "vendor" if name.startswith("vendor/") else assets.file("")
    if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
        abort(404)
    response = send_file(path.resolve(), conditional=True)
    known = request.args.get("v") is not None
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if known else "no-cache"
    return response


@pages.get("/sign-in")
def sign_in_page() -> Response:
    if context.asker() is not None:
        return make_response(redirect(_next(), 303))
    return _sign_in_page()


def _sign_in_page(problem: str | None = None, status: int = 200) -> Response:
    demo = {"towns": DEMO_TOWNS, "roles": DEMO_ROLES} if context.runtime().settings.demo else None
    given = {"username": request.form.get("username", ""), "next": _next()}
    return page("shell/sign_in.html", status, problem=problem, demo_people=demo, given=given)


@pages.post("/sign-in")
def signing_in() -> Response:
    settings = context.runtime().settings
    life = timedelta(hours=settings.session_hours)
    try:
        with context.runtime().reading(SYSTEM) as tx:
            person = prove(
                tx.session, request.form.get("username", "").strip(), request.form.get("password", ""), tx.now
            )
        with context.runtime().transaction(SYSTEM) as tx:
            secret, _ = admit(tx, person, life=life)
    except (InvalidCredentials, TooManyAttempts) as error:
        status = 401 if isinstance(error, InvalidCredentials) else 429
        return _sign_in_page(catalogue.explain(error, context.language()), status)
    answer = make_response(redirect(_next(), 303))
    answer.set_cookie(
        context.session_cookie(), secret, secure=settings.secure_cookie, httponly=True, samesite="Lax", path="/"
    )
    return answer


def _next() -> str:
    """Where to go after signing in: a path of our own, nothing else."""
    wanted = request.values.get("next", "/")
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/sign-")) else "/"


@pages.post("/sign-out")
def signing_out() -> Response:
    secret = context.secret()
    if secret and context.asker() is not None:
        with context.writing() as tx:
            sign_out(tx, secret)
    answer = make_response(redirect("/sign-in", 303))
    answer.delete_cookie(context.session_cookie(), path="/")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.get("/settings")
def settings_page() -> Response:
    who = context.actor()
    with context.reading() as tx:
        names = office_names(tx.session, who.offices)
    return page("shell/settings.html", offices=[names[office] for office in who.offices], saved="saved" in request.args)


@pages.post("/settings")
def settings_saved() -> Response:
    form = request.form
    wanted: dict[str, Any] = {
        "density": "roomy" if form.get("density") == "roomy" else "default",
        "keys": form.get("keys") != "off",
        "file_at_once": form.get("file_at_once") == "on",
        "language": "en" if form.get("language") == "en" else "de",
    }
    with context.writing() as tx:
        save_settings(tx, **wanted)
    return make_response(redirect("/settings?saved=1", 303))


@pages.get("/keys")
def keys_page() -> Response:
    context.actor()
    return page("shell/keys.html")
