"""What is proposed for a document that was read, with its reason, and what its reader is shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest

from filing_plan.letterhead import letter_of_page_text
from services.dms.db import Tx
from services.dms.intake.learning import Suggesters
from services.dms.intake.models import Suggestion
from services.dms.intake.queries import Proposal, suggestions
from services.dms.intake.suggestions import propose
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records import actions
from services.dms.records.models import IN_TRAY, Document
from tests.builders import World

BUILDING = """Architekturbüro Kühn
Gartenweg 4
64711 Erbach

Kreisstadt Erbach
Bauverwaltung
64711 Erbach

Unser Zeichen: 24-77/K
3. März 2025

Bauvoranfrage Doppelgarage, Flurstück 12/3

Sehr geehrte Damen und Herren,

für das Flurstück 12/3 bitten wir um einen Bauvorbescheid zu einer Doppelgarage an der Grundstücksgrenze.

Mit freundlichen Grüßen
Kühn
"""
FLUTES = "Sehr geehrte Damen und Herren,\n\ndie Flötengruppe Kuckuck bittet um {} im Kuckuckssaal.\n"


class Desk:
    """An office of Erbach, its clerk, and the suggestions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.town: Tenant = world.town("erbach")
        self.office: Office = world.office(self.town)
        self.clerk: Actor = world.person(self.town, ("clerk", self.office))
        self.suggesters = Suggesters(self)

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]:
        return self.world.look(actor)

    def read(self, *texts: str, subject: str = "", clerk: Actor | None = None) -> UUID:
        """A document whose pages were read; the suggestions are made."""
        office = self.office
        document = self.world.received(clerk or self.clerk, office, subject=subject)
        with self.world.tx() as tx:
            actions.inspected(tx, self.world.inspection(document.id, len(texts)))
            actions.pages_read(tx, self.world.reading(tx, document.id, texts))
        outcome = propose(self, self.suggesters, document.id)
        with self.world.tx() as tx:
            outcome(tx)
        return document.id

    def document(self, id_: UUID) -> Document:
        with self.world.look() as tx:
            return tx.session.get_one(Document, id_)

    def proposals(self, id_: UUID, actor: Actor | None = None) -> list[Proposal]:
        with self.world.look(actor or self.clerk) as tx:
            return suggestions(tx.session, tx.actor, tx.today, id_)

    def dossier(self, position: str, title: str, *filed: str) -> tuple[UUID, str]:
        """A dossier with documents of these texts in it; its id and number."""
        with self.world.tx(self.clerk) as tx:
            dossier = actions.open_dossier(tx, position, title)
        for text in filed:
            id_ = self.read(text)
            with self.world.tx(self.clerk) as tx:
                actions.file_document(tx, id_, dossier_id=dossier.id)
        return dossier.id, dossier.file_number


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)


def test_positions_with_a_reason_in_words(desk: Desk) -> None:
    id_ = desk.read(BUILDING)
    assert desk.document(id_).state == IN_TRAY
    first, *others = desk.proposals(id_)
    assert first.position.startswith("61")
    assert first.kind == "terms" and first.dossier_id is None
    assert "Doppelgarage" in first.because and first.reason.startswith("wegen: ")
    assert first.grade in ("sure", "likely")
    assert len(others) <= 2 and [p.score for p in others] == sorted((p.score for p in others), reverse=True)


def test_the_letter_fills_what_nobody_noted(desk: Desk) -> None:
    document = desk.document(desk.read(BUILDING))
    assert document.subject == "Bauvoranfrage Doppelgarage, Flurstück 12/3"
    assert "Kühn" in document.sender
    assert document.their_reference == "24-77/K"
    assert str(document.document_date) == "2025-03-03"


def test_what_somebody_noted_stays(desk: Desk) -> None:
    assert desk.document(desk.read(BUILDING, subject="Garage Kühn")).subject == "Garage Kühn"


def test_a_text_without_a_known_word_comes_into_the_tray_without_proposals(desk: Desk) -> None:
    id_ = desk.read("")
    assert desk.document(id_).state == IN_TRAY
    assert desk.proposals(id_) == []


def test_a_file_number_in_the_text_names_the_dossier(desk: Desk) -> None:
    dossier, number = desk.dossier("610", "Neubau Gartenweg 4")
    first = desk.proposals(desk.read(f"Zu Ihrem Schreiben, Aktenzeichen {number}, reichen wir Pläne nach."))[0]
    assert (first.dossier_id, first.file_number, first.kind) == (dossier, number, "file_number")
    assert first.title == "Neubau Gartenweg 4" and first.grade == "sure"
    assert number in first.reason


