"""The relay with real threads and a real database; only the work itself is of the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.db import Base, Tx, open_engine, writing
from services.dms.organisation.actor import SYSTEM
from services.dms.outbox import OutboxQueue
from services.dms.relay import Lane, Outcome, Relay
from shared.adapters.clock import SystemClock
from shared.contracts import IndexRequested, Message, SuggestRequested
from shared.errors import Conflict, Transient

CLOCK = SystemClock()


class Bench:
    """An outbox, and a relay whose lanes the test gives."""

    def __init__(self, folder: Path) -> None:
        self.engine: Engine = open_engine(folder / "relay.sqlite3")
        Base.metadata.create_all(self.engine, tables=[Base.metadata.tables["outbox"]])
        self.queue = OutboxQueue(self.engine, CLOCK)
        self.relay: Relay | None = None
        self.gave_up: list[Message] = []

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        with Session(writing(self.engine)) as session, session.begin():
            yield Tx(session, SYSTEM, CLOCK.now(), CLOCK.today(), outbox=outbox.add)

    def lane(self, work: Callable[[Sequence[Message]], Outcome], **more: object) -> Lane:
        def gave_up(_tx: Tx, message: Message) -> None:
            self.gave_up.append(message)

        kinds = frozenset({"IndexRequested"})
        return Lane("test", **{"kinds": kinds, "work": work, "gave_up": gave_up} | more)  # type: ignore[arg-type]

    def start(self, *lanes: Lane, lease: float = 5.0) -> Relay:
        self.relay = Relay(self.transaction, self.transaction, CLOCK, lanes, lease=lease, attempts=3)
        self.relay.start()
        return self.relay

    def left(self) -> dict[str, int]:
        with Session(self.engine) as session:
            return outbox.waiting(session)

    def dead(self) -> list[int]:
        """Attempts of each row that was given up."""
        with Session(self.engine) as session:
            return [row.attempts for row in outbox.dead(session)]

    def until(self, condition: Callable[[], bool], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not come to that"
            threading.Event().wait(0.01)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    if bench.relay is not None:
        bench.relay.stop()
    bench.engine.dispose()


def nothing(_tx: Tx) -> None:
    """An outcome that writes nothing."""


def test_work_and_end_of_the_row_are_one_transaction(bench: Bench) -> None:
    document = uuid4()

    def work(_messages: Sequence[Message]) -> Outcome:
        return lambda tx: tx.emit(SuggestRequested(document))

    bench.start(bench.lane(work))
    bench.queue.send(IndexRequested(uuid4()))
    bench.until(lambda: bench.left() == {"SuggestRequested": 1})


def test_a_transient_fault_is_tried_again(bench: Bench) -> None:
    tries: list[float] = []

    def work(_messages: Sequence[Message]) -> Outcome:
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise Transient("away for a moment")
        return nothing

    bench.start(bench.lane(work))
    bench.queue.send(IndexRequested(uuid4()))
    bench.until(lambda: bench.left() == {})
    assert len(tries) == 2 and tries[1] - tries[0] >= 0.5
    assert bench.gave_up == []


def test_a_rule_of_the_trade_is_not_tried_again(bench: Bench) -> None:
    message = IndexRequested(uuid4())

    def work(_messages: Sequence[Message]) -> Outcome:
        raise Conflict("never")

    bench.start(bench.lane(work))
    bench.queue.send(message)
    bench.until(lambda: bench.dead() == [1])
    assert bench.gave_up == [message]


def test_a_lease_is_renewed_while_the_work_lives(bench: Bench) -> None:
    runs: list[int] = []
    go_on = threading.Event()

    def work(_messages: Sequence[Message]) -> Outcome:
        runs.append(1)
        go_on.wait(10)
        return nothing

    bench.start(bench.lane(work, threads=3), lease=0.4)
    bench.queue.send(IndexRequested(uuid4()))
    bench.until(lambda: len(runs) == 1)
    assert not go_on.wait(1.5), "three leases long"
    go_on.set()
    bench.until(lambda: bench.left() == {})
    assert runs == [1]


def test_one_bad_message_does_not_spoil_its_batch(bench: Bench) -> None:
    bad = uuid4()
    good = [uuid4() for _ in range(6)]
    done: set[UUID] = set()

    def work(messages: Sequence[Message]) -> Outcome:
        ids = [message.document_id for message in messages if isinstance(message, IndexRequested)]
        if bad in ids:
            raise Conflict("a bad one")
        done.update(ids)
        return nothing

    for document in (*good[:3], bad, *good[3:]):
        bench.queue.send(IndexRequested(document))
    bench.start(bench.lane(work, batch=50))
    bench.until(lambda: done == set(good) and bench.gave_up == [IndexRequested(bad)])


def test_what_is_stopped_is_given_back_at_once(bench: Bench) -> None:
    begun, end = threading.Event(), threading.Event()

    def work(_messages: Sequence[Message]) -> Outcome:
        begun.set()
        end.wait(10)
        raise Transient("the pool is closed")

    relay = bench.start(bench.lane(work))
    bench.queue.send(IndexRequested(uuid4()))
    assert begun.wait(10)
    relay.ask_to_stop()
    end.set()
    relay.stop()
    with bench.transaction() as tx:
        (claimed,) = outbox.claim(tx.session, CLOCK.now(), 5, {"IndexRequested"})
    assert claimed.attempts == 0
