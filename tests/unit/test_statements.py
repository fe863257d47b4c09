"""Ten thousand documents: what people open all day uses its indexes, with as many statements as with ten."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert

from services.dms.access.models import AccessObject, ObjectToken
from services.dms.access.tokens import Place, tokens_of
from services.dms.db import Tx
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records import actions, inventory, queries
from services.dms.records.models import Document, Dossier, Page
from tests.builders import World, new_database

DOSSIERS, IN_DOSSIER, IN_TRAYS = 400, 20, 2_000
LARGE = ("documents", "dossiers", "object_tokens", "access_objects", "pages", "outbox", "audit_events", "grants")


class Town:
    """A town that has worked for years: bulk rows, as the acts would have written them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tenant: Tenant = world.town()
        self.office: Office = world.office(self.tenant)
        self.clerk: Actor = world.person(self.tenant, ("clerk", self.office))
        self.elsewhere: Office = world.office(self.tenant, "kasse")
        with world.tx(self.clerk) as tx:
            positions = ("610", "611", "702")
            self.dossiers: list[Dossier] = [
                actions.open_dossier(tx, positions[n % 3], f"Akte {n}") for n in range(DOSSIERS)
            ]
        self.rows: list[dict[str, Any]] = []
        for dossier in self.dossiers:
            for entry in range(1, IN_DOSSIER + 1):
                self._row(dossier.object_id, self.office, state="filed", dossier_id=dossier.id, entry_no=entry)
        with world.tx() as tx:
            self._trays(tx)
            tx.session.execute(insert(Document), self.rows)
            page = {"page_no": 1, "text": "Text", "origin": "ocr", "width": 595.0, "height": 842.0}
            tx.session.execute(insert(Page), [{"document_id": row["id"], **page} for row in self.rows])

    def _trays(self, tx: Tx) -> None:
        tokens: list[dict[str, int]] = []
        first = 1_000_000
        objects = []
        for number in range(first, first + IN_TRAYS):
            office = self.office if number % 4 else self.elsewhere
            place = Place("tray", number, self.tenant.no, 0)
            objects.append(
                {
                    "id": number,
                    "kind": "tray",
                    "town_no": self.tenant.no,
                    "office_no": office.no,
                    "protection_class": 0,
                    "uploader_no": self.clerk.person_no if number % 40 == 0 else None,
                }
            )
            carried = tokens_of(place, [office.no], (), objects[-1]["uploader_no"])  # type: ignore[arg-type]
            tokens += ({"object_id": number, "token": token} for token in carried)
            self._row(number, office, state="in_tray", dossier_id=None, entry_no=None)
        tx.session.execute(insert(AccessObject), objects)
        tx.session.execute(insert(ObjectToken), tokens)

    def _row(self, object_id: int, office: Office, **facts: Any) -> None:
        at = self.world.clock.now() - timedelta(minutes=len(self.rows))
        self.rows.append(
            {
                "id": uuid4(),
                "object_id": object_id,
                "tenant_id": self.tenant.id,
                "office_id": office.id,
                "name": "scan.pdf",
                "media_type": "application/pdf",
                "sha256": uuid4().hex * 2,
                "size": 1,
                "channel": "upload",
                "received_at": at,
                "received_on": at.date(),
                "page_count": 1,
                "indexed_revision": 1,
                **facts,
            }
        )


