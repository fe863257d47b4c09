"""Bringing a data folder to what this program needs: tables, the joint plan, left-overs of a crash cleared."""

from __future__ import annotations

from alembic.util.exc import CommandError
from sqlalchemy import func, select

from services.dms.migrate import up_to_date, upgrade
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
    try:
        if not up_to_date(records.engine):
            upgrade(records.engine)
    except CommandError as error:
        raise NewerData(str(error)) from error
    with records.transaction(SYSTEM) as tx:
        load_joint_plan(tx)
    if isinstance(records.blobs, FolderBlobStore):
        records.blobs.sweep()


def heal_index(runtime: Runtime) -> None:
    """An index that is empty although it should not be (lost, or put away) is built anew in the background."""
    with runtime.reading(SYSTEM) as tx:
        told = tx.session.scalar(select(func.count()).where(Document.indexed_revision > 0)) or 0
    if told and runtime.index.count() == 0:
        runtime.queue.send(ReindexRequested())