def test_the_case_is_named_where_the_number_has_one(desk: Desk) -> None:
    dossier, number = desk.dossier("610", "Neubau Gartenweg 4")
    with desk.world.tx(desk.clerk) as tx:
        case = actions.open_case(tx, dossier, "Nachträge")
    first = desk.proposals(desk.read(f"Ihr Zeichen: {number}-{case.no:02d}"))[0]
    assert (first.case_id, first.file_number) == (case.id, f"{number}-01")


def test_numbers_of_other_towns_and_of_closed_dossiers_are_no_target(desk: Desk) -> None:
    dossier, number = desk.dossier("610", "Erledigt")
    with desk.world.tx(desk.world.person(desk.town, ("records", desk.office))) as tx:
        actions.close_dossier(tx, dossier, "fertig")
    proposals = desk.proposals(desk.read(f"Zu {number} und zu MIC 610-0001/2025, Bauvoranfrage"))
    assert [p for p in proposals if p.dossier_id] == []


def test_the_same_sender_leads_to_his_dossier(desk: Desk) -> None:
    dossier, _ = desk.dossier("610", "Neubau Gartenweg 4", BUILDING)
    found = desk.proposals(desk.read(BUILDING.replace("Doppelgarage", "Gartenmauer")))
    (by_sender,) = [p for p in found if p.dossier_id == dossier]
    assert by_sender.kind == "sender" and "Architekturbüro Kühn" in by_sender.reason
    assert by_sender.score == 0.7, "its position was proposed as well"


def test_what_was_filed_before_is_learned_and_the_likest_dossier_proposed(desk: Desk) -> None:
    before = desk.proposals(desk.read(FLUTES.format("einen Termin am Samstag")))
    assert before == [] or before[0].position != "131"
    things = ("die Probe", "den Auftritt", "einen Abend", "die Stühle", "das Konzert")
    dossier, _ = desk.dossier("131", "Flötengruppe", *(FLUTES.format(thing) for thing in things))
    for position, word in (("610", "Bauantrag"), ("911", "Gewerbesteuer"), ("711", "Bestattung"), ("111", "Trauung")):
        desk.dossier(position, word, *(f"Sehr geehrte Damen und Herren,\n\nwegen {word} {n} an Sie." for n in range(3)))
    assert desk.suggesters.refresh() == 1
    assert desk.suggesters.refresh() == 0, "nothing new since"
    after = desk.proposals(desk.read(FLUTES.format("einen Termin am Samstag")))
    first = next(p for p in after if p.dossier_id is None)
    assert first.position == "131" and first.kind in ("learned", "similar")
    assert dossier in {p.dossier_id for p in after}


def test_one_town_learns_nothing_from_another(desk: Desk) -> None:
    desk.dossier("131", "Flötengruppe", *(FLUTES.format(f"Termin {day}") for day in range(5)))
    desk.suggesters.refresh()
    ranking = desk.suggesters.rank(desk.world.town("oberzent").id, letter_of_page_text(FLUTES))
    assert not [each for each in ranking.positions if each.kind != "terms"]
    assert ranking.likest == ()


def test_dossiers_the_reader_may_not_see_are_left_out(desk: Desk) -> None:
    with desk.world.tx(desk.clerk) as tx:
        dossier = actions.open_dossier(tx, "610", "Personalsache", protection="personnel")
    id_ = desk.read(f"Zu {dossier.file_number}: Bauvoranfrage")
    other = desk.world.office(desk.town, "ordnungsamt")
    colleague = desk.world.person(desk.town, ("clerk", other))
    assert dossier.id in {p.dossier_id for p in desk.proposals(id_)}
    assert dossier.id not in {p.dossier_id for p in desk.proposals(id_, colleague)}


def test_proposals_of_an_earlier_reading_give_way(desk: Desk) -> None:
    id_ = desk.read("Eine Garage.")
    assert {word for p in desk.proposals(id_) for word in p.because} == {"Garage"}
    with desk.world.tx(desk.clerk) as tx:
        actions.read_again(tx, id_, "unscharf")
    with desk.world.tx() as tx:
        actions.inspected(tx, desk.world.inspection(id_, 1, again=1))
        actions.pages_read(tx, desk.world.reading(tx, id_, ["Hundesteuer: Anmeldung eines Hundes"], again=1))
    outcome = propose(desk, desk.suggesters, id_)
    for _ in range(2):  # the same message twice changes nothing the second time
        with desk.world.tx() as tx:
            outcome(tx)
    proposals = desk.proposals(id_)
    assert "Garage" not in {word for p in proposals for word in p.because}
    with desk.world.look() as tx:
        assert tx.session.query(Suggestion).filter_by(document_id=id_).count() == len(proposals)


def test_a_message_about_nothing_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    outcome = propose(desk, desk.suggesters, UUID(int=7))
    with desk.world.tx(SYSTEM) as tx:
        outcome(tx)
        assert tx.emitted == []
