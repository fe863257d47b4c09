"""Towns, offices, people, and signing in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.dms.organisation import actions, queries
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.attempts import ATTEMPTS, FREE, LONGEST, Attempts
from services.dms.organisation.errors import (
    InvalidCredentials,
    NameTaken,
    OfficeNotFound,
    TenantNotFound,
    TooManyAttempts,
    UnknownRole,
)
from services.dms.organisation.models import Person
from services.dms.organisation.sign_in import SEEN_EVERY, SESSION_IDLE, seen, seen_is_due, sign_in, sign_out, who
from shared.errors import Forbidden, Invalid, NotFound
from tests.builders import FixedClock, World

PASSWORD = "Ein langes Kennwort"


@pytest.fixture(autouse=True)
def _forget_attempts() -> Iterator[None]:
    yield
    ATTEMPTS.__init__()  # type: ignore[misc]


def somebody(world: World, username: str = "clerk@michelstadt") -> None:
    town = world.town()
    office = world.office(town)
    with world.tx() as tx:
        actions.add_person(tx, town, username, "Sabine Dietz", PASSWORD, [("clerk", office), ("records", None)])


def test_an_actor_is_a_person_with_functions_in_their_order(world: World) -> None:
    town = world.town()
    first, second = world.office(town, "bau"), world.office(town, "kasse")
    someone = world.person(town, ("clerk", second), ("head", first), ("records", None), ("mailroom", second))
    assert someone.offices == (second.id, first.id)
    assert someone.office_nos == (second.no, first.no)
    assert someone.roles == {"clerk", "head", "records", "mailroom"}
    assert someone.content_role and not someone.is_system
    with world.look() as tx:
        assert queries.actor_by_username(tx.session, someone.username) == someone
        assert queries.actor_by_username(tx.session, "nobody") is None
        assert queries.person_names(tx.session, [someone.person_id, SYSTEM.person_id]) == {
            someone.person_id: someone.name
        }
        assert [office.code for office in queries.offices(tx.session, town.id)] == ["bau", "kasse"]
        assert queries.system_actor() is SYSTEM


def test_who_is_no_longer_active_is_nobody(world: World) -> None:
    town = world.town()
    someone = world.person(town, ("clerk", world.office(town)))
    with world.tx() as tx:
        tx.session.get_one(Person, someone.person_id).active = False
    with world.look() as tx:
        assert queries.actor_by_username(tx.session, someone.username) is None
        with pytest.raises(NotFound):
            queries.actor_of(tx.session, someone.person_id)


def test_lookups_know_the_town(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    office = world.office(town, "bau")
    with world.look() as tx:
        assert queries.tenant_by_code(tx.session, "erbach").id == other.id
        assert queries.office_by_code(tx.session, town.id, "bau").id == office.id
        assert queries.office_of(tx.session, office.id).name == "Bau"
        with pytest.raises(TenantNotFound):
            queries.tenant_by_code(tx.session, "darmstadt")
        with pytest.raises(OfficeNotFound):
            queries.office_by_code(tx.session, other.id, "bau")
        with pytest.raises(OfficeNotFound):
            queries.office_of(tx.session, office.id, other.id)


def test_codes_are_folder_names_and_taken_once(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    world.office(town, "bau")
    with world.tx() as tx:
        for code, short in (("../x", "XYZ"), ("Groß", "XYZ"), ("darmstadt", "DA")):
            with pytest.raises(Invalid):
                actions.add_tenant(tx, code, short, "x")
        with pytest.raises(NameTaken):
            actions.add_tenant(tx, "michelstadt", "XYZ", "x")
        with pytest.raises(NameTaken):
            actions.add_office(tx, town, "bau", "x")
        with pytest.raises(Invalid):
            actions.add_office(tx, town, "a/b", "x")
        with pytest.raises(OfficeNotFound):
            actions.add_office(tx, other, "bau", "x", queries.office_by_code(tx.session, town.id, "bau"))


def test_people_need_known_roles_and_offices_of_their_town(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    foreign = world.office(other, "bau")
    someone = world.person(town, ("clerk", None))
    with world.tx() as tx:
        with pytest.raises(UnknownRole):
            actions.add_person(tx, town, "a", "A", PASSWORD, [("king", None)])
        with pytest.raises(OfficeNotFound):
            actions.add_person(tx, town, "b", "B", PASSWORD, [("clerk", foreign)])
        with pytest.raises(NameTaken):
            actions.add_person(tx, town, someone.username, "C", PASSWORD, [])


def test_set_up_is_for_the_program_and_the_towns_admin(world: World) -> None:
    town, other = world.town(), world.town("erbach")
    admin, clerk = world.person(town, ("admin", None)), world.person(town, ("clerk", None))
    with world.tx(admin) as tx:
        actions.add_office(tx, town, "bau", "Bauverwaltung")
        with pytest.raises(Forbidden):
            actions.add_office(tx, other, "bau", "Bauverwaltung")
        with pytest.raises(Forbidden):
            actions.add_tenant(tx, "darmstadt", "DAR", "Darmstadt")
    with world.tx(clerk) as tx, pytest.raises(Forbidden):
        actions.add_office(tx, town, "kasse", "Kasse")


def test_settings_are_the_known_ones(world: World) -> None:
    someone = world.person(world.town(), ("clerk", None))
    with world.tx(someone) as tx:
        actions.save_settings(tx, density="roomy")
        actions.save_settings(tx, keys=False)
        for wrong in ({"density": "tiny"}, {"colour": "red"}):
            with pytest.raises(Invalid):
                actions.save_settings(tx, **wrong)
    with world.look() as tx:
        assert queries.person_settings(tx.session, someone.person_id) == {"density": "roomy", "keys": False}


def test_signing_in_and_out(world: World) -> None:
    somebody(world)
    with world.tx() as tx:
        secret, credential = sign_in(tx, "clerk@michelstadt", PASSWORD)
        assert credential.csrf and secret not in (credential.csrf, credential.token_sha256)
        assert tx.actor.username == "clerk@michelstadt"
    with world.look() as tx:
        found = who(tx.session, secret, tx.now)
        assert found is not None and found[0].name == "Sabine Dietz" and found[1].id == credential.id
        assert who(tx.session, secret + "x", tx.now) is None
    with world.tx(found[0]) as tx:
        sign_out(tx, secret)
        sign_out(tx, secret)
        sign_out(tx, "nobody's")
    with world.look() as tx:
        assert who(tx.session, secret, tx.now) is None


def test_sessions_end_idle_and_everything_ends_at_last(world: World) -> None:
    somebody(world)
    with world.tx() as tx:
        session, _ = sign_in(tx, "clerk@michelstadt", PASSWORD)
        bearer, token = sign_in(tx, "clerk@michelstadt", PASSWORD, "bearer", life=timedelta(hours=12))
        assert token.csrf is None
    with world.look() as tx:
        now = tx.now
        assert who(tx.session, session, now + SESSION_IDLE - timedelta(seconds=1)) is not None
        assert who(tx.session, session, now + SESSION_IDLE) is None
        assert who(tx.session, bearer, now + timedelta(hours=12) - timedelta(seconds=1)) is not None
        assert who(tx.session, bearer, now + timedelta(hours=12)) is None
    world.clock.forward(hours=1)
    with world.tx() as tx:
        found = who(tx.session, session, tx.now)
        assert found is not None and seen_is_due(found[1], tx.now)
        seen(tx, session)
        assert not seen_is_due(found[1], tx.now + SEEN_EVERY / 2)
    with world.look() as tx:
        assert who(tx.session, session, tx.now + SESSION_IDLE - timedelta(seconds=1)) is not None


def test_wrong_password_unknown_user_and_inactive_are_told_alike(world: World) -> None:
    somebody(world)
    with world.tx() as tx:
        tx.session.query(Person).filter_by(username="clerk@michelstadt").one().active = False
    for username, password in (("clerk@michelstadt", PASSWORD), ("clerk@michelstadt", "x"), ("nobody", PASSWORD)):
        with pytest.raises(InvalidCredentials) as caught, world.tx() as tx:
            sign_in(tx, username, password)
        assert (str(caught.value), caught.value.details) == ("invalid_credentials", {})


def test_too_many_wrong_passwords_have_to_wait(world: World) -> None:
    somebody(world)
    for _ in range(FREE):
        with pytest.raises(InvalidCredentials), world.tx() as tx:
            sign_in(tx, "clerk@michelstadt", "x")
    with pytest.raises(TooManyAttempts) as caught, world.tx() as tx:
        sign_in(tx, "clerk@michelstadt", PASSWORD)
    assert caught.value.details == {"seconds": 1}
    world.clock.forward(seconds=1)
    with world.tx() as tx:
        sign_in(tx, "clerk@michelstadt", PASSWORD)
        ATTEMPTS.check("clerk@michelstadt", tx.now)


def test_waits_double_up_to_the_longest_and_are_forgotten() -> None:
    attempts, now = Attempts(), FixedClock().now()
    waits = []
    for _ in range(FREE + 14):
        attempts.failed("a", now)
        try:
            attempts.check("a", now)
        except TooManyAttempts as error:
            waits.append(error.details["seconds"])
    assert waits[:4] == [1, 2, 4, 8] and waits[-1] == LONGEST.total_seconds()
    attempts.failed("a", now + timedelta(hours=2))
    attempts.check("a", now + timedelta(hours=2))
    for n in range(20_000):
        attempts.failed(f"guess{n}", now)
    assert len(attempts._wrong) <= 10_000
