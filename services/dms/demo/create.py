"""Creating the demo: the joint plan, five tenants, their people, and letters that come in like any other post.

Everything may be called again and goes on where a crash stopped it: a tenant with its offices and people is one
transaction, a letter's document has an id that follows from its key, and where it is to be filed is a row
(:class:`FilingWish`) of the transaction that hands it in.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from sqlalchemy import select

from services.dms.demo.letters import Filing, Letter, letters
from services.dms.demo.town import PASSWORD, DemoTown, town, towns
from services.dms.intake.models import FilingWish
from services.dms.organisation.actions import add_office, add_person, add_tenant
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.organisation.queries import actor_by_username, office_by_code, tenant_by_code
from services.dms.plan.actions import load_joint_plan
from services.dms.plan.models import PlanPosition
from services.dms.records.actions import change_metadata, open_dossier, received
from services.dms.records.models import Document, Dossier
from services.dms.runtime import Records
from shared.media_types import HEAD, sniff

_log = structlog.get_logger("demo")
LENGTH = 8
"""Bytes before each drawn file in the output of the drawing process: its length, most significant byte first."""


def create(runtime: Records, stopping: Callable[[], bool] = lambda: False) -> None:
    """Towns and people, then the letters that are not there yet; ends early, between two, when ``stopping``."""
    create_towns(runtime)
    hand_in_letters(runtime, stopping)


def create_towns(runtime: Records) -> None:
    """The joint plan and the five tenants with offices and people; what is there is left as it is."""
    with runtime.transaction(SYSTEM) as tx:
        load_joint_plan(tx)
    for entry in towns():
        with runtime.transaction(SYSTEM) as tx:
            if tx.session.scalar(select(Tenant.id).where(Tenant.code == entry.code)) is not None:
                continue
            tenant = add_tenant(tx, entry.code, entry.short, entry.name, entry.sandbox)
            offices: dict[str, Office] = {}
            for office in entry.offices:
                above = offices[office.parent] if office.parent else None
                offices[office.code] = add_office(tx, tenant, office.code, office.name, above)
            for person in entry.people:
                # Nobody knows the password of those who only have a name.
                password = PASSWORD if person.sign_in else secrets.token_urlsafe(32)
                place = offices[person.office] if person.office else None
                add_person(tx, tenant, person.username, person.name, password, [(person.role, place)])


def hand_in_letters(runtime: Records, stopping: Callable[[], bool] = lambda: False) -> None:
    """Draw the letters that are not there yet and hand each in as its town's mail room does."""
    today = runtime.clock.today()
    with runtime.reading(SYSTEM) as tx:
        there = set(tx.session.scalars(select(Document.id).where(Document.id.in_(map(document_id, letters(today))))))
    # Oldest first: so the newest letters lie on top.
    missing = sorted((each for each in letters(today) if document_id(each) not in there), key=lambda each: each.day)
    for letter, data in zip(missing, _drawn(missing, today, stopping), strict=False):
        _hand_in(runtime, letter, data)
    if missing and not stopping():
        _log.info("demo_letters", handed_in=len(missing))


def document_id(letter: Letter) -> UUID:
    """The same letter is the same document, however often the demo is created."""
    return uuid5(NAMESPACE_URL, f"urn:aktenverbund:demo:{letter.key}")


def _drawn(wanted: Sequence[Letter], today: date, stopping: Callable[[], bool]) -> Iterator[bytes]:
    """The files of the letters, drawn by a process of their own: the server keeps neither library nor pictures."""
    if not wanted:
        return
    command = [sys.executable, "-m", "services.dms.demo.drawing", today.isoformat(), *(each.key for each in wanted)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            while not stopping() and (head := process.stdout.read(LENGTH)):
                length = int.from_bytes(head, "big")
                data = process.stdout.read(length)
                if len(head) < LENGTH or len(data) < length:
                    break
                yield data
        finally:
            if stopping():
                process.kill()
    if process.returncode and not stopping():
        raise RuntimeError(f"drawing the demo letters ended with {process.returncode}")


def _hand_in(runtime: Records, letter: Letter, data: bytes) -> None:
    """Blob, then one transaction with the row and the wish where it is to be filed."""
    receiver = town(letter.tenant)
    media_type = sniff(data[:HEAD])
    assert media_type is not None
    ref = runtime.blobs.put(letter.tenant, data)
    clerk = _actor(runtime, receiver.clerk_of(letter.office).username) if letter.filing else None
    dossier_id = _dossier(runtime, clerk, letter.filing) if clerk and letter.filing else None
    with runtime.transaction(_actor(runtime, receiver.person("mailroom").username)) as tx:
        tenant = tenant_by_code(tx.session, letter.tenant)
        document = received(
            tx,
            document_id=document_id(letter),
            ref=ref,
            size=len(data),
            name=letter.file_name,
            media_type=media_type,
            tenant=tenant,
            office=office_by_code(tx.session, tenant.id, letter.office),
            channel="demo",
            subject=letter.subject,
            received_on=letter.received,
        )
        tx.session.flush()
        change_metadata(tx, document.id, **_known(letter, receiver))
        if clerk and dossier_id and tx.session.get(FilingWish, document.id) is None:
            tx.add(FilingWish(document_id=document.id, dossier_id=dossier_id, person_id=clerk.person_id))


def _known(letter: Letter, receiver: DemoTown) -> dict[str, Any]:
    """What the mail room notes of a letter."""
    return {
        "sender": letter.sender.name,
        "recipient": f"{receiver.official}, {receiver.office(letter.office).name}",
        "their_reference": letter.their_reference,
        "document_date": letter.day,
    }


def _dossier(runtime: Records, clerk: Actor, filing: Filing) -> UUID:
    """The demo's dossier of that title, opened by the clerk where it is not there yet."""
    with runtime.transaction(clerk) as tx:
        found = tx.session.scalar(
            select(Dossier.id)
            .join(PlanPosition, PlanPosition.id == Dossier.position_id)
            .where(
                Dossier.tenant_id == clerk.tenant_id,
                Dossier.opened_by == clerk.person_id,
                Dossier.title == filing.dossier_title,
                PlanPosition.number == filing.position,
            )
        )
        return found or open_dossier(tx, filing.position, filing.dossier_title).id


def _actor(runtime: Records, username: str) -> Actor:
    with runtime.reading(SYSTEM) as tx:
        actor = actor_by_username(tx.session, username)
    if actor is None:
        raise LookupError(f"the demo's {username} is not there")
    return actor


class DemoLetters:
    """Hands in the letters beside the server (a ``Part`` of the runtime), so that a first start need not wait."""

    def __init__(self, runtime: Records) -> None:
        self._runtime = runtime
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-letters", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        try:
            hand_in_letters(self._runtime, self._stopping.is_set)
        except Exception as error:  # noqa: BLE001 - the demo is incomplete, the server works; the next start goes on
            _log.error("demo_letters_failed", exc_info=error)
