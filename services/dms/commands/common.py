"""What the commands share: an installation to work on, who acts, what is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from services.dms.installation import AlreadyServed, Installation, address, is_held
from services.dms.organisation.actor import SYSTEM, Actor
from services.dms.organisation.queries import actor_by_username
from services.dms.runtime import Records, Runtime, open_records
from shared.errors import Conflict, NotFound
from shared.settings import Settings


class NoInstallation(Conflict):
    """The data folder holds no installation yet: no server was ever started on it."""

    code = "no_installation"


class PersonUnknown(NotFound):
    """Nobody active has that user name."""

    code = "person_unknown"


@contextmanager
def installation(settings: Settings) -> Iterator[Records]:
    """Database and blobs of what is there. :raises NoInstallation: nothing is there."""
    if not settings.database.exists():
        raise NoInstallation(folder=str(settings.data))
    records = open_records(settings)
    try:
        yield records
    finally:
        records.close()


@contextmanager
def alone(settings: Settings, compose: Callable[[Settings], Runtime]) -> Iterator[Runtime]:
    """The whole runtime, while no server runs. :raises AlreadyServed: one runs; :raises NoInstallation."""
    if not settings.database.exists():
        raise NoInstallation(folder=str(settings.data))
    held = Installation(settings.data)
    try:
        runtime = compose(settings)
        try:
            yield runtime
        finally:
            runtime.close()
    finally:
        held.release()


def served(settings: Settings) -> str | None:
    """The address of the server that runs on this data folder, or None. :raises AlreadyServed: something else does."""
    if not is_held(settings.data):
        return None
    found = address(settings.data)
    if found is None:
        raise AlreadyServed(pid="?", folder=str(settings.data))
    return found


def person(records: Records, username: str) -> Actor:
    """:raises PersonUnknown: nobody active is called so."""
    with records.reading(SYSTEM) as tx:
        found = actor_by_username(tx.session, username)
    if found is None:
        raise PersonUnknown(name=username)
    return found


def say(as_json: bool, line: dict[str, Any], plain: str) -> None:
    """One line: for programs, or for people. Out at once, so that whoever reads along sees it."""
    print(json.dumps(line, ensure_ascii=False, default=str) if as_json else plain, flush=True)
