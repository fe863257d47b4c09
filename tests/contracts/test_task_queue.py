"""What every TaskQueue promises (``shared.ports.TaskQueue``), over every adapter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.db import open_engine, writing
from services.dms.outbox import OutboxQueue
from shared.adapters.clock import SystemClock
from shared.contracts import BlobRef, IndexRequested, Message, PagesRequested
from shared.ports import TaskQueue
from tests.builders import new_database

Taken = Callable[[], list[Message]]


@pytest.fixture(params=["outbox"])
def queue(tmp_path: Path) -> tuple[TaskQueue, Taken]:
    """The queue, and what a worker of another process is given."""
    engine = new_database(tmp_path)

    def taken() -> list[Message]:
        other = open_engine(tmp_path / "aktenverbund.sqlite3")
        with Session(writing(other)) as session, session.begin():
            kinds = {"IndexRequested", "PagesRequested"}
            claims = outbox.claim(session, SystemClock().now(), 30, kinds, limit=10)
        other.dispose()
        return [claimed.message for claimed in claims]

    return OutboxQueue(engine, SystemClock()), taken


def test_what_was_sent_is_given_to_a_worker_once_and_in_order(queue: tuple[TaskQueue, Taken]) -> None:
    send, taken = queue[0].send, queue[1]
    messages = [
        IndexRequested(uuid4()),
        PagesRequested(uuid4(), BlobRef("erbach", "a" * 64), "application/pdf", 1, 8, again=2),
    ]
    for message in messages:
        send(message)
    assert taken() == messages
    assert taken() == []


def test_what_was_sent_survives_the_death_of_the_sender(tmp_path: Path) -> None:
    """A process that sends, says so and dies at once."""
    new_database(tmp_path).dispose()
    document = uuid4()
    program = f"""
import os, sys
from pathlib import Path
from uuid import UUID
from services.dms.db import open_engine
from services.dms.outbox import OutboxQueue
from shared.adapters.clock import SystemClock
from shared.contracts import IndexRequested
OutboxQueue(open_engine(Path(sys.argv[1])), SystemClock()).send(IndexRequested(UUID("{document}")))
os.kill(os.getpid(), 9)
"""
    path = tmp_path / "aktenverbund.sqlite3"
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, check=False
    )
    assert ended.returncode == -9
    with Session(writing(open_engine(path))) as session, session.begin():
        (claimed,) = outbox.claim(session, SystemClock().now(), 30, {"IndexRequested"})
    assert claimed.message == IndexRequested(document)
