"""Creating the demo: everything once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.dms.db import Base
from services.dms.demo.create import create_towns, document_id, hand_in_letters
from services.dms.demo.letters import letters
from services.dms.demo.town import PASSWORD, towns
from services.dms.intake.models import FilingWish
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.errors import InvalidCredentials
from services.dms.organisation.models import Office, Person, Tenant
from services.dms.organisation.queries import actor_by_username
from services.dms.organisation.sign_in import sign_in
from services.dms.outbox import waiting
from services.dms.records.models import Document, Dossier
from services.dms.runtime import Records, open_records
from shared.contracts import BlobRef
from shared.settings import load


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    data: Path = tmp_path_factory.mktemp("demo")
    runtime = open_records(load(data=data))
    Base.metadata.create_all(runtime.engine)
    for _ in range(2):
        create_towns(runtime)
    left = [True, True, True]
    hand_in_letters(runtime, stopping=lambda: not left or not left.pop())  # interrupted after a few
    with runtime.reading(SYSTEM) as tx:
        assert 0 < (tx.session.scalar(select(func.count()).select_from(Document)) or 0) < 30
    for _ in range(2):
        hand_in_letters(runtime)
    yield runtime
    runtime.close()


def count(runtime: Records, table: type[Base]) -> int:
    with runtime.reading(SYSTEM) as tx:
        return tx.session.scalar(select(func.count()).select_from(table)) or 0


def test_towns_offices_and_people_are_there_once(installation: Records) -> None:
    assert count(installation, Tenant) == 5
    assert count(installation, Office) == sum(len(town.offices) for town in towns())
    assert count(installation, Person) == sum(len(town.people) for town in towns())


def test_demo_people_sign_in_and_colleagues_do_not(installation: Records) -> None:
    with installation.transaction(SYSTEM) as tx:
        sign_in(tx, "clerk@michelstadt", PASSWORD)
        assert (tx.actor.username, tx.actor.roles) == ("clerk@michelstadt", frozenset({"clerk"}))
    with pytest.raises(InvalidCredentials), installation.transaction(SYSTEM) as tx:
        sign_in(tx, "birgit.hasenpflug@michelstadt", PASSWORD)


def test_every_letter_is_handed_in_once_and_waits_to_be_read(installation: Records) -> None:
    expected = {document_id(letter): letter for letter in letters(installation.clock.today())}
    with installation.reading(SYSTEM) as tx:
        rows = tx.session.scalars(select(Document)).all()
        assert {row.id for row in rows} == set(expected)
        assert waiting(tx.session)["InspectRequested"] == 30
        for row in rows:
            letter = expected[row.id]
            assert (row.subject, row.document_date, row.received_on) == (letter.subject, letter.day, letter.received)
            assert row.sender == letter.sender.name
            assert installation.blobs.verify(BlobRef(letter.tenant, row.sha256))


def test_half_of_the_letters_are_to_be_filed_by_somebody_of_the_office(installation: Records) -> None:
    with installation.reading(SYSTEM) as tx:
        wishes = tx.session.scalars(select(FilingWish)).all()
        assert len(wishes) == 15
        assert len({wish.dossier_id for wish in wishes}) == count(installation, Dossier) == 13
        for wish in wishes:
            person = tx.session.get_one(Person, wish.person_id)
            actor = actor_by_username(tx.session, person.username)
            assert actor is not None
            assert tx.session.get_one(Document, wish.document_id).office_id in actor.offices
