"""Another town gets nothing, whatever it asks: every route of the application is walked with ids of a foreign town."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.api import PREFIX, Caller, Installation, letter

PLACE = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
CHOICE = re.compile(r"<any\((?P<options>[^)]*)\):\w+>")
OWNER, STRANGER = "clerk@michelstadt", "clerk@erbach"
SECRET = f"Geheimwort{uuid4().hex[:8]}"

BODIES: dict[str, dict[str, Any]] = {
    "move": {"reason": "x"},
    "return": {"reason": "x"},
    "discard": {"reason": "x"},
    "read": {"reason": "x"},
    "reopen": {"reason": "x"},
    "reroute": {"reason": "x"},
    "file": {"position": "610", "title": "x"},
    "cases": {"title": "x"},
}
"""What an act needs so that only the right is missing."""


@pytest.fixture(scope="module")
def secret(installation: Installation) -> dict[str, str]:
    """A filed document of one town, and one in its in-tray, both about the secret word."""
    owner = installation.caller(OWNER)
    filed = owner.filed(f"{SECRET} in der Akte", subject=SECRET, title=SECRET)
    waiting = owner.in_tray(f"{SECRET} im Posteingang", subject=SECRET)
    case = owner.post(f"/dossiers/{filed['dossier_id']}/cases", {"title": SECRET}).json
    for document in (filed, waiting):
        owner.found(SECRET, document["id"])
    return {
        "filed": filed["id"],
        "waiting": waiting["id"],
        "dossier": filed["dossier_id"],
        "case": case["id"],
        "number": filed["file_number"],
        "office": waiting["office_id"],
    }


@pytest.fixture(scope="module")
def stranger(installation: Installation) -> Caller:
    return installation.caller(STRANGER)


@pytest.fixture(scope="module")
def browser(installation: Installation) -> tuple[FlaskClient, dict[str, str]]:
    """A stranger's browser, and the header of its unsafe requests."""
    client = installation.app.test_client()
    client.post("/sign-in", data={"username": STRANGER, "password": "demo"})
    page = client.get("/").text
    return client, {"X-CSRF-Token": page.partition('data-csrf="')[2].partition('"')[0]}


def filled(path: str, values: dict[str, str]) -> str:
    """The path of a rule with a value in each place."""
    return PLACE.sub(lambda place: values.get(place["name"], "1"), path)


def paths(installation: Installation, secret: dict[str, str]) -> Iterator[tuple[Rule, str]]:
    """Every route that names something, with what the town has put in its place."""
    for rule in installation.app.url_map.iter_rules():
        named = rule.arguments & {"document_id", "dossier_id", "case_id"}
        if not named:
            continue
        for document in ("filed", "waiting") if "document_id" in named else ("filed",):
            values = {"document_id": secret[document], "dossier_id": secret["dossier"], "case_id": secret["case"]}
            values |= {"page_no": "1", "no": "1", "n": "1", "name": "x", "number": "1"}
            path = filled(rule.rule, values)
            choice = CHOICE.search(path)
            for option in choice["options"].split(",") if choice else [""]:
                full = CHOICE.sub(option.strip(" '\""), path)
                assert "<" not in full, f"the walk knows no value for {rule.rule}"
                yield rule, full


def test_every_route_that_names_something_of_another_town_finds_nothing(
    installation: Installation, stranger: Caller, browser: tuple[FlaskClient, dict[str, str]], secret: dict[str, str]
) -> None:
    client, token = browser
    before = snapshot(installation, secret)
    walked = 0
    for rule, path in paths(installation, secret):
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if rule.rule.startswith(PREFIX):
                body = BODIES.get(path.rpartition("/")[2], {}) | (
                    {"dossier_id": secret["dossier"]} if path.endswith("/move") else {}
                ) | ({"office": secret["office"]} if path.endswith("/reroute") else {}) | (
                    {"document_id": secret["filed"]} if path.endswith("/documents") else {}
                )  # fmt: skip
                more: dict[str, Any] = {} if method in ("GET", "HEAD") else {"json": body}
                answer = stranger.app.test_client(use_cookies=False).open(
                    path, method=method, headers=stranger.headers, **more
                )
            else:
                target = f"dossier:{secret['dossier']}" if path.endswith("/move") else "position:610"
                form = {"reason": "x", "title": "x", "position": "610", "target": target, "to": target, "revision": "1"}
                form |= {"office": installation.caller(STRANGER).get("/me").json["offices"][0]["id"]}
                more = {} if method in ("GET", "HEAD") else {"data": form}
                answer = client.open(path, method=method, headers=token, **more)
            assert answer.status_code == 404, f"{method} {path}: {answer.status}"
            assert SECRET not in answer.text and secret["number"] not in answer.text, path
            walked += 1
    assert walked > 40
    assert snapshot(installation, secret) == before


def snapshot(installation: Installation, secret: dict[str, str]) -> list[Any]:
    owner = installation.caller(OWNER)
    looks = [f"/documents/{secret['filed']}", f"/documents/{secret['waiting']}", f"/dossiers/{secret['dossier']}"]
    return [owner.get(path).json for path in looks]


