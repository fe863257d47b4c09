"""What a request gets when something fails: problem details for programs, a page or an alert for people."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, request
from werkzeug.exceptions import HTTPException

from services.dms.organisation.errors import InvalidCredentials, TooManyAttempts
from services.dms.shell import context
from services.dms.shell.context import Unauthenticated
from services.dms.shell.rendering import page, say
from shared import catalogue
from shared.errors import (
    AktenverbundError,
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    StorageFull,
    TooLarge,
    Transient,
)

log = structlog.get_logger("web")

STATUS: tuple[tuple[type[AktenverbundError], int], ...] = (
    (Unauthenticated, 401),
    (InvalidCredentials, 401),
    (TooManyAttempts, 429),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (TooLarge, 413),
    (Invalid, 422),
    (StorageFull, 507),
    (Transient, 503),
    (DomainError, 422),
)
"""The status of an error's class, the most special first; what is not listed is our own mistake: 500."""
BY_CODE = {"unsupported_media_type": 415}
HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def status_of(error: AktenverbundError) -> int:
    """The HTTP status of an error."""
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def install(app: Flask) -> None:
    """Every exception becomes an answer in words."""
    app.register_error_handler(AktenverbundError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: AktenverbundError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.warning("request_failed", code=error.code, request_id=g.get("request_id"))
    if isinstance(error, Unauthenticated) and not request.path.startswith(context.API):
        return _to_sign_in()
    answer = _answer(status, error.code, catalogue.explain(error, context.language()))
    if isinstance(error, TooManyAttempts | Transient):
        answer.headers["Retry-After"] = str(error.details.get("seconds", 5))
    if isinstance(error, Unauthenticated):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="aktenverbund"'
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    code = HTTP_CODES.get(status, "invalid" if status < 500 else "internal")
    answer = _answer(status, code, catalogue.error_text(code, context.language()))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(allowed)
    return answer


def _unforeseen(error: Exception) -> Response:
    log.error("request_broke", request_id=g.get("request_id"), path=request.path, exc_info=error)
    g.broken = True  # perhaps the database is what broke: the page of the error asks it nothing
    return _answer(500, "internal", catalogue.error_text("internal", context.language()))


def _to_sign_in() -> Response:
    target = "/sign-in"
    if request.method == "GET" and not context.is_partial():
        target += "?next=" + quote(request.full_path.rstrip("?"), safe="/")
    if context.is_partial():
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = target
        return answer
    return make_response(redirect(target, 303))


def _answer(status: int, code: str, words: str) -> Response:
    if request.path.startswith(context.API):
        return problem(status, code, words)
    if context.is_partial():
        return say(page("shell/_problem.html", status, words=words, code=code), words)
    return page("shell/error.html", status, words=words, code=code)


def problem(status: int, code: str, words: str) -> Response:
    """RFC 9457 problem details; ``about:blank`` asks for the phrase of the status as title (section 4.2.1)."""
    answer = jsonify(type="about:blank", title=HTTPStatus(status).phrase, status=status, code=code, detail=words)
    answer.status_code = status
    answer.headers["Content-Type"] = "application/problem+json"
    answer.headers["Cache-Control"] = "no-store"
    return answer
