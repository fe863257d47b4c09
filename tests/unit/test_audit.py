"""Every act writes exactly one event, that says who, what and why; a refused act writes none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from services.dms.audit.models import AuditEvent
from services.dms.db import Tx
from services.dms.organisation import actions as organisation
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.records import actions
from shared.contracts import ArchiveWritten, BlobRef, Inspected
from shared.errors import DomainError
from tests.builders import World

Act = Callable[[Tx], object]


def events(world: World) -> list[AuditEvent]:
    with world.look() as tx:
        return list(tx.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_each_act_writes_one_event(world: World) -> None:
    town = world.town()
    office, cashier = world.office(town), world.office(town, "kasse")
    clerk, records = world.person(town, ("clerk", office)), world.person(town, ("records", office))
    young = world.received(clerk, office)
    document, other = world.in_tray(clerk, office), world.in_tray(clerk, office)
    with world.tx(clerk) as tx:
        dossier, second = actions.open_dossier(tx, "610", "x"), actions.open_dossier(tx, "611", "y")
        case = actions.open_case(tx, dossier.id, "Vorgang")
    blob, broken = BlobRef(town.code, "a" * 64), Inspected(young.id, problem="damaged")
    table: list[tuple[Actor, str, Act, str | None]] = [
        (clerk, "dossier_opened", lambda tx: actions.open_dossier(tx, "702", "z"), None),
        (clerk, "case_opened", lambda tx: actions.open_case(tx, second.id, "Vorgang"), None),
        (clerk, "dossier_changed", lambda tx: actions.change_dossier(tx, dossier.id, title="Neu"), None),
        (records, "dossier_changed", lambda tx: actions.change_dossier(tx, dossier.id, protection="personal"), None),
        (clerk, "document_filed", lambda tx: actions.file_document(tx, document.id, dossier_id=dossier.id), None),
        (clerk, "filing_undone", lambda tx: actions.undo_filing(tx, document.id), None),
        (clerk, "document_filed", lambda tx: actions.file_document(tx, document.id, dossier_id=dossier.id), None),
        (clerk, "metadata_changed", lambda tx: actions.change_metadata(tx, document.id, subject="Neu"), None),
        (clerk, "document_moved", lambda tx: actions.move_document(tx, document.id, second.id, "falsch"), "falsch"),
        (clerk, "document_returned", lambda tx: actions.return_document(tx, document.id, "zu früh"), "zu früh"),
        (clerk, "document_rerouted", lambda tx: actions.reroute(tx, document.id, cashier.id, "Zahlung"), "Zahlung"),
        (clerk, "reading_repeated", lambda tx: actions.read_again(tx, document.id, "schief"), "schief"),
        (clerk, "document_discarded", lambda tx: actions.discard(tx, other.id, "Werbung"), "Werbung"),
        (clerk, "document_restored", lambda tx: actions.restore(tx, other.id, "doch nicht"), "doch nicht"),
        (clerk, "case_closed", lambda tx: actions.close_case(tx, case.id, "erledigt"), "erledigt"),
        (clerk, "dossier_closed", lambda tx: actions.close_dossier(tx, dossier.id, "erledigt"), "erledigt"),
        (clerk, "dossier_reopened", lambda tx: actions.reopen_dossier(tx, dossier.id, "Nachtrag"), "Nachtrag"),
        (clerk, "settings_saved", lambda tx: organisation.save_settings(tx, density="roomy"), None),
        (SYSTEM, "archive_written", lambda tx: actions.archive_written(tx, ArchiveWritten(other.id, blob)), None),
        (
            SYSTEM,
            "document_failed",
            lambda tx: actions.inspected(tx, broken),
            "damaged",
        ),
    ]
    for who, act, do, reason in table:
        before = len(events(world))
        with world.tx(who) as tx:
            do(tx)
        written = events(world)[before:]
        assert [(e.act, e.actor_id, e.actor_name, e.reason) for e in written] == [
            (act, who.person_id, who.name, reason)
        ]
        assert (written[0].tenant, written[0].outcome, written[0].at) == (town.code, "done", world.clock.now())


def test_filing_at_a_position_tells_of_both(world: World) -> None:
    town = world.town()
    office = world.office(town)
    clerk = world.person(town, ("clerk", office))
    document = world.in_tray(clerk, office)
    before = len(events(world))
    with world.tx(clerk) as tx:
        filed = actions.file_document(tx, document.id, position="610")
    opened, put = events(world)[before:]
    assert (opened.act, opened.object_id) == ("dossier_opened", filed.dossier_id)
    assert (put.act, put.object_id) == ("document_filed", document.id)
    assert put.details == {
        "dossier": str(filed.dossier_id),
        "file_number": "MIC 610-0001/2025",
        "entry_no": 1,
        "opened": True,
    }


def test_a_refused_act_writes_nothing(world: World) -> None:
    town = world.town()
    office = world.office(town)
    clerk = world.person(town, ("clerk", office))
    document = world.in_tray(clerk, office)
    before = len(events(world))
    refused: list[Act] = [
        lambda tx: actions.move_document(tx, document.id, document.id, "x"),
        lambda tx: actions.return_document(tx, document.id, "x"),
        lambda tx: actions.discard(tx, document.id, ""),
        lambda tx: actions.restore(tx, document.id),
        lambda tx: actions.undo_filing(tx, document.id),
        lambda tx: actions.file_document(tx, document.id, position="999"),
        lambda tx: actions.change_metadata(tx, document.id, expected_revision=99, subject="x"),
    ]
    for do in refused:
        with pytest.raises(DomainError), world.tx(clerk) as tx:
            do(tx)
    assert len(events(world)) == before


def test_the_log_holds_no_content(world: World) -> None:
    """What a page says is not in the log: neither text nor subject of what came in."""
    town = world.town()
    office = world.office(town)
    clerk = world.person(town, ("clerk", office))
    document = world.in_tray(clerk, office, texts=("Geheimnis",), subject="Geheimnis")
    with world.tx(clerk) as tx:
        actions.file_document(tx, document.id, position="610")
    assert all("Geheimnis" not in str((e.details, e.reason)) for e in events(world))