def test_the_answer_is_the_same_as_for_nothing(stranger: Caller, secret: dict[str, str]) -> None:
    for kind, id_ in (("documents", secret["filed"]), ("dossiers", secret["dossier"])):
        foreign, nothing = stranger.get(f"/{kind}/{id_}"), stranger.get(f"/{kind}/{uuid4()}")
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.json == nothing.json


def test_renditions_of_another_town(stranger: Caller, secret: dict[str, str]) -> None:
    for rendition in ("original", "archive", "text", "preview"):
        answer = stranger.get(f"/documents/{secret['filed']}/content", rendition=rendition)
        assert (answer.status_code, answer.json["code"]) == (404, "document_not_found")


def test_lists_do_not_tell_of_it(stranger: Caller, secret: dict[str, str]) -> None:
    both = f"{secret['filed']},{secret['waiting']}"
    for path, query in (
        ("/documents", {"ids": both}),
        ("/documents", {"dossier": secret["dossier"]}),
        ("/documents", {"office": secret["office"]}),
        ("/dossiers", {"q": SECRET}),
        ("/dossiers", {"office": secret["office"]}),
        ("/dossiers", {"q": secret["number"]}),
    ):
        assert stranger.get(path, **query).json == {"items": [], "next": None}, (path, query)
    whole = json.dumps([stranger.get(path, limit=200).json for path in ("/documents", "/dossiers")])
    assert SECRET not in whole and secret["filed"] not in whole


def test_a_cursor_of_another_town_opens_nothing(installation: Installation, stranger: Caller) -> None:
    owner = installation.caller(OWNER)
    for path in ("/documents", "/dossiers"):
        owner_ids = {row["id"] for row in owner.get(path, limit=200).json["items"]}
        cursor = owner.get(path, limit=1).json["next"]
        seen = {row["id"] for row in stranger.get(path, limit=200, cursor=cursor).json["items"]}
        assert owner_ids and not owner_ids & seen


@pytest.mark.parametrize("narrow", [{}, {"tenant": "michelstadt"}, {"position": "610"}, {"sort": "newest"}])
def test_the_search_counts_nothing_of_it(stranger: Caller, secret: dict[str, str], narrow: dict[str, str]) -> None:
    for q in (SECRET, SECRET[:-1], f"{SECRET[:6]}*", f"number:{secret['number'].split()[1]}"):
        answer = stranger.get("/search", q=q, **narrow).json
        ids = {hit["document_id"] for hit in answer["hits"]}
        assert not ids & {secret["filed"], secret["waiting"]}
        assert SECRET.lower() not in json.dumps(answer).lower().replace(q.lower(), "")
    assert stranger.get("/search", q=SECRET, **narrow).json["total"] == 0


def test_within_its_dossier_neither(stranger: Caller, secret: dict[str, str]) -> None:
    assert stranger.get("/search", q=SECRET, dossier=secret["dossier"]).json["total"] == 0
    assert stranger.get("/search", q=SECRET, office=secret["office"]).json["total"] == 0


def test_pages_show_nothing_of_it(
    browser: tuple[FlaskClient, dict[str, str]], installation: Installation, secret: dict[str, str]
) -> None:
    client, _ = browser
    for rule in installation.app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith(PREFIX):
            continue
        answer = client.get(rule.rule)
        assert SECRET.encode() not in answer.data and secret["number"].encode() not in answer.data, rule.rule
    for path in ("/dossiers?q=", "/dossiers/inventory.csv?q=", "/plan?q=", "/manual?q="):
        text = client.get(path + secret["number"]).text
        assert secret["dossier"] not in text and SECRET not in text, path
    assert secret["dossier"] not in client.get(f"/search?q={secret['number']}").text


def test_suggestions_name_no_dossier_of_another_town(stranger: Caller, secret: dict[str, str]) -> None:
    found = stranger.in_tray(f"Zu Ihrem Aktenzeichen {secret['number']}: {SECRET}")
    assert found["suggestions"]
    for entry in found["suggestions"]:
        assert entry["dossier_id"] is None and entry["file_number"] is None and entry["title"] != SECRET


def test_the_same_bytes_are_new_for_another_town(installation: Installation, stranger: Caller) -> None:
    content = letter(SECRET)
    mine = installation.caller(OWNER).taken(content)
    (item,) = stranger.hand_in(("x.pdf", content)).json["items"]
    assert item["duplicate_of"] is None and item["id"] != mine


@pytest.mark.parametrize("role", ["admin", "auditor", "dpo", "archivist", "trainee"])
def test_roles_without_content_see_none_of_their_own_town(
    installation: Installation, secret: dict[str, str], role: str
) -> None:
    caller = installation.caller(f"{role}@michelstadt")
    assert caller.get(f"/documents/{secret['filed']}").status_code == 404
    assert caller.get(f"/dossiers/{secret['dossier']}").status_code == 404
    assert caller.get("/search", q=SECRET).json["total"] == 0
    assert caller.get("/documents").json["items"] == [] == caller.get("/dossiers").json["items"]


def test_an_in_tray_is_for_its_office_and_the_sender(installation: Installation, secret: dict[str, str]) -> None:
    colleague = installation.caller("mailroom@michelstadt")
    assert colleague.get(f"/documents/{secret['filed']}").status_code == 200
    assert colleague.get(f"/documents/{secret['waiting']}").status_code == 404
