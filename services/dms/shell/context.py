"""Who asks, in which language, and the transactions of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request

from services.dms.db import Tx
from services.dms.organisation import sign_in as signing
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Credential, Office, Tenant
from services.dms.organisation.queries import person_settings
from shared import catalogue
from shared.errors import DomainError, Forbidden

if TYPE_CHECKING:
    from services.dms.runtime import Runtime

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
API = "/api/"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credential is over."""

    code = "unauthenticated"


class ForgedRequest(Forbidden):
    """A browser's unsafe request without the session's token: perhaps another site sent it."""

    code = "csrf"


@dataclass
class Shell:
    """What the frame needs besides the request; ``counts`` are the numbers in the rail, by area."""

    runtime: Runtime
    assets: Any
    counts: dict[str, Callable[[Tx], int]] = field(default_factory=dict)


def shell() -> Shell:
    """The frame of the running application."""
    found: Shell = current_app.extensions["aktenverbund"]
    return found


def runtime() -> Runtime:
    """The runtime of the running application."""
    return shell().runtime


@dataclass(frozen=True)
class Asker:
    """The person of this request as the frame shows them."""

    actor: Actor
    credential: Credential
    settings: dict[str, object]
    town: str
    office: str

    @property
    def initials(self) -> str:
        parts = self.actor.name.split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def session_cookie() -> str:
    """Name of the session's cookie; the prefix makes browsers insist on https, path and host."""
    return "__Host-aktenverbund" if runtime().settings.secure_cookie else "aktenverbund"


def asker() -> Asker | None:
    """Who asks, from the session's cookie or, for the API, the bearer token. Read once per request."""
    if not hasattr(g, "asker"):
        g.asker = _asker()
    found: Asker | None = g.asker
    return found


def secret() -> str | None:
    """The secret that came with the request; a bearer token counts for the API only."""
    token = _bearer()
    if token is not None:
        return token if request.path.startswith(API) else None
    return request.cookies.get(session_cookie())


def _bearer() -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def _asker() -> Asker | None:
    given = secret()
    if not given:
        return None
    with runtime().reading(SYSTEM) as tx:
        known = signing.who(tx.session, given, tx.now)
        if known is None:
            return None
        actor, credential = known
        tx.session.expunge(credential)
        # What a page asks by itself is no use of it: a desk left alone is signed out in the end.
        due = signing.seen_is_due(credential, tx.now) and "X-Background" not in request.headers
        town = tx.session.get_one(Tenant, actor.tenant_id).name
        office = tx.session.get_one(Office, actor.offices[0]).name if actor.offices else ""
        found = Asker(actor, credential, person_settings(tx.session, actor.person_id), town, office)
    if due:
        with runtime().transaction(actor) as tx:
            signing.seen(tx, given)
    return found


def actor() -> Actor:
    """Who acts. Raises :class:`Unauthenticated`."""
    found = asker()
    if found is None:
        raise Unauthenticated
    return found.actor


def reading() -> AbstractContextManager[Tx]:
    """A read-only transaction of who asks: everything in it is one and the same state."""
    return runtime().reading(actor())


@contextmanager
def writing() -> Iterator[Tx]:
    """A transaction that may write, of who asks; it commits at the end of the block."""
    with runtime().transaction(actor()) as tx:
        tx.request_id = g.get("request_id", "")
        yield tx


def language() -> str:
    """``de`` or ``en``: what the person chose, else what the browser prefers, else German."""
    if "language" not in g:
        known = asker() if not g.get("broken") else None
        chosen = known.settings.get("language") if known else None
        g.language = chosen or catalogue.language_for(request.headers.get("Accept-Language"))
    return str(g.language)


def t(key: str, **values: Any) -> str:
    """A text of the catalogue in the language of this request."""
    return catalogue.text(key, language(), **values)


def is_partial() -> bool:
    """Whether htmx asks for a part of the page (not for a page to restore from its history)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def check_forgery() -> None:
    """Refuse an unsafe request of a browser's session without its token (header or form field)."""
    if request.method not in UNSAFE or _bearer() is not None:
        return
    known = asker()
    if known is None:
        # Nobody is signed in: only signing in itself is left, and that must come from our own page.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise ForgedRequest
        return
    # A form is parsed (and an upload stored) only where the header is missing: scripts always send the header.
    given = request.headers.get("X-CSRF-Token")
    if given is None and request.mimetype == "application/x-www-form-urlencoded":
        given = request.form.get("csrf")
    if not known.credential.csrf or not given or not _same(given, known.credential.csrf):
        raise ForgedRequest


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
