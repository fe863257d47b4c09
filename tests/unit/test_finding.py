"""What the index finds is checked again in the rows; what is shown comes from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest

from services.dms.db import Tx
from services.dms.finding import find
from services.dms.organisation.actor import Actor
from services.dms.records import actions, queries
from services.dms.records.models import Document
from shared.ports import FacetValue, FindRequest, FindResult, Found
from tests.builders import World
from tests.web import PlainFinder


class Telling(PlainFinder):
    """An index that tells what the test says, whoever asks, and remembers what it was asked."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []
        self.asked: list[FindRequest] = []

    def find(self, request: FindRequest) -> FindResult:
        self.asked.append(request)
        hits = tuple(Found(id_, 1.0) for id_ in self.ids if id_ not in request.excluded)
        return FindResult(len(hits), hits, {"town": (FacetValue("erbach", len(hits)),)}, ("corrected",), "Bauantrag")


class Desk:
    """A clerk of Erbach with a document, one of Oberzent, and an index that tells both of everything."""

    def __init__(self, world: World) -> None:
        self.world, self.finder = world, Telling()
        self.people: dict[str, Actor] = {}
        self.documents: dict[str, UUID] = {}
        for code in ("erbach", "oberzent"):
            town = world.town(code)
            office = world.office(town)
            self.people[code] = world.person(town, ("clerk", office))
            self.documents[code] = world.in_tray(self.people[code], office, texts=["Deckblatt", "ein Bauantrag"]).id
        self.finder.ids = list(self.documents.values())
        self.told(*self.finder.ids)

    def reading(self, actor: Actor) -> AbstractContextManager[Tx]:
        return self.world.look(actor)

    def told(self, *ids: UUID) -> None:
        """The index knows the present state of these."""
        with self.world.tx() as tx:
            for id_ in ids:
                document = tx.session.get_one(Document, id_)
                document.indexed_revision = document.revision


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    yield Desk(world)


def test_a_hit_shows_what_the_rows_say(desk: Desk) -> None:
    answer = find(desk, desk.people["erbach"], "Bauantrag", limit=5)
    (hit,) = answer.hits
    assert (hit.document_id, hit.tenant, hit.subject) == (desk.documents["erbach"], "erbach", "Bauantrag")
    assert (hit.file_number, hit.dossier_id, hit.state) == (None, None, "in_tray")
    assert hit.pages == (2,)
    assert (answer.notes, answer.corrected) == (("corrected",), "Bauantrag")


def test_what_may_not_be_read_is_no_hit_whatever_the_index_says(desk: Desk) -> None:
    answer = find(desk, desk.people["erbach"], "Bauantrag")
    assert [hit.document_id for hit in answer.hits] == [desk.documents["erbach"]]
    assert answer.total == 1
    desk.finder.ids = [uuid4()]
    assert find(desk, desk.people["erbach"], "Bauantrag").hits == ()


def test_the_index_is_asked_with_the_tokens_held_today(desk: Desk) -> None:
    find(desk, desk.people["erbach"], "Bauantrag", limit=7, offset=14, tenant="erbach", sort="newest")
    (asked,) = desk.finder.asked
    assert (asked.q, asked.limit, asked.offset, asked.tenant, asked.sort) == ("Bauantrag", 7, 14, "erbach", "newest")
    assert asked.tokens and list(asked.tokens) == sorted(asked.tokens)


def test_a_document_whose_readers_changed_is_left_out_until_the_index_knows(desk: Desk) -> None:
    clerk, document = desk.people["erbach"], desk.documents["erbach"]
    with desk.world.tx(clerk) as tx:
        actions.file_document(tx, document, position="610", title="Neubau")
    answer = find(desk, clerk, "Bauantrag")
    assert (answer.total, answer.hits) == (0, ())
    assert document in desk.finder.asked[-1].excluded
    desk.told(document)
    (hit,) = find(desk, clerk, "Bauantrag").hits
    assert hit.file_number is not None and hit.file_number.startswith("ERB 610-")
    assert hit.dossier_id is not None


def test_where_too_many_changed_neither_total_nor_facets_say_more_than_the_hits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "pending_ids", lambda _session: None)
    answer = find(desk, desk.people["erbach"], "Bauantrag")
    assert (answer.total, len(answer.hits), answer.facets) == (1, 1, {})
