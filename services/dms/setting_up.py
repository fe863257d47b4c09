"""Bringing a data folder to what this program needs: tables, the joint plan, left-overs of a crash cleared."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Engine, func, inspect, select, text

from services.dms.organisation.actor import SYSTEM
from services.dms.plan.actions import load_joint_plan
from services.dms.records.models import Document
from services.dms.runtime import Records, Runtime
from shared.adapters.blob_folder import FolderBlobStore
from shared.contracts import ReindexRequested
from shared.errors import Conflict


class NewerData(Conflict):
    """The database was written by a newer version of the program."""

    code = "newer_data"


def set_up(records: Records) -> None:
    """Once per start, under the installation's lock. :raises NewerData: this program is too old for the data."""
    if present(records.engine) != newest():
        _upgrade(records.engine)
    with records.transaction(SYSTEM) as tx:
        load_joint_plan(tx)
    if isinstance(records.blobs, FolderBlobStore):
        records.blobs.sweep()


def present(engine: Engine) -> str | None:
    """Version of the tables in the database, None where there are none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version


def newest() -> str:
    """Version of the tables this program has: files of migrations begin with theirs.

    Read without Alembic, which costs a quarter of a second that only a real migration is worth."""
    files = (resources.files("services.dms") / "migrations" / "versions").iterdir()
    return max(name.partition("_")[0] for file in files if (name := file.name).endswith(".py") and name[0].isdigit())


def _upgrade(engine: Engine) -> None:
    from alembic.util.exc import CommandError

    from services.dms.migrate import upgrade

    try:
        upgrade(engine)
    except CommandError as error:
        raise NewerData(str(error)) from error


def heal_index(runtime: Runtime) -> None:
    """An index that is empty although it should not be (lost, or put away) is built anew in the background."""
    with runtime.reading(SYSTEM) as tx:
        told = tx.session.scalar(select(func.count()).where(Document.indexed_revision > 0)) or 0
    if told and runtime.index.count() == 0:
        runtime.queue.send(ReindexRequested())
