"""Leases: a row belongs to one claim at a time, is never lost, and is finished only by who holds it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.db import Base, open_engine, writing
from services.dms.outbox import Claimed, LeaseLost, Outbox, OutboxQueue
from shared.contracts import BlobRef, IndexRequested, PagesRequested
from tests.builders import FixedClock

INDEX = frozenset({"IndexRequested"})
PAGES = frozenset({"PagesRequested"})
LEASE = 30.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(tmp_path / "outbox.sqlite3")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables["outbox"]])
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@contextmanager
def write(engine: Engine) -> Iterator[Session]:
    with Session(writing(engine)) as session, session.begin():
        yield session


def pages(document: UUID, first: int) -> PagesRequested:
    return PagesRequested(document, BlobRef("erbach", "0" * 64), "application/pdf", first, first + 7)


def take(engine: Engine, clock: FixedClock, kinds: frozenset[str] = INDEX, **more: int) -> list[Claimed]:
    with write(engine) as session:
        return outbox.claim(session, clock.now(), LEASE, kinds, **more)


def test_a_message_comes_back_as_it_was_sent(engine: Engine, clock: FixedClock) -> None:
    message = pages(uuid4(), 9)
    OutboxQueue(engine, clock).send(message)
    (claimed,) = take(engine, clock, PAGES)
    assert claimed.message == message
    assert (claimed.attempts, claimed.claims) == (0, 1)


def test_a_row_exists_if_and_only_if_its_transaction_commits(engine: Engine, clock: FixedClock) -> None:
    with pytest.raises(RuntimeError), write(engine) as session:
        outbox.add(session, IndexRequested(uuid4()), clock.now())
        raise RuntimeError("rolled back")
    assert take(engine, clock) == []


def test_a_claimed_row_is_claimed_by_nobody_else_until_its_lease_runs_out(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    (first,) = take(engine, clock)
    clock.forward(seconds=LEASE - 0.001)
    assert take(engine, clock) == []
    clock.forward(seconds=0.001)
    (second,) = take(engine, clock)
    assert second.id == first.id and second.holder != first.holder


def test_who_lost_the_lease_cannot_finish(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    (late,) = take(engine, clock)
    clock.forward(seconds=LEASE)
    (now,) = take(engine, clock)
    for act in (
        lambda session: outbox.finish(session, late),
        lambda session: outbox.fail(session, late, clock.now(), "late", 3),
    ):
        with pytest.raises(LeaseLost), write(engine) as session:
            act(session)
    with write(engine) as session:
        outbox.release(session, late)
    with write(engine) as session:
        outbox.finish(session, now)
    with Session(engine) as session:
        assert outbox.waiting(session) == {}


def test_a_renewed_lease_holds(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    claims = take(engine, clock)
    for _ in range(5):
        clock.forward(seconds=LEASE * 0.9)
        with write(engine) as session:
            outbox.renew(session, claims, clock.now(), LEASE)
        assert take(engine, clock) == []


def test_failure_backs_off_and_ends_dead(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    waits = []
    for attempt in range(1, 4):
        (claimed,) = take(engine, clock)
        with write(engine) as session:
            assert outbox.fail(session, claimed, clock.now(), f"fault {attempt}", 3) is (attempt == 3)
            row = session.get_one(Outbox, claimed.id)
            waits.append((row.due - clock.now()).total_seconds())
        assert take(engine, clock) == []
        clock.forward(seconds=waits[-1])
    assert 0.5 <= waits[0] <= 1.5 and 1 <= waits[1] <= 3
    with Session(engine) as session:
        (row,) = outbox.dead(session)
        assert (row.attempts, row.problem) == (3, "fault 3")
        assert outbox.waiting(session) == {}
    clock.forward(seconds=3600)
    assert take(engine, clock) == []


def test_what_takes_the_process_down_each_time_is_given_up(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    for _ in range(outbox.MAX_CLAIMS - 1):
        take(engine, clock)
        with write(engine) as session:  # as after a crash: nobody failed, nobody finished
            outbox.release_all(session)
    (claimed,) = take(engine, clock)
    with write(engine) as session:
        assert outbox.fail(session, claimed, clock.now(), "again", None)


def test_work_that_was_stopped_did_not_fail(engine: Engine, clock: FixedClock) -> None:
    OutboxQueue(engine, clock).send(IndexRequested(uuid4()))
    (claimed,) = take(engine, clock)
    with write(engine) as session:
        outbox.release(session, claimed)
    (again,) = take(engine, clock)
    assert (again.attempts, again.claims) == (0, 1)


def test_oldest_first_and_only_the_kinds_asked_for(engine: Engine, clock: FixedClock) -> None:
    queue, ids = OutboxQueue(engine, clock), [uuid4() for _ in range(5)]
    for document in ids:
        queue.send(IndexRequested(document))
        queue.send(pages(document, 1))
    claims = take(engine, clock, INDEX, limit=3)
    assert [claimed.message for claimed in claims] == [IndexRequested(document) for document in ids[:3]]


def test_a_single_scan_does_not_wait_behind_a_large_file(engine: Engine, clock: FixedClock) -> None:
    queue, large, small = OutboxQueue(engine, clock), uuid4(), uuid4()
    for first in range(1, 41, 8):
        queue.send(pages(large, first))
    queue.send(pages(small, 1))

    def next_document() -> list[UUID]:
        messages = [claimed.message for claimed in take(engine, clock, PAGES, per_document=2)]
        return [message.document_id for message in messages if isinstance(message, PagesRequested)]

    assert next_document() == [large]
    assert next_document() == [small], "younger, but nobody works on it yet"
    assert next_document() == [large]
    assert next_document() == [], "two ranges of the large one are in work"


def test_many_claimers_take_each_row_once(engine: Engine, clock: FixedClock) -> None:
    queue = OutboxQueue(engine, clock)
    for _ in range(40):
        queue.send(IndexRequested(uuid4()))
    taken: list[int] = []

    def work() -> None:
        while claims := take(engine, clock):
            with write(engine) as session:
                outbox.finish(session, claims[0])
            taken.append(claims[0].id)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken)) and len(taken) == 40


def test_a_row_not_yet_due_waits(engine: Engine, clock: FixedClock) -> None:
    with write(engine) as session:
        outbox.add(session, IndexRequested(uuid4()), clock.now() + timedelta(seconds=5))
    assert take(engine, clock) == []
    clock.forward(seconds=5)
    assert len(take(engine, clock)) == 1