@pytest.fixture(scope="module", params=["fresh", "analysed"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The planner chooses differently once it has statistics; both have to do."""
    engine = new_database(tmp_path_factory.mktemp("large"))
    found = Town(World(engine))
    if request.param == "analysed":
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
    yield found
    engine.dispose()


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append((statement, parameters))

    event.listen(world.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(world.engine, "before_cursor_execute", note)


def scans(world: World, sent: list[tuple[str, Any]]) -> list[str]:
    """Lines of the plans that walk a large table from end to end without an index that gives the order."""
    bad = re.compile(rf"^SCAN ({'|'.join(LARGE)})\b(?!.*USING (COVERING )?INDEX)")
    found: list[str] = []
    with world.engine.connect() as connection:
        raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        for statement, parameters in sent:
            plan = [line[3] for line in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            found += [f"{line} in {statement[:200]}" for line in plan if bad.match(line)]
    return found


def looks(town: Town) -> dict[str, Callable[[Tx], object]]:
    """What people and the program open all day."""
    dossier, document = town.dossiers[7].id, town.rows[0]["id"]

    def a(tx: Tx) -> tuple[Any, Any, Any]:
        return tx.session, tx.actor, tx.today

    def later(tx: Tx, page: Callable[..., Any]) -> object:
        return page(*a(tx), cursor=page(*a(tx)).next)

    ids: list[UUID] = [row["id"] for row in town.rows[:50]]
    return {
        "tray": lambda tx: queries.tray(*a(tx), office_id=town.office.id),
        "all trays": lambda tx: later(tx, queries.tray),
        "tray counts": lambda tx: queries.tray_counts(*a(tx)),
        "dossier": lambda tx: queries.dossier(*a(tx), dossier_id=dossier),
        "its documents": lambda tx: queries.dossier_documents(*a(tx), dossier_id=dossier),
        "its cases": lambda tx: queries.cases(tx.session, dossier),
        "document": lambda tx: queries.document(*a(tx), document_id=document),
        "its pages": lambda tx: queries.pages(tx.session, document),
        "history": lambda tx: queries.history(*a(tx), document_id=document),
        "documents": lambda tx: later(tx, queries.documents),
        "documents by id": lambda tx: queries.documents(*a(tx), ids=ids),
        "duplicate": lambda tx: queries.duplicate_of(*a(tx), tenant_id=town.tenant.id, sha256="0" * 64),
        "hits again": lambda tx: queries.recheck(*a(tx), ids=ids),
        "texts of hits": lambda tx: queries.page_texts(tx.session, ids),
        "pending": lambda tx: queries.pending_ids(tx.session),
        "dossiers by title": lambda tx: queries.dossiers(*a(tx), sort="title"),
        "dossiers by their number": lambda tx: queries.dossiers(*a(tx), sort="number"),
        "newest dossiers": lambda tx: later(tx, queries.dossiers),
        "dossiers of a position": lambda tx: queries.dossiers(*a(tx), position="61"),
        "dossier by number": lambda tx: queries.dossier_by_number(*a(tx), text="MIC 610-0001/2025"),
        "snapshot": lambda tx: queries.snapshot(tx.session, document),
        "overdue": lambda tx: actions.end_overdue(tx, tx.now),
    }


NAMES = (
    "tray", "all trays", "tray counts", "dossier", "its documents", "its cases", "document", "its pages", "history",
    "documents", "documents by id", "duplicate", "hits again", "texts of hits", "pending", "newest dossiers",
    "dossiers by title", "dossiers by their number",
    "dossiers of a position", "dossier by number", "snapshot", "overdue",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_opened_all_day_uses_its_indexes(town: Town, name: str) -> None:
    with statements(town.world) as sent, town.world.look(town.clerk) as tx:
        looks(town)[name](tx)
    assert sent, "something was asked"
    assert scans(town.world, sent) == []
    assert len(sent) <= 8, "a few statements, whatever there is"


def test_all_looks_are_listed(town: Town) -> None:
    assert set(NAMES) == set(looks(town))


def test_the_check_would_see_a_scan(town: Town) -> None:
    with statements(town.world) as sent, town.world.look() as tx:
        tx.session.query(Document).filter(Document.sender == "x").all()
    assert scans(town.world, sent)


def test_a_long_list_takes_no_more_statements_than_a_short_one(town: Town) -> None:
    def count(limit: int, look: Callable[..., Any]) -> int:
        with statements(town.world) as sent, town.world.look(town.clerk) as tx:
            answer = look(tx.session, tx.actor, tx.today, limit=limit)
            assert len(answer.items) == limit
        return len(sent)

    for look in (queries.tray, queries.documents, queries.dossiers):
        assert count(1, look) == count(100, look) == 2


def test_the_inventory_is_one_statement_beside_the_rights(town: Town) -> None:
    with statements(town.world) as sent, town.world.look(town.clerk) as tx:
        found = list(inventory.rows(tx.session, tx.actor, tx.today))
    assert len(found) == DOSSIERS and len(sent) == 2
    assert {row.documents for row in found} == {IN_DOSSIER}


def test_only_the_own_trays_and_uploads_are_in_the_list(town: Town) -> None:
    with town.world.look(town.clerk) as tx:
        counts = queries.tray_counts(tx.session, tx.actor, tx.today)
    assert counts == {town.office.id: {"in_tray": IN_TRAYS * 3 // 4}, town.elsewhere.id: {"in_tray": IN_TRAYS // 40}}
