"""My day, search, plan, dossiers and the manual, as a browser gets them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api import Caller, Installation, letter, until

CLERK = "clerk@michelstadt"


@dataclass
class Browser:
    """A signed-in browser whose forms carry the token of the page."""

    client: FlaskClient
    token: str

    def get(self, path: str, part: bool = False) -> TestResponse:
        answer = self.client.get(path, headers={"HX-Request": "true"} if part else {})
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return answer

    def post(self, path: str, **form: str) -> TestResponse:
        return self.client.post(path, data={"csrf": self.token, **form})


def browser_of(installation: Installation, username: str) -> Browser:
    client = installation.app.test_client()
    client.post("/sign-in", data={"username": username, "password": "demo"})
    found = re.search(r'data-csrf="([^"]+)"', client.get("/manual").text)
    assert found is not None
    return Browser(client, found[1])


@pytest.fixture(scope="module")
def clerk(installation: Installation) -> Caller:
    return installation.caller(CLERK)


@pytest.fixture(scope="module")
def browser(installation: Installation) -> Browser:
    return browser_of(installation, CLERK)


@pytest.fixture
def dossier(clerk: Caller) -> dict[str, Any]:
    body = {"position": "620", "title": f"Waldhornstraße {uuid4().hex[:6]}"}
    return dict(clerk.post("/dossiers", body).json)


class TestMyDay:
    def test_what_is_new_waits_with_its_suggestion(self, browser: Browser, clerk: Caller) -> None:
        subject = f"Bauantrag {uuid4().hex[:6]}"
        clerk.in_tray("Bauantrag Garage Baugenehmigung", subject=subject)
        page = browser.get("/").text
        assert subject in page and "Neu im Posteingang" in page
        assert subject not in browser.get("/?show=filed").text

    def test_what_i_filed_stands_with_its_number(self, browser: Browser, clerk: Caller) -> None:
        found = clerk.filed("Abgelegt", subject=f"Abgelegt {uuid4().hex[:6]}")
        page = browser.get("/?show=filed").text
        assert found["subject"] in page and found["file_number"] in page

    def test_what_could_not_be_read_says_why(self, browser: Browser, clerk: Caller) -> None:
        found = clerk.settled(clerk.taken(b"%PDF-1.7 nothing", name="Vertrag_Röhrig.pdf"))
        page = browser.get("/").text
        assert "Vertrag_Röhrig.pdf" in page and found["problem"]["detail"] in page

    def test_who_has_nothing_to_do_is_told_so(self, installation: Installation) -> None:
        page = browser_of(installation, "auditor@oberzent").get("/").text
        assert "Ihre Aufgabe hat keinen Posteingang." in page and "Neue Akte" not in page

    def test_reading_is_a_part_that_asks_again(self, idle: Installation) -> None:
        idle.caller(CLERK).taken(letter("Wird gelesen"), name="Scan_0321.pdf")
        part = browser_of(idle, CLERK).get("/my-day/reading", part=True).text
        assert "Scan_0321.pdf" in part and "every 2s" in part and "<html" not in part


class TestSearch:
    @pytest.fixture(scope="class")
    @classmethod
    def filed(cls, clerk: Caller) -> dict[str, Any]:
        found = clerk.filed("Die Doppelgarage am Lerchenackerweg", subject="Doppelgarage mit Gründach", title="Lerchen")
        clerk.found("Doppelgarage", found["id"])
        return found

    def test_a_hit_opens_the_viewer_at_its_page_with_its_words(self, browser: Browser, filed: dict[str, Any]) -> None:
        page = browser.get("/search?q=garage").text
        assert f"/documents/{filed['id']}?page=1&amp;q=garage" in page
        assert "<mark>Doppelgarage</mark>" in page and "Auch gefunden: Doppelgarage." in page
        assert filed["file_number"] in page

    def test_the_preview_marks_and_counts(self, browser: Browser, filed: dict[str, Any]) -> None:
        part = browser.get(f"/search/preview/{filed['id']}?q=garage", part=True).text
        assert "<rect" in part and "Treffer 1 von" in part
        assert f"/dossiers/{filed['dossier_id']}" in part

    def test_nothing_found_says_what_is_searched(self, browser: Browser) -> None:
        page = browser.get("/search?q=qqqqwwww").text
        assert "Nichts gefunden für „qqqqwwww“." in page and "Gesucht wird nur, was Sie sehen dürfen." in page

    def test_a_typing_error_is_named(self, browser: Browser, filed: dict[str, Any]) -> None:
        page = browser.get("/search?q=dopelgarage").text
        assert filed["id"] in page and "<mark>Doppelgarage</mark>" in page and "Nur „dopelgarage“ genau" in page

    def test_what_was_not_understood_is_said(self, browser: Browser) -> None:
        assert "Die Klammer war nicht geschlossen." in browser.get("/search?q=(Doppelgarage").text

    def test_a_number_leads_to_its_dossier(self, browser: Browser, filed: dict[str, Any]) -> None:
        assert f'href="/dossiers/{filed["dossier_id"]}"' in browser.get(f"/search?q={filed['file_number']}").text

    @pytest.mark.parametrize("wrong", ["year=x", "from=gestern", "office=1", "sort=weit", "cursor=x", "limit=0"])
    def test_a_wrong_address_is_no_error(self, browser: Browser, wrong: str) -> None:
        assert "Doppelgarage" in browser.get(f"/search?q=Doppelgarage&{wrong}").text

    def test_words_are_text(self, browser: Browser) -> None:
        page = browser.get("/search?q=<script>alert(1)</script>").text
        assert "<script>alert" not in page

    def test_nothing_asked_is_an_invitation(self, browser: Browser) -> None:
        assert "Was suchen Sie?" in browser.get("/search").text


class TestPlan:
    def test_a_position_with_its_rules_and_neighbours(self, browser: Browser) -> None:
        page = browser.get("/plan/610").text
        for words in ("30 Jahre, ab Ende des Jahres der Schließung", "B, das Archiv bewertet", 'href="/plan/611"'):
            assert words in page

    def test_the_field_answers_words_and_numbers(self, browser: Browser) -> None:
        assert 'href="/plan/702?q=' in browser.get("/plan?q=Sperrmüll", part=True).text
        assert 'href="/plan/610?q=' in browser.get("/plan?q=610", part=True).text
        assert "Keine Position zu „qqqq“" in browser.get("/plan?q=qqqq", part=True).text

    def test_dossiers_there(self, browser: Browser, dossier: dict[str, Any]) -> None:
        page = browser.get("/plan/620").text
        assert dossier["title"] in page and dossier["file_number"] in page

    def test_a_position_that_is_none(self, browser: Browser) -> None:
        assert browser.client.get("/plan/999").status_code == 404


class TestDossiers:
    def test_the_list_narrows(self, browser: Browser, dossier: dict[str, Any]) -> None:
        assert dossier["title"] in browser.get(f"/dossiers?q={dossier['title'].split()[1]}").text
        assert dossier["title"] not in browser.get("/dossiers?position=702").text

    def test_the_inventory_as_tables(self, browser: Browser, dossier: dict[str, Any]) -> None:
        word = dossier["title"].split()[1]
        answer = browser.get(f"/dossiers/inventory.csv?q={word}")
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 2 and dossier["file_number"] in rows[1]
        sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"/dossiers/inventory.xlsx?q={word}").data)).active
        assert [cell.value for cell in sheet[2]][:2] == [dossier["file_number"], dossier["title"]]

    def test_a_new_one_by_its_form(self, browser: Browser) -> None:
        title = f"Tiny House {uuid4().hex[:6]}"
        answer = browser.post("/dossiers/new", position="611", title=title, medium="paper", place="Raum 3")
        assert answer.status_code == 303
        page = browser.get(answer.location).text
        assert title in page and "Raum 3" in page and "Ziehen Sie Dateien hierher." in page

    def test_a_form_without_a_title_is_refused_in_words(self, browser: Browser) -> None:
        answer = browser.post("/dossiers/new", position="611", title=" ")
        assert answer.status_code == 422 and "Die Eingabe ist so nicht gültig." in answer.text

    def test_cases_closing_and_reopening(self, browser: Browser, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}"
        browser.post(f"{path}/cases", title="Ausbau Los 1")
        page = browser.get(path).text
        assert "Ausbau Los 1" in page and "Vorgang 01 läuft noch" in page
        assert browser.post(f"{path}/close").status_code == 409
        case = re.search(rf"{path}/cases/([0-9a-f-]+)/close", page)
        assert case is not None
        browser.post(f"{path}/cases/{case[1]}/close")
        assert browser.post(f"{path}/close", reason="fertig").status_code == 303
        assert "z. d. A. seit" in browser.get(path).text and "Dokument dazu" not in browser.get(path).text
        browser.post(f"{path}/reopen", reason="Nachtrag")
        history = browser.get(f"{path}?tab=history").text
        for words in ("hat die Akte angelegt", "hat den Vorgang -01 Ausbau Los 1 angelegt", "geschlossen", "Nachtrag"):
            assert words in history

    def test_changing_and_two_people_at_once(self, browser: Browser, dossier: dict[str, Any]) -> None:
        path = f"/dossiers/{dossier['id']}"
        form = {"title": "Neuer Titel", "medium": "hybrid", "place": "Regal 7", "remark": "", "revision": "1"}
        assert browser.post(f"{path}/change", **form).status_code == 303
        page = browser.get(path).text
        assert "Neuer Titel" in page and "Regal 7" in page
        assert browser.post(f"{path}/change", **form).status_code == 409

    def test_documents_stand_by_case(self, browser: Browser, clerk: Caller, dossier: dict[str, Any]) -> None:
        case = clerk.post(f"/dossiers/{dossier['id']}/cases", {"title": "Anliegerbeiträge"}).json
        loose, inside = clerk.in_tray("a", subject="Ohne alles"), clerk.in_tray("b", subject="Beitragsbescheid")
        clerk.post(f"/documents/{loose['id']}/file", {"dossier_id": dossier["id"]})
        clerk.post(f"/documents/{inside['id']}/file", {"dossier_id": dossier["id"], "case_id": case["id"]})
        page = browser.get(f"/dossiers/{dossier['id']}").text
        assert (
            page.index("Anliegerbeiträge")
            < page.index("Beitragsbescheid")
            < page.index("Ohne Vorgang")
            < page.index("Ohne alles")
        )

    def test_what_is_dropped_is_awaited_then_there(self, browser: Browser, clerk: Caller, idle: Installation) -> None:
        waiting = idle.caller(CLERK)
        there = waiting.post("/dossiers", {"position": "620", "title": "Erwartet"}).json
        waiting.hand_in(("Lageplan.pdf", letter("x")), path=f"/dossiers/{there['id']}/documents")
        part = browser_of(idle, CLERK).get(f"/dossiers/{there['id']}/awaited", part=True).text
        assert "Lageplan.pdf" in part and "before=1" in part
        mine = clerk.post("/dossiers", {"position": "620", "title": "Gleich da"}).json
        clerk.hand_in(("Lageplan.pdf", letter("y")), path=f"/dossiers/{mine['id']}/documents")
        until(lambda: clerk.get(f"/dossiers/{mine['id']}").json["document_count"], lambda count: count == 1)
        answer = browser.get(f"/dossiers/{mine['id']}/awaited?before=1", part=True)
        assert answer.headers["HX-Refresh"] == "true"


class TestManual:
    def test_every_chapter_is_a_page(self, browser: Browser) -> None:
        chapters = set(re.findall(r'href="(/manual/[\w-]+)"', browser.get("/manual").text))
        assert len(chapters) >= 6
        for chapter in chapters:
            page = browser.get(chapter).text
            assert page.count("<h1") == 1 and ".md" not in page
            for anchor in set(re.findall(r'href="(/manual/[\w-]+)(?:#[\w-]+)?"', page)):
                browser.get(anchor)

    def test_words_are_found_in_it(self, browser: Browser) -> None:
        part = browser.get("/manual/README?q=Aktenzeichen", part=True).text
        assert re.search(r"\d+ Stellen gefunden", part) and "#" in part
        assert "steht nichts zu" in browser.get("/manual/README?q=qqqq", part=True).text

    def test_it_is_for_those_who_are_signed_in(self, installation: Installation) -> None:
        assert installation.app.test_client().get("/manual").status_code == 303

    def test_a_chapter_that_is_none(self, browser: Browser) -> None:
        for name in ("nichts", "..%2Fmeldungen", "../README"):
            assert browser.client.get(f"/manual/{name}").status_code == 404
