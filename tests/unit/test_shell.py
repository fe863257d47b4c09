"""The frame: signing in, forgery, headers, words for errors, health. On a real database in a temporary folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.dms import outbox
from services.dms.app import create_app
from services.dms.db import Base
from services.dms.organisation import actions
from services.dms.organisation.actor import SYSTEM
from services.dms.runtime import Records, open_records
from shared.errors import Conflict, NotFound, Transient
from shared.settings import load

assert outbox.Outbox.__tablename__  # its table belongs to the metadata below


class NoIndex:
    """Only what the health check asks."""

    def count(self) -> int:
        return 0


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    (tmp_path / "blobs").mkdir()
    records = open_records(load(data=tmp_path, demo=True))
    records.index = NoIndex()  # type: ignore[attr-defined]
    Base.metadata.create_all(records.engine)
    with records.transaction(SYSTEM) as tx:
        town = actions.add_tenant(tx, "michelstadt", "MIC", "Michelstadt")
        office = actions.add_office(tx, town, "bauverwaltung", "Bauverwaltung")
        actions.add_person(tx, town, "clerk@michelstadt", "Jana Hartmann", "demo", [("clerk", office)])
    yield records
    records.close()


@pytest.fixture
def app(records: Records) -> Flask:
    app = create_app(records)  # type: ignore[arg-type]

    @app.get("/api/v1/broken")
    def broken() -> str:
        raise RuntimeError("secret detail")

    @app.get("/api/v1/busy")
    def busy() -> str:
        raise Transient

    @app.post("/api/v1/conflict")
    def conflict() -> str:
        raise Conflict

    @app.get("/missing")
    def missing() -> str:
        raise NotFound

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, password: str = "demo", **more: str) -> Any:
    return client.post("/sign-in", data={"username": "clerk@michelstadt", "password": password, **more})


def told(answer: Any) -> dict[str, Any]:
    """The JSON of an answer."""
    data: dict[str, Any] = answer.get_json()
    return data


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/settings").text)
    assert found
    return found[1]


def test_signing_in_sets_a_cookie_that_scripts_cannot_read_and_goes_where_one_wanted(client: FlaskClient) -> None:
    answer = sign_in(client, next="/settings")
    assert (answer.status_code, answer.location) == (303, "/settings")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    page = client.get("/settings")
    assert "Jana Hartmann" in page.text and "Bauverwaltung · Michelstadt" in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "/\\evil.example", "https://evil.example", "/sign-out"])
def test_signing_in_never_leads_to_another_host(client: FlaskClient, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere).location == "/"


def test_a_wrong_password_says_so_and_signs_nobody_in(client: FlaskClient) -> None:
    answer = sign_in(client, "wrong")
    assert answer.status_code == 401
    assert "Benutzername oder Kennwort stimmt nicht." in answer.text
    assert client.get("/settings").location == "/sign-in?next=/settings"


def test_another_site_cannot_sign_somebody_in(client: FlaskClient) -> None:
    data = {"username": "clerk@michelstadt", "password": "demo"}
    assert client.post("/sign-in", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_an_unsafe_request_needs_the_token_of_the_session(client: FlaskClient) -> None:
    sign_in(client)
    assert client.post("/settings", data={"density": "roomy"}).status_code == 403
    assert client.post("/settings", data={"density": "roomy", "csrf": "other"}).status_code == 403
    assert 'data-density="default"' in client.get("/settings").text
    assert client.post("/settings", data={"density": "roomy", "csrf": token(client)}).status_code == 303
    assert 'data-density="roomy"' in client.get("/settings").text
    assert client.post("/api/v1/conflict", headers={"X-CSRF-Token": token(client)}).status_code == 409
    assert client.post("/api/v1/conflict", headers={"Authorization": "Basic eDp5"}).status_code == 403


def test_after_signing_out_the_secret_is_worth_nothing(client: FlaskClient) -> None:
    sign_in(client)
    kept = client.get_cookie("aktenverbund")
    assert kept
    client.post("/sign-out", data={"csrf": token(client)})
    client.set_cookie("aktenverbund", kept.value)
    assert client.get("/settings").status_code == 303


def test_the_language_is_the_chosen_one_else_the_browsers(client: FlaskClient) -> None:
    assert "Sign in to Aktenverbund" in client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text
    sign_in(client)
    client.post("/settings", data={"language": "en", "csrf": token(client)})
    assert '<html lang="en"' in client.get("/settings", headers={"Accept-Language": "de"}).text


def test_every_answer_forbids_foreign_code_and_carries_its_id(client: FlaskClient) -> None:
    for path in ("/sign-in", "/static/app.css", "/nothing-here", "/healthz"):
        answer = client.get(path, headers={"X-Request-ID": "abc-1"})
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["X-Request-ID"] == "abc-1"
    assert client.get("/healthz", headers={"X-Request-ID": "a b<"}).headers["X-Request-ID"] != "a b<"


def test_pages_have_no_inline_script_or_style(client: FlaskClient) -> None:
    sign_in(client)
    for text in (client.get("/settings").text, client.get("/keys").text, client.get("/missing").text):
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text)


def test_programs_get_problem_details_and_people_a_page(client: FlaskClient) -> None:
    broken = client.get("/api/v1/broken")
    assert broken.status_code == 500 and broken.content_type == "application/problem+json"
    assert told(broken)["code"] == "internal" and "secret" not in broken.text
    assert client.get("/api/v1/busy").headers["Retry-After"] == "5"
    nowhere = client.get("/api/v1/nowhere", headers={"Accept-Language": "en"})
    assert (nowhere.status_code, told(nowhere)["detail"]) == (404, "Not found.")
    assert client.post("/healthz").headers["Allow"]


def test_what_may_not_be_seen_looks_like_what_is_not_there(client: FlaskClient) -> None:
    sign_in(client)
    one, other = client.get("/missing"), client.get("/not-even-a-route")
    assert one.status_code == other.status_code == 404
    assert one.text == other.text


def test_a_part_of_a_page_gets_an_alert_or_is_sent_to_sign_in(client: FlaskClient) -> None:
    part = {"HX-Request": "true"}
    assert client.get("/settings", headers=part).headers["HX-Redirect"] == "/sign-in"
    answer = client.get("/missing", headers=part)
    assert answer.status_code == 404 and "<html" not in answer.text and "Nicht gefunden." in answer.text
    assert "Nicht gefunden." in answer.headers["HX-Trigger-After-Settle"]


def test_files_of_the_pages_are_kept_for_good_by_their_hash_and_nothing_else_is_served(client: FlaskClient) -> None:
    address = re.search(r'href="(/static/app\.css\?v=[0-9a-f]+)"', client.get("/sign-in").text)
    assert address
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    for path in ("../app.py", "%2e%2e/app.py", "vendor/../../../pyproject.toml", "none"):
        assert client.get(f"/static/{path}").status_code == 404


def test_health_asks_each_part(client: FlaskClient, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(client.get("/readyz"))["parts"].keys() == {"database", "blobs", "index"}
    assert client.get("/readyz").status_code == 200
    monkeypatch.delattr(records, "index")
    assert client.get("/readyz").status_code == 503
    assert "aktenverbund_requests_total" in client.get("/metrics").text
