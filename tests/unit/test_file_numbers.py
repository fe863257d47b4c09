"""File numbers: gapless, unique, never given twice and frozen, whoever draws them at the same time."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from filing_plan.reference import FileNumber
from services.dms.organisation.actor import Actor
from services.dms.organisation.queries import office_of
from services.dms.records import actions
from services.dms.records.models import Dossier, RunningNumber
from tests.builders import World

WRITERS, EACH = 8, 25


class Changed(Exception):
    """Somebody changes their mind in the middle: the transaction is rolled back."""


def test_eight_writers_with_rollbacks_leave_no_gap(world: World) -> None:
    towns = [world.town(code) for code in ("michelstadt", "erbach")]
    clerks = [world.person(town, ("clerk", world.office(town))) for town in towns]
    positions = ("610", "611")

    def draw(writer: int) -> list[str]:
        chance, kept = random.Random(writer), []
        for _ in range(EACH):
            try:
                with world.tx(clerks[writer % 2]) as tx:
                    number = actions.open_dossier(tx, chance.choice(positions), f"von {writer}").file_number
                    if chance.random() < 0.3:
                        raise Changed
                kept.append(number)
            except Changed:
                continue
        return kept

    with ThreadPoolExecutor(WRITERS) as pool:
        kept = [number for numbers in pool.map(draw, range(WRITERS)) for number in numbers]
    with world.look() as tx:
        there = list(tx.session.scalars(select(Dossier.file_number)))
        last = {(row.tenant_id, row.position): row.last for row in tx.session.scalars(select(RunningNumber))}
    assert Counter(there) == Counter(kept), "what was promised is there, once, and nothing else"
    assert 0.4 * WRITERS * EACH < len(kept) < WRITERS * EACH, "some were rolled back, most were not"
    drawn = [FileNumber.parse(number) for number in there]
    for town in towns:
        for position in positions:
            running = sorted(n.running for n in drawn if (n.town, n.position) == (town.short, position))
            assert running == list(range(1, len(running) + 1)), "gapless"
            assert last[town.id, position] == len(running)


def clerk(world: World) -> Actor:
    town = world.town()
    return world.person(town, ("clerk", world.office(town)))


def number(world: World, who: Actor, position: str = "610") -> str:
    with world.tx(who) as tx:
        return actions.open_dossier(tx, position, "x").file_number


def test_numbers_begin_anew_with_the_year_in_berlin(world: World) -> None:
    who = clerk(world)
    world.clock.moment = datetime(2025, 12, 31, 22, 59, tzinfo=UTC)
    assert [number(world, who), number(world, who)] == ["MIC 610-0001/2025", "MIC 610-0002/2025"]
    world.clock.moment = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert number(world, who) == "MIC 610-0001/2026", "midnight in Berlin, an hour before midnight in UTC"
    assert number(world, who, "611") == "MIC 611-0001/2026"


def test_a_number_is_frozen_and_never_given_again(world: World) -> None:
    who = clerk(world)
    with world.tx(who) as tx:
        dossier = actions.open_dossier(tx, "610", "x")
        actions.change_dossier(tx, dossier.id, title="y", remark="z")
        actions.close_dossier(tx, dossier.id)
        actions.reopen_dossier(tx, dossier.id, "doch nicht")
        assert dossier.file_number == "MIC 610-0001/2025"
    with world.look() as tx:
        office = office_of(tx.session, who.offices[0])
    document = world.in_tray(who, office)
    with world.tx(who) as tx:
        actions.file_document(tx, document.id, position="610")
        actions.undo_filing(tx, document.id)
    assert number(world, who) == "MIC 610-0003/2025", "the empty dossier keeps its number"


def test_a_number_stands_once_whatever_the_program_does(world: World) -> None:
    who = clerk(world)
    first = number(world, who)
    with pytest.raises(IntegrityError, match="file_number"), world.tx(who) as tx:
        other = actions.open_dossier(tx, "611", "x")
        other.file_number = first


def test_more_than_9999_dossiers(world: World) -> None:
    who = clerk(world)
    number(world, who)
    with world.tx() as tx:
        tx.session.scalars(select(RunningNumber)).one().last = 9999
    assert number(world, who) == "MIC 610-10000/2025"
