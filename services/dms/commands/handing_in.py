"""``aktenverbund intake``: files into an in-tray. A running server reads them; with ``--wait`` and none, this does."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from services.dms.commands.common import alone, installation, person, say, served
from services.dms.intake.actions import Inlet, Received, receive
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office
from services.dms.organisation.queries import office_by_code, office_of, tenant_by_code
from services.dms.outbox import Outbox
from services.dms.records.models import FAILED, READING, RECEIVED, Document
from services.dms.runtime import Records, Runtime
from shared.catalogue import error_text, text
from shared.errors import DomainError, Invalid
from shared.settings import Settings

LOOK_EVERY = 0.2


def hand_in(asked: argparse.Namespace, settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """0 when every file was taken (and, with ``--wait``, read); 1 when one was not."""
    with ExitStack() as stack:
        if asked.wait and served(settings) is None:
            runtime = stack.enter_context(alone(settings, compose))
            runtime.start()
            records: Records = runtime
        else:
            records = stack.enter_context(installation(settings))
        actor = person(records, asked.user)
        inlet = _inlet(records, actor, asked)
        answers = [_one(records, actor, path, inlet) for path in asked.files]
        if asked.wait:
            answers = _read(records, answers)
        return _tell(asked.json, answers)


def _inlet(records: Records, actor: Actor, asked: argparse.Namespace) -> Inlet:
    with records.reading(actor) as tx:
        tenant = tenant_by_code(tx.session, asked.tenant)
        office: Office
        if asked.office:
            office = office_by_code(tx.session, tenant.id, asked.office)
        elif actor.offices and actor.tenant_id == tenant.id:
            office = office_of(tx.session, actor.offices[0])
        else:
            raise Invalid("which office?", field="office")
        tx.session.expunge_all()
    return Inlet(tenant, office, "cli", subject=asked.subject, force=asked.force)


def _one(records: Records, actor: Actor, path: Path, inlet: Inlet) -> Received:
    """One file; what is wrong with it does not refuse the others."""
    try:
        with path.open("rb") as stream:
            return receive(records, actor, stream, path.name, inlet, path.stat().st_size)
    except DomainError as error:
        return Received(path.name, problem=error.code)
    except OSError as error:
        print(f"aktenverbund: {path}: {error.strerror}", file=sys.stderr)
        return Received(path.name, problem="file_unreadable")


def _read(records: Records, answers: Sequence[Received]) -> list[Received]:
    """The answers again when none of the documents is being read any more, and the index knows them."""
    ids = [answer.id for answer in answers if answer.id is not None]
    while True:
        with records.reading(SYSTEM) as tx:
            wanted = select(Document.id, Document.state, Document.problem).where(Document.id.in_(ids))
            now: dict[UUID, tuple[str, str | None]] = {
                row.id: (row.state, row.problem) for row in tx.session.execute(wanted)
            }
            coming = tx.session.scalar(
                select(Outbox.id).where(Outbox.document_id.in_(ids), Outbox.dead_at.is_(None)).limit(1)
            )
        if coming is None and not any(state in (RECEIVED, READING) for state, _ in now.values()):
            break
        time.sleep(LOOK_EVERY)
    return [_final(answer, now) for answer in answers]


def _final(answer: Received, now: dict[UUID, tuple[str, str | None]]) -> Received:
    if answer.id is None or answer.id not in now:
        return answer
    state, problem = now[answer.id]
    return Received(answer.name, answer.id, state, answer.sha256, answer.duplicate_of, problem)


def _tell(as_json: bool, answers: Sequence[Received]) -> int:
    for answer in answers:
        problem = {"code": answer.problem, "detail": error_text(answer.problem)} if answer.problem else None
        line = {
            "name": answer.name, "id": answer.id, "state": answer.state, "sha256": answer.sha256,
            "duplicate_of": answer.duplicate_of, "problem": problem,
        }  # fmt: skip
        if problem is not None:
            print(f"aktenverbund: {answer.name}: {problem['detail']}", file=sys.stderr)
        if answer.id is not None or as_json:
            word = (
                "cli-duplicate" if answer.duplicate_of else f"cli-state-{(answer.state or 'refused').replace('_', '-')}"
            )
            say(as_json, line, f"{answer.name}: {text(word)} {answer.id}")
    refused = any(answer.id is None or answer.state == FAILED for answer in answers)
    return 1 if refused else 0
