"""Who gets in: tokens, sessions, forged requests, languages, and the description of it all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from services.dms.api import described
from tests.api import PREFIX, Caller, Installation

CLERK = "clerk@michelstadt"


@pytest.fixture
def nobody(installation: Installation) -> Caller:
    return Caller(installation.app, "nobody")


class TestTokens:
    def test_a_token_says_how_long_it_lasts_and_who_one_is(self, installation: Installation, nobody: Caller) -> None:
        answer = nobody.post("/token", {"username": CLERK, "password": "demo"}).json
        assert answer["access_token"] and answer["expires_in"] > 3600
        me = Caller(installation.app, CLERK, {"Authorization": f"Bearer {answer['access_token']}"}).get("/me").json
        assert (me["username"], me["tenant"], me["roles"], me["delegations"]) == (CLERK, "michelstadt", ["clerk"], [])
        assert me["offices"][0]["name"]

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"username": "nobody@nowhere", "password": "demo"}, 401, "invalid_credentials"),
            ({"username": "records@oberzent", "password": "falsch"}, 401, "invalid_credentials"),
            ({"username": CLERK}, 422, "invalid"),
            ({"username": "", "password": ""}, 422, "invalid"),
            ({"username": CLERK, "password": ["demo"]}, 422, "invalid"),
        ],
    )
    def test_who_gets_none(self, nobody: Caller, body: dict[str, Any], status: int, code: str) -> None:
        answer = nobody.post("/token", body)
        assert (answer.status_code, answer.json["code"]) == (status, code)

    def test_too_many_wrong_passwords_have_to_wait(self, nobody: Caller) -> None:
        body = {"username": "trainer@brombachtal", "password": "falsch"}
        answers = [nobody.post("/token", body) for _ in range(12)]
        assert answers[0].json["code"] == "invalid_credentials"
        waiting = [answer for answer in answers if answer.status_code == 429]
        assert waiting and waiting[0].json["code"] == "too_many_attempts"
        assert int(waiting[0].headers["Retry-After"]) > 0

    @pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic ZGVtbzpkZW1v"}])
    def test_without_one_everything_is_closed(self, installation: Installation, header: dict[str, str]) -> None:
        caller = Caller(installation.app, "nobody", header)
        for path in ("/me", "/documents", "/dossiers", "/plan", "/search?q=x"):
            answer = caller.get(path)
            assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_a_token_opens_no_page(self, installation: Installation) -> None:
        client = installation.app.test_client(use_cookies=False)
        answer = client.get("/dossiers", headers=installation.caller(CLERK).headers)
        assert answer.status_code == 303 and answer.location.startswith("/sign-in")


class TestSessions:
    def test_a_browser_needs_the_token_of_its_page(self, installation: Installation) -> None:
        browser = installation.app.test_client()
        browser.post("/sign-in", data={"username": CLERK, "password": "demo"})
        found = re.search(r'data-csrf="([^"]+)"', browser.get("/").text)
        assert found is not None
        body = {"position": "610", "title": "Aus dem Browser"}
        for headers in ({}, {"X-CSRF-Token": "wrong"}):
            answer = browser.post(f"{PREFIX}/dossiers", json=body, headers=headers)
            assert answer.status_code == 403 and b'"csrf"' in answer.data
        assert browser.post(f"{PREFIX}/dossiers", json=body, headers={"X-CSRF-Token": found[1]}).status_code == 201


class TestProblems:
    def test_they_are_german_unless_asked_otherwise(self, installation: Installation) -> None:
        clerk = installation.caller(CLERK)
        path = "/plan/positions/999"
        assert "Aktenplan" in clerk.get(path).json["detail"]
        english = clerk._call("get", path, headers={"Accept-Language": "en-GB,de;q=0.3"}).json
        assert "Aktenplan" not in english["detail"] and english["code"] == "position_not_found"
        assert set(english) >= {"type", "title", "status", "code", "detail"}

    def test_what_breaks_a_rule_is_named(self, installation: Installation) -> None:
        answer = installation.caller(CLERK).post("/dossiers", {"position": "610", "title": "x", "medium": "stein"})
        assert answer.json["code"] == "invalid" and answer.mimetype == "application/problem+json"

    @pytest.mark.parametrize("method", ["post", "patch"])
    def test_a_method_that_is_none(self, installation: Installation, method: str) -> None:
        answer = installation.caller(CLERK)._call(method, "/plan", json={})
        assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")

    def test_answers_are_kept_by_nobody(self, installation: Installation) -> None:
        clerk = installation.caller(CLERK)
        for path in ("/me", "/documents", "/documents/x"):
            assert clerk.get(path).headers["Cache-Control"] == "no-store"


class TestDescription:
    def test_every_route_is_described_and_nothing_else(self, installation: Installation) -> None:
        there = {
            (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
            for rule in installation.app.url_map.iter_rules()
            if rule.rule.startswith(PREFIX)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        told = {(path, method) for path, operations in described()["paths"].items() for method in operations}
        assert told == there

    def test_it_is_served_to_everybody(self, nobody: Caller) -> None:
        answer = nobody.get("/openapi.json")
        assert answer.status_code == 200 and answer.json == described()
        assert answer.json["openapi"].startswith("3.1")

    def test_every_schema_is_one_and_every_reference_leads_somewhere(self) -> None:
        whole = described()
        for schema in whole["components"]["schemas"].values():
            Draft202012Validator.check_schema(schema)
        for reference in re.findall(r"'\$ref': '([^']+)'", repr(whole)):
            found: Any = whole
            for part in reference.removeprefix("#/").split("/"):
                found = found[part]

    def test_operations_are_complete(self) -> None:
        names = []
        for path, operations in described()["paths"].items():
            for operation in operations.values():
                names.append(operation["operationId"])
                in_path = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
                assert in_path == set(re.findall(r"{(\w+)}", path))
                assert operation["summary"] and operation["tags"]
                assert any(status.startswith("2") for status in operation["responses"])
        assert len(names) == len(set(names))
