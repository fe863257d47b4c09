"""The in-tray's pages over real rows: what is shown, what can be done from there, and who may."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import UUID

import pytest

from services.dms.intake.models import FilingWish, Suggestion
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office
from services.dms.plan.queries import position
from services.dms.records import actions
from services.dms.records.models import DISCARDED, FILED, IN_TRAY, Document, Dossier
from shared.contracts import Inspected
from tests.builders import World
from tests.web import Visitor, Web


class Desk:
    """A clerk of an office with an in-tray, and the browser in front of them."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.town = world.town()
        self.office: Office = world.office(self.town)
        self.other: Office = world.office(self.town, "kasse")
        self.clerk: Actor = world.person(self.town, ("clerk", self.office))
        self.web = Web(world, folder)
        self.visitor: Visitor = self.web.visitor(self.clerk)

    def suggest(self, document: Document, number: str, *, dossier: Dossier | None = None, score: float = 0.9) -> None:
        with self.world.tx() as tx:
            rank = tx.session.query(Suggestion).filter_by(document_id=document.id).count() + 1
            place = position(tx.session, number, tx.today).id
            dossier_id = dossier.id if dossier else None
            because = ["Garage"]
            tx.add(
                Suggestion(
                    document_id=document.id,
                    rank=rank,
                    position_id=place,
                    dossier_id=dossier_id,
                    case_id=None,
                    score=score,
                    kind="terms",
                    because=because,
                )
            )

    def dossier(self, title: str = "Lerchenackerweg 12") -> Dossier:
        with self.world.tx(self.clerk) as tx:
            return actions.open_dossier(tx, "610", title)

    def now(self, document_id: UUID) -> Document:
        with self.world.look() as tx:
            return tx.session.get_one(Document, document_id)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, tmp_path)


def events(answer: object) -> dict[str, str]:
    told: dict[str, str] = json.loads(answer.headers["HX-Trigger-After-Settle"])  # type: ignore[attr-defined]
    return told


def test_an_empty_tray_says_that_scans_appear_by_themselves(desk: Desk) -> None:
    page = desk.visitor.get("/in-tray").text
    assert "Der Posteingang ist leer. Neue Scans erscheinen hier von selbst." in page


def test_the_newest_is_open_with_its_best_target_chosen(desk: Desk) -> None:
    old = desk.world.in_tray(desk.clerk, desk.office, subject="Älteres")
    desk.world.clock.forward(minutes=5)
    new = desk.world.in_tray(desk.clerk, desk.office, subject="Doppelgarage")
    desk.suggest(new, "610", score=0.6)
    desk.suggest(new, "611", score=0.2)
    page = desk.visitor.get("/in-tray").text
    assert f'data-opened="{new.id}"' in page and f'id="row-{old.id}"' in page
    assert "2 offen" in page and "610 Bauanträge, wahrscheinlich" in page
    assert re.search(r'value="position:610" checked', page) and not re.search(r'value="position:611" checked', page)
    assert "möglich: <mark>Garage</mark>" in page and "%" not in re.sub(r"<[^>]+>", "", page)
    assert 'data-marks="Garage"' in page


def test_without_a_suggestion_one_is_asked_to_search(desk: Desk) -> None:
    desk.world.in_tray(desk.clerk, desk.office)
    assert "Kein Vorschlag. Suchen Sie ein Ziel." in desk.visitor.get("/in-tray").text


def test_filing_into_a_dossier_says_the_number_and_opens_the_next(desk: Desk) -> None:
    dossier = desk.dossier()
    following = desk.world.in_tray(desk.clerk, desk.office, subject="Nächstes")
    desk.world.clock.forward(minutes=5)
    document = desk.world.in_tray(desk.clerk, desk.office)
    answer = desk.visitor.part(
        f"/in-tray/{document.id}/file", to=f"dossier:{dossier.id}", subject="Doppelgarage mit Gründach"
    )
    said = f"Abgelegt: {dossier.file_number}, Nr. 1."
    assert events(answer)["said"] == said and said in answer.text
    assert f'data-opened="{following.id}"' in answer.text and "data-focus" in answer.text
    assert f"/in-tray/{document.id}/undo" in answer.text
    assert answer.headers["HX-Push-Url"].startswith(f"/in-tray/{following.id}")
    filed = desk.now(document.id)
    assert (filed.state, filed.dossier_id, filed.subject) == (FILED, dossier.id, "Doppelgarage mit Gründach")


def test_a_new_dossier_is_called_as_said_or_as_the_document(desk: Desk) -> None:
    for title, wanted in (("Gartenweg 3", "Gartenweg 3"), ("", "Bauantrag")):
        document = desk.world.in_tray(desk.clerk, desk.office)
        form = {"to": "position:610", "title": title}
        assert desk.visitor.post(f"/in-tray/{document.id}/file", **form).status_code == 303
        with desk.world.look() as tx:
            filed = tx.session.get_one(Document, document.id)
            assert tx.session.get_one(Dossier, filed.dossier_id).title == wanted


