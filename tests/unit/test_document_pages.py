"""The page of a document: facts, viewer's data, acts, images, history in words."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records import actions
from services.dms.records.models import FILED, IN_TRAY, Document, Dossier
from shared.contracts import BlobRef, preview_name
from tests.builders import World
from tests.web import Visitor, Web


class Cabinet:
    """A filed document of two pages, and a clerk who may see it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.town: Tenant = world.town()
        self.office: Office = world.office(self.town)
        self.clerk: Actor = world.person(self.town, ("clerk", self.office))
        self.web = Web(world, folder)
        self.visitor: Visitor = self.web.visitor(self.clerk)
        document = world.in_tray(self.clerk, self.office, texts=("Garage und garage", "Lageplan", "Garage"))
        with world.tx(self.clerk) as tx:
            self.dossier: Dossier = actions.open_dossier(tx, "610", "Lerchenackerweg 12")
            actions.file_document(tx, document.id, dossier_id=self.dossier.id)
        self.id: UUID = document.id
        self.place = f"/documents/{document.id}"

    def now(self) -> Document:
        with self.world.look() as tx:
            return tx.session.get_one(Document, self.id)

    def draw(self, width: int, data: bytes) -> None:
        ref = BlobRef(self.town.code, self.now().sha256)
        self.web.runtime.blobs.keep(ref, preview_name(1, width), data)


@pytest.fixture
def cabinet(world: World, tmp_path: Path) -> Cabinet:
    return Cabinet(world, tmp_path)


def test_facts_place_and_history_are_told_in_words(cabinet: Cabinet) -> None:
    page = cabinet.visitor.get(cabinet.place).text
    number = cabinet.dossier.file_number
    assert "<h1" in page and "Bauantrag" in page and f"{number}</a>, Nr. 1" in page
    assert "610 Bauanträge" in page and "Lerchenackerweg 12" in page
    assert f"hat abgelegt: {number}, Nr. 1" in page and "3 Seiten gelesen" in page and "hat eingeliefert" in page
    assert "Zur Akte" in page and "Verschieben" in page


def test_it_opens_at_the_page_of_the_first_hit_or_the_one_asked_for(cabinet: Cabinet) -> None:
    page = cabinet.visitor.get(f"{cabinet.place}?q=garage").text
    assert 'data-page="1"' in page and "2 Treffer" in page and "1 Treffer" in page
    assert 'data-page="2"' in cabinet.visitor.get(f"{cabinet.place}?q=lageplan").text
    assert 'data-page="3"' in cabinet.visitor.get(f"{cabinet.place}?page=3&q=garage").text
    assert "Kein Treffer" in cabinet.visitor.get(f"{cabinet.place}?q=xyzzy").text


@pytest.mark.parametrize("page_no", ["0", "-3", "99", "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(cabinet: Cabinet, page_no: str) -> None:
    assert re.search(r'data-page="[13]"', cabinet.visitor.get(f"{cabinet.place}?page={page_no}").text)


def test_what_people_typed_is_text_and_never_markup(cabinet: Cabinet) -> None:
    evil = "<script>alert(1)</script>\"'&"
    cabinet.visitor.post(f"{cabinet.place}/metadata", subject=evil, remark=evil, sender=evil)
    for path in (cabinet.place, f"{cabinet.place}?q={evil}"):
        page = cabinet.visitor.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_metadata_can_be_changed_and_a_wrong_date_is_refused(cabinet: Cabinet) -> None:
    form = {
        "subject": "Neu",
        "document_date": "2024-03-18",
        "direction": "outgoing",
        "revision": cabinet.now().revision,
    }
    assert cabinet.visitor.post(f"{cabinet.place}/metadata", **form).status_code == 303
    now = cabinet.now()
    assert (now.subject, str(now.document_date), now.direction) == ("Neu", "2024-03-18", "outgoing")
    assert cabinet.visitor.post(f"{cabinet.place}/metadata", **form).status_code == 409
    wrong = cabinet.visitor.part(f"{cabinet.place}/metadata", document_date="18.03.24")
    assert wrong.status_code == 422 and cabinet.now().subject == "Neu"
    assert "hat geändert: Betreff" in cabinet.visitor.get(cabinet.place).text


def test_moving_needs_a_target_and_a_reason(cabinet: Cabinet) -> None:
    with cabinet.world.tx(cabinet.clerk) as tx:
        other = actions.open_dossier(tx, "611", "Beratung")
    move = f"{cabinet.place}/move"
    assert cabinet.visitor.part(move, reason="falsch").status_code == 422
    assert cabinet.visitor.part(move, to=f"dossier:{other.id}", reason="").status_code == 422
    answer = cabinet.visitor.part(move, to=f"dossier:{other.id}", reason="falsch abgelegt")
    assert answer.headers["HX-Redirect"] == cabinet.place
    assert cabinet.now().dossier_id == other.id
    assert "Grund: falsch abgelegt" in cabinet.visitor.get(cabinet.place).text


def test_back_to_the_in_tray(cabinet: Cabinet) -> None:
    assert cabinet.visitor.post(f"{cabinet.place}/return", reason="noch nicht fertig").status_code == 303
    assert cabinet.now().state == IN_TRAY
    assert f'href="/in-tray/{cabinet.id}"' in cabinet.visitor.get(cabinet.place).text


def test_what_is_filed_cannot_be_discarded(cabinet: Cabinet) -> None:
    assert cabinet.visitor.part(f"{cabinet.place}/discard", reason="weg").status_code == 409
    assert cabinet.now().state == FILED


def test_an_image_is_kept_by_its_address_and_asked_for_with_its_etag(cabinet: Cabinet) -> None:
    cabinet.draw(800, b"an image")
    image = f"{cabinet.place}/pages/1/image"
    answer = cabinet.visitor.get(f"{image}?w=800&v=0")
    assert (answer.data, answer.mimetype) == (b"an image", "image/webp")
    assert "immutable" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]
    again = cabinet.visitor.client.get(image, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert cabinet.visitor.get(f"{image}?w=1600").data == b"an image"
    assert cabinet.visitor.get(f"{cabinet.place}/pages/2/image").status_code == 404


def test_nobody_else_sees_page_image_or_acts(cabinet: Cabinet) -> None:
    cabinet.draw(800, b"an image")
    town = cabinet.world.town("erbach")
    stranger = cabinet.web.visitor(cabinet.world.person(town, ("clerk", cabinet.world.office(town))))
    unknown = stranger.get(f"/documents/{uuid4()}")
    for path in ("", "/print", "/pages/1/image"):
        answer = stranger.get(cabinet.place + path)
        assert answer.status_code == 404 and "Bauantrag" not in answer.text
    assert stranger.get(cabinet.place).text == unknown.text
    for act in ("move", "return", "discard", "restore", "read", "metadata", "reroute"):
        form = {"reason": "x", "to": f"dossier:{cabinet.dossier.id}", "office": str(cabinet.office.id), "subject": "x"}
        assert stranger.part(f"{cabinet.place}/{act}", **form).status_code == 404
    assert cabinet.web.app.test_client().get(f"{cabinet.place}/pages/1/image").status_code == 303


def test_every_page_is_printed(cabinet: Cabinet) -> None:
    page = cabinet.visitor.get(f"{cabinet.place}/print").text
    assert page.count('class="print-page"') == 3


def test_english_for_those_who_chose_it(cabinet: Cabinet) -> None:
    cabinet.visitor.post("/settings", language="en")
    page = cabinet.visitor.get(cabinet.place).text
    assert "To the dossier" in page and "filed: " in page and "Verlauf" not in page
