"""Filing and its corrections, dossiers and cases, by the API."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest

from tests.api import Caller, Installation, letter, until

CLERK = "clerk@michelstadt"
NUMBER = re.compile(r"MIC \d{3}-\d{4}/\d{4}(-\d{2})?")
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def clerk(installation: Installation) -> Caller:
    return installation.caller(CLERK)


@pytest.fixture
def dossier(clerk: Caller) -> dict[str, Any]:
    """A new, empty one."""
    answer = clerk.post("/dossiers", {"position": "610", "title": "Lerchenackerweg 12"})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


class TestFiling:
    def test_into_a_new_dossier(self, clerk: Caller) -> None:
        found = clerk.in_tray("Bauantrag")
        answer = clerk.post(f"/documents/{found['id']}/file", {"position": "610", "title": "Obere Turmgasse 3"})
        assert answer.status_code == 200
        assert NUMBER.fullmatch(answer.json["file_number"]) and answer.json["state"] == "filed"
        opened = clerk.get(f"/dossiers/{answer.json['dossier_id']}").json
        assert (opened["title"], opened["document_count"]) == ("Obere Turmgasse 3", 1)

    def test_into_an_existing_one_and_its_case(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        case = clerk.post(f"/dossiers/{dossier['id']}/cases", {"title": "Carport"}).json
        found = clerk.in_tray("Carport")
        target = {"dossier_id": dossier["id"], "case_id": case["id"]}
        answer = clerk.post(f"/documents/{found['id']}/file", target).json
        assert answer["file_number"] == f"{dossier['file_number']}-01" == case["file_number"]
        assert answer["entry_no"] == 1

    def test_twice_is_a_conflict(self, clerk: Caller) -> None:
        found = clerk.filed("Einmal genügt")
        answer = clerk.post(f"/documents/{found['id']}/file", {"position": "610", "title": "Noch eine"})
        assert (answer.status_code, answer.json["code"]) == (409, "already_filed")

    def test_not_while_it_is_read(self, idle: Installation) -> None:
        waiting = idle.caller(CLERK)
        found = waiting.taken(letter("Wird gelesen"))
        answer = waiting.post(f"/documents/{found}/file", {"position": "610", "title": "Zu früh"})
        assert (answer.status_code, answer.json["code"]) == (409, "still_reading")

    def test_what_could_not_be_read_is_post_all_the_same(self, clerk: Caller) -> None:
        found = clerk.settled(clerk.taken(b"%PDF-1.7\nthis is no document"))
        assert found["state"] == "failed" and found["problem"]["detail"].endswith(".")
        answer = clerk.post(f"/documents/{found['id']}/file", {"position": "610", "title": "Ungelesen"})
        assert answer.status_code == 200 and answer.json["state"] == "filed"

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({}, 422, "invalid"),
            ({"position": "610", "dossier_id": NOBODY}, 422, "invalid"),
            ({"position": "999", "title": "x"}, 404, "position_not_found"),
            ({"position": "6", "title": "x"}, 422, "position_not_lowest"),
            ({"dossier_id": NOBODY}, 404, "dossier_not_found"),
            ({"dossier_id": "7"}, 422, "invalid"),
        ],
    )
    def test_targets_that_are_none(self, clerk: Caller, body: dict[str, str], status: int, code: str) -> None:
        found = clerk.in_tray("Wohin")
        answer = clerk.post(f"/documents/{found['id']}/file", body)
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert clerk.get(f"/documents/{found['id']}").json["state"] == "in_tray"


class TestEverydayActs:
    def test_move_and_return(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        path = f"/documents/{clerk.filed('Verirrt')['id']}"
        moved = clerk.post(f"{path}/move", {"dossier_id": dossier["id"], "reason": "falsche Akte"})
        assert moved.status_code == 200 and moved.json["file_number"] == dossier["file_number"]
        returned = clerk.post(f"{path}/return", {"reason": "gehört nicht hierher"})
        assert (returned.json["state"], returned.json["dossier_id"]) == ("in_tray", None)
        assert clerk.post(f"{path}/return", {"reason": "noch einmal"}).json["code"] == "not_filed"
        assert clerk.post(f"{path}/move", {"dossier_id": dossier["id"], "reason": "x"}).json["code"] == "not_filed"

    def test_discard_and_restore(self, clerk: Caller) -> None:
        path = f"/documents/{clerk.in_tray('Werbung')['id']}"
        assert clerk.post(f"{path}/discard", {"reason": "Werbung"}).json["state"] == "discarded"
        assert clerk.post(f"{path}/discard", {"reason": "Werbung"}).status_code == 409
        assert clerk.post(f"{path}/file", {"position": "610", "title": "x"}).json["code"] == "discarded"
        assert clerk.post(f"{path}/restore", {}).json["state"] == "in_tray"
        assert clerk.post(f"{path}/restore", {}).json["code"] == "not_discarded"

    def test_what_is_filed_cannot_be_discarded(self, clerk: Caller) -> None:
        answer = clerk.post(f"/documents/{clerk.filed('Bleibt')['id']}/discard", {"reason": "weg"})
        assert (answer.status_code, answer.json["code"]) == (409, "already_filed")

    def test_read_again(self, clerk: Caller) -> None:
        path = f"/documents/{clerk.in_tray('Noch einmal')['id']}"
        assert clerk.post(f"{path}/read", {"reason": "schlecht gelesen"}).json["state"] == "reading"
        again = until(lambda: clerk.get(path).json, lambda found: found["state"] == "in_tray")
        assert again["pages_read"] == 1

    def test_reroute_hands_it_to_another_office(self, installation: Installation, clerk: Caller) -> None:
        other = installation.caller("mailroom@michelstadt")
        office = other.get("/me").json["offices"][0]["id"]
        found = other.in_tray("Irrläufer")
        assert clerk.get(f"/documents/{found['id']}").status_code == 404
        mine = clerk.get("/me").json["offices"][0]["id"]
        answer = other.post(f"/documents/{found['id']}/reroute", {"office": mine, "reason": "Bausache"})
        assert answer.status_code == 200 and answer.json["office_id"] == mine != office
        assert clerk.get(f"/documents/{found['id']}").status_code == 200

    @pytest.mark.parametrize("act", ["move", "return", "discard", "read", "reroute"])
    @pytest.mark.parametrize("reason", [None, "", "   ", "x" * 501])
    def test_each_needs_a_reason(self, clerk: Caller, act: str, reason: str | None) -> None:
        body = {"dossier_id": NOBODY} if act == "move" else {"office": NOBODY} if act == "reroute" else {}
        body |= {} if reason is None else {"reason": reason}
        answer = clerk.post(f"/documents/{NOBODY}/{act}", body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")


class TestDossiers:
    def test_opening_draws_the_next_number(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        following = clerk.post("/dossiers", {"position": "610", "title": "Die nächste"}).json
        running = [int(each["file_number"][8:12]) for each in (dossier, following)]
        assert running[1] == running[0] + 1
        assert (following["state"], following["medium"]) == ("open", "electronic")
        assert following["responsible_office"]["id"] == clerk.get("/me").json["offices"][0]["id"]

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"title": "x"}, 422, "invalid"),
            ({"position": "610"}, 422, "invalid"),
            ({"position": "610", "title": " "}, 422, "invalid"),
            ({"position": "610", "title": "x", "medium": "stein"}, 422, "invalid"),
            ({"position": "61", "title": "x"}, 422, "position_not_lowest"),
            ({"position": "999", "title": "x"}, 404, "position_not_found"),
            ({"position": "610", "title": "x", "responsible_office": NOBODY}, 404, "office_not_found"),
        ],
    )
    def test_what_cannot_be_opened(self, clerk: Caller, body: dict[str, str], status: int, code: str) -> None:
        answer = clerk.post("/dossiers", body)
        assert (answer.status_code, answer.json["code"]) == (status, code)

    @pytest.mark.parametrize("role", ["admin", "auditor", "dpo", "archivist", "trainee"])
    def test_who_opens_none(self, installation: Installation, role: str) -> None:
        answer = installation.caller(f"{role}@michelstadt").post("/dossiers", {"position": "610", "title": "x"})
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")

    def test_changing_and_two_people_at_once(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}"
        body = {"medium": "hybrid", "place": "Raum 014", "revision": dossier["revision"]}
        changed = clerk.patch(path, body).json
        assert (changed["medium"], changed["place"], changed["title"]) == ("hybrid", "Raum 014", dossier["title"])
        answer = clerk.patch(path, {"title": "Zu spät", "revision": dossier["revision"]})
        assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")

    def test_closing_waits_for_the_cases(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}"
        clerk.post(f"{path}/cases", {"title": "Läuft noch"})
        answer = clerk.post(f"{path}/close", {})
        assert (answer.status_code, answer.json["code"]) == (409, "cases_open")

    def test_closed_takes_nothing_until_it_is_reopened(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}"
        closed = clerk.post(f"{path}/close", {"reason": "erledigt"}).json
        assert closed["state"] == "closed_to_file" and closed["closed_on"]
        found = clerk.in_tray("Zu spät")
        for answer in (
            clerk.post(f"/documents/{found['id']}/file", {"dossier_id": dossier["id"]}),
            clerk.hand_in(("a.pdf", letter("x")), path=f"{path}/documents"),
            clerk.post(f"{path}/cases", {"title": "x"}),
            clerk.patch(path, {"title": "x"}),
        ):
            assert (answer.status_code, answer.json["code"]) == (409, "dossier_closed")
        assert clerk.post(f"{path}/reopen", {}).status_code == 422
        assert clerk.post(f"{path}/reopen", {"reason": "Nachtrag"}).json["state"] == "open"
        assert clerk.post(f"/documents/{found['id']}/file", {"dossier_id": dossier["id"]}).status_code == 200

    def test_lists_narrow_and_follow_a_cursor(self, clerk: Caller) -> None:
        titles = [f"Bücherei Sonderliste {number}" for number in range(3)]
        for title in titles:
            clerk.post("/dossiers", {"position": "611", "title": title, "medium": "paper"})
        first = clerk.get("/dossiers", q="sonderliste buecherei", sort="title", limit=2).json
        rest = clerk.get("/dossiers", q="sonderliste buecherei", sort="title", limit=2, cursor=first["next"]).json
        assert [row["title"] for row in first["items"] + rest["items"]] == titles and rest["next"] is None
        assert clerk.get("/dossiers", q="sonderliste", medium="electronic").json["items"] == []
        assert len(clerk.get("/dossiers", q="sonderliste", position="61", state="open").json["items"]) == 3

    def test_files_dropped_on_it_are_filed_once_they_are_read(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}/documents"
        answer = clerk.hand_in(("a.pdf", letter("Nachtrag")), ("b.pdf", b"%PDF-1.7 broken"), path=path)
        assert answer.status_code == 202
        good, bad = (item["id"] for item in answer.json["items"])
        for document in (good, bad):
            filed = clerk.reached(document, "filed")
            assert filed["file_number"] == dossier["file_number"]

    def test_a_document_of_the_in_tray_is_filed_in_it(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        found = clerk.in_tray("Ablegen")
        answer = clerk.post(f"/dossiers/{dossier['id']}/documents", {"document_id": found["id"]})
        assert answer.status_code == 200 and answer.json["dossier_id"] == dossier["id"]
        listed = clerk.get("/documents", dossier=dossier["id"]).json["items"]
        assert [row["id"] for row in listed] == [found["id"]]

    def test_the_export_holds_every_original_and_a_list(self, clerk: Caller, dossier: dict[str, Any]) -> None:
        content = letter("Für die Ausfuhr")
        found = clerk.settled(clerk.taken(content, name="Ausfuhr Müller.pdf", subject="Für die Ausfuhr"))
        clerk.post(f"/documents/{found['id']}/file", {"dossier_id": dossier["id"]})
        answer = clerk.get(f"/dossiers/{dossier['id']}/export")
        assert "MIC 610" in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert any(archive.read(name) == content for name in names)
            table = next(name for name in names if name.endswith(".csv"))
            rows = list(csv.reader(io.StringIO(archive.read(table).decode("utf-8-sig")), delimiter=";"))
        assert any("Für die Ausfuhr" in cell for row in rows for cell in row)


class TestPlan:
    def test_the_plan_of_a_day(self, clerk: Caller) -> None:
        told = clerk.get("/plan", on="2026-01-01").json
        numbers = [entry["number"] for entry in told["items"]]
        assert told["on"] == "2026-01-01" and len(numbers) == 124
        assert sum(entry["lowest"] for entry in told["items"]) == 81
        assert numbers.index("6") < numbers.index("60") < numbers.index("600") < numbers.index("61")
        assert clerk.get("/plan", on="1900-01-01").json["items"] == []
        assert clerk.get("/plan", on="gestern").status_code == 422

    def test_a_position(self, clerk: Caller) -> None:
        told = clerk.get("/plan/positions/610").json
        assert (told["title"], told["parent"], told["lowest"]) == ("Bauanträge", "61", True)
        assert (told["retention_months"], told["disposal_code"]) == (360, "B")

    @pytest.mark.parametrize("number", ["999", "Bauanträge", "6100"])
    def test_a_position_that_is_none(self, clerk: Caller, number: str) -> None:
        answer = clerk.get(f"/plan/positions/{number}")
        assert (answer.status_code, answer.json["code"]) == (404, "position_not_found")