@pytest.mark.parametrize("to", ["", "dossier:", "dossier:no-id", "elsewhere:3", "position:"])
def test_without_a_target_nothing_is_changed(desk: Desk, to: str) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    answer = desk.visitor.part(f"/in-tray/{document.id}/file", to=to, subject="Anders")
    assert answer.status_code == 422 and "Es ist kein Ziel gewählt." in answer.text
    assert (desk.now(document.id).state, desk.now(document.id).subject) == (IN_TRAY, "Bauantrag")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    with desk.world.tx(desk.clerk) as tx:
        actions.change_metadata(tx, document.id, subject="Von anderer Hand")
    form = {"to": "position:610", "subject": "Meins", "revision": str(document.revision)}
    answer = desk.visitor.part(f"/in-tray/{document.id}/file", **form)
    assert answer.status_code == 409 and "Ihre Eingabe ist noch da." in answer.text
    assert desk.now(document.id).subject == "Von anderer Hand"


def test_filing_can_be_undone(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    desk.visitor.post(f"/in-tray/{document.id}/file", to=f"dossier:{desk.dossier().id}")
    answer = desk.visitor.part(f"/in-tray/{document.id}/undo")
    assert f'data-opened="{document.id}"' in answer.text
    assert desk.now(document.id).state == IN_TRAY
    assert desk.visitor.part(f"/in-tray/{document.id}/undo").status_code == 409


def test_what_is_still_being_read_gets_a_wish(desk: Desk) -> None:
    document = desk.world.received(desk.clerk, desk.office, subject="Bauantrag")
    dossier = desk.dossier()
    answer = desk.visitor.part(f"/in-tray/{document.id}/file", to=f"dossier:{dossier.id}")
    assert events(answer)["said"] == "Wird abgelegt, sobald es gelesen ist: Bauantrag."
    with desk.world.look() as tx:
        assert tx.session.get_one(FilingWish, document.id).dossier_id == dossier.id


def test_a_file_that_cannot_be_read_says_why_and_can_be_filed(desk: Desk) -> None:
    document = desk.world.received(desk.clerk, desk.office)
    with desk.world.tx() as tx:
        actions.inspected(tx, Inspected(document.id, (), problem="encrypted"))
    page = desk.visitor.get(f"/in-tray/{document.id}").text
    assert "Nicht lesbar: Die Datei hat ein Kennwort" in page
    assert "Bitten Sie den Absender um eine Fassung ohne Kennwort." in page
    assert desk.visitor.post(f"/in-tray/{document.id}/file", to=f"dossier:{desk.dossier().id}").status_code == 303
    assert desk.now(document.id).state == FILED


def test_discarding_needs_a_reason_and_can_be_taken_back(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    assert desk.visitor.part(f"/in-tray/{document.id}/discard", reason=" ").status_code == 422
    desk.visitor.part(f"/in-tray/{document.id}/discard", reason="Werbung")
    assert desk.now(document.id).state == DISCARDED
    assert f"row-{document.id}" not in desk.visitor.get("/in-tray").text
    listed = desk.visitor.get("/in-tray?show=discarded").text
    assert f"row-{document.id}" in listed and "Wiederherstellen" in listed
    desk.visitor.part(f"/in-tray/{document.id}/restore?show=discarded")
    assert desk.now(document.id).state == IN_TRAY


def test_handing_on_takes_it_out_of_sight(desk: Desk) -> None:
    mailroom = desk.world.person(desk.town, ("mailroom", desk.other))
    document = desk.world.in_tray(mailroom, desk.office)
    form = {"office": str(desk.other.id), "reason": "Rechnung"}
    answer = desk.visitor.part(f"/in-tray/{document.id}/reroute", **form)
    assert events(answer)["said"] == "Weitergeleitet: Bauantrag."
    assert desk.visitor.get(f"/in-tray/{document.id}").status_code == 404
    assert f"row-{document.id}" in desk.web.visitor(mailroom).get("/in-tray").text


def test_reading_again_needs_a_reason(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    assert desk.visitor.part(f"/in-tray/{document.id}/read", reason="").status_code == 422
    answer = desk.visitor.part(f"/in-tray/{document.id}/read", reason="schief")
    assert "Wird noch einmal gelesen: Bauantrag." in answer.text


def test_the_list_answers_only_when_something_changed(desk: Desk) -> None:
    desk.world.in_tray(desk.clerk, desk.office)
    seen = re.search(r'data-seen="([0-9a-f]+)"', desk.visitor.get("/in-tray").text)
    assert seen
    assert desk.visitor.get(f"/in-tray/list?seen={seen[1]}", part=True).status_code == 204
    desk.world.received(desk.clerk, desk.office)
    answer = desk.visitor.get(f"/in-tray/list?seen={seen[1]}", part=True)
    assert answer.status_code == 200 and "1 offen, 1 wird gelesen" in answer.text


def test_progress_of_the_open_document_ends_with_its_targets(desk: Desk) -> None:
    document = desk.world.received(desk.clerk, desk.office)
    place = f"/in-tray/{document.id}/progress?seen="
    assert desk.visitor.get(place + "0-received", part=True).status_code == 204
    with desk.world.tx() as tx:
        actions.inspected(tx, desk.world.inspection(document.id, 2))
        actions.pages_read(tx, desk.world.reading(tx, document.id, ["eins"]))
    assert "Wird gelesen, Seite 1 von 2" in desk.visitor.get(place + "0-received", part=True).text
    with desk.world.tx() as tx:
        actions.pages_read(tx, desk.world.reading(tx, document.id, ["zwei"], first=2))
        actions.into_tray(tx, document.id)
    answer = desk.visitor.get(place + "1-reading", part=True).text
    assert re.search(r'id="fileform"[^>]* hx-swap-oob="true"', answer) and "hx-trigger" not in answer


def test_the_same_bytes_in_a_dossier_are_told(desk: Desk) -> None:
    first = desk.world.received(desk.clerk, desk.office, content=b"same")
    with desk.world.tx() as tx:
        actions.inspected(tx, Inspected(first.id, (), problem="damaged"))
    dossier = desk.dossier()
    with desk.world.tx(desk.clerk) as tx:
        actions.file_document(tx, first.id, dossier_id=dossier.id)
    again = desk.world.received(desk.clerk, desk.office, content=b"same")
    page = desk.visitor.get(f"/in-tray/{again.id}").text
    assert f"Schon vorhanden als {dossier.file_number}, Nr. 1." in page and f"/documents/{first.id}" in page


def test_a_tray_of_another_office_or_town_is_not_there(desk: Desk) -> None:
    elsewhere = desk.world.person(desk.town, ("clerk", desk.other))
    document = desk.world.in_tray(elsewhere, desk.other)
    assert desk.visitor.get(f"/in-tray/{document.id}").status_code == 404
    assert desk.visitor.post(f"/in-tray/{document.id}/discard", reason="weg").status_code == 404
    assert f"row-{document.id}" not in desk.visitor.get(f"/in-tray?office={desk.other.id}").text


def test_targets_are_dossiers_by_word_and_number_then_positions(desk: Desk) -> None:
    dossier = desk.dossier("Bauantrag Gartenweg")
    by_word = desk.visitor.get("/targets?q=bauantrag", part=True).text
    assert by_word.index(dossier.file_number) < by_word.index("610 Bauanträge")
    assert dossier.file_number in desk.visitor.get(f"/targets?q={dossier.file_number}", part=True).text
    assert "610 Bauanträge" not in desk.visitor.get("/targets?q=bauantrag&only=dossiers", part=True).text
    assert "Kein Ziel gefunden" in desk.visitor.get("/targets?q=xyzzy", part=True).text


def test_after_the_last_one_nothing_is_left_to_do(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    answer = desk.visitor.part(f"/in-tray/{document.id}/file", to="position:610")
    assert "Nichts zu tun." in answer.text and "data-focus" in answer.text
    assert answer.headers["HX-Push-Url"].startswith("/in-tray?")
    assert re.search(r'id="count-in-tray"[^>]* hidden', answer.text)


def test_undoing_says_that_a_new_dossier_stays_empty(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    desk.visitor.part(f"/in-tray/{document.id}/file", to="position:610")
    answer = desk.visitor.part(f"/in-tray/{document.id}/undo")
    assert "Die Akte MIC 610-0001/2025 bleibt leer bestehen." in events(answer)["said"]


@pytest.mark.parametrize("role", ["admin", "auditor", "planner"])
def test_somebody_without_an_office_has_an_empty_tray(desk: Desk, role: str) -> None:
    desk.world.in_tray(desk.clerk, desk.office)
    page = desk.web.visitor(desk.world.person(desk.town, (role, None))).get("/in-tray")
    assert page.status_code == 200 and "row-" not in page.text and "Hochladen" not in page.text


def test_one_with_two_offices_can_choose(desk: Desk) -> None:
    both = desk.world.person(desk.town, ("clerk", desk.office), ("clerk", desk.other))
    here, there = desk.world.in_tray(desk.clerk, desk.office), desk.world.in_tray(both, desk.other)
    visitor = desk.web.visitor(both)
    first = visitor.get("/in-tray").text
    assert f"row-{here.id}" in first and f"row-{there.id}" not in first and "Alle Ämter" in first
    assert f"row-{there.id}" in visitor.get(f"/in-tray?office={desk.other.id}").text
    everything = visitor.get("/in-tray?office=all").text
    assert f"row-{here.id}" in everything and f"row-{there.id}" in everything
    assert visitor.get("/in-tray?office=nonsense").status_code == 404


def test_facts_are_saved_without_filing(desk: Desk) -> None:
    document = desk.world.in_tray(desk.clerk, desk.office)
    form = {"sender": "Büro Veit-Grünewald", "document_date": "2024-03-18", "direction": "incoming", "kind": "Brief"}
    answer = desk.visitor.part(f"/in-tray/{document.id}/metadata", **form)
    assert events(answer)["said"] == "Gespeichert." and f'data-opened="{document.id}"' in answer.text
    assert "Büro Veit-Grünewald, Schreiben vom 18.03.2024" in answer.text
    assert (desk.now(document.id).state, desk.now(document.id).kind) == (IN_TRAY, "Brief")
