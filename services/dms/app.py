"""The web application: every room's pages and API in one frame, and what holds for each request."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text

import services.dms
from services.dms.api import BLUEPRINTS
from services.dms.shell import context, failures, rendering
from services.dms.shell.assets import Assets
from services.dms.shell.context import Shell
from services.dms.shell.request import StreamingRequest

if TYPE_CHECKING:
    from services.dms.runtime import Runtime

access_log = structlog.get_logger("access")
REQUESTS = Counter("aktenverbund_requests_total", "Requests answered", ("method", "endpoint", "status"))
SECONDS = Histogram("aktenverbund_request_seconds", "Seconds until the answer was ready", ("endpoint",))

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,63}")


def create_app(runtime: Runtime) -> Flask:
    """The application on a runtime.

    A package adds pages by ``pages.py`` with a blueprint named ``pages``, and a number in the rail by ``count`` beside
    it, a function of a transaction. The API is put together in :mod:`services.dms.api`.
    """
    app = Flask("services.dms", static_folder=None)
    app.request_class = StreamingRequest
    app.config["MAX_CONTENT_LENGTH"] = runtime.settings.max_content_length
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["aktenverbund"] = frame = Shell(runtime, Assets(runtime.settings.assets))
    app.before_request(_begin)
    app.before_request(context.check_forgery)
    app.after_request(_finish)
    rendering.install(app)
    failures.install(app)
    _health(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for module in _pages():
        app.register_blueprint(module.pages)
        if hasattr(module, "count"):
            frame.counts[module.__name__.split(".")[2]] = module.count
    return app


def _pages() -> Iterator[Any]:
    """Every module called ``pages`` of this service."""
    for found in pkgutil.walk_packages(services.dms.__path__, "services.dms."):
        if found.name.endswith(".pages") and not found.ispkg:
            yield importlib.import_module(found.name)


def _begin() -> None:
    g.began = time.perf_counter()
    wished = request.headers.get("X-Request-ID", "")
    g.request_id = wished if _REQUEST_ID.fullmatch(wished) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if context.runtime().settings.secure_cookie:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers["X-Request-ID"] = g.request_id
    taken = time.perf_counter() - g.began
    endpoint = request.endpoint or "none"
    REQUESTS.labels(request.method, endpoint, response.status_code).inc()
    SECONDS.labels(endpoint).observe(taken)
    known = g.get("asker")
    # The query stays out of the log: what somebody searches for is nobody's business.
    access_log.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(taken * 1000, 1),
        person=known.actor.username if known else None,
    )
    return response


def _health(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        parts = _parts(context.runtime())
        ready = all(part["ready"] for part in parts.values())
        return jsonify(status="ready" if ready else "not_ready", parts=parts), 200 if ready else 503

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _parts(runtime: Runtime) -> dict[str, dict[str, Any]]:
    """The state of each part; asked for real, not remembered."""

    def database() -> dict[str, Any]:
        with runtime.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return {}

    def blobs() -> dict[str, Any]:
        return {"free_bytes": runtime.blobs.free_bytes()}

    def index() -> dict[str, Any]:
        return {"documents": runtime.index.count()}

    parts: dict[str, dict[str, Any]] = {}
    for check in (database, blobs, index):
        try:
            parts[check.__name__] = {"ready": True, **check()}
        except Exception as error:  # noqa: BLE001 - whatever it is, this part is not ready
            parts[check.__name__] = {"ready": False, "problem": type(error).__name__}
    return parts
