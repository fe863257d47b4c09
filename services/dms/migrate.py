"""Bringing a database to the tables this program has."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from services.dms.db import writing


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file of its own."""
    found = Config()
    found.set_main_option("script_location", "services.dms:migrations")
    if connection is not None:
        found.attributes["connection"] = connection
    return found


def upgrade(engine: Engine) -> None:
    """All missing migrations in one transaction: a crash in the middle leaves the old database."""
    with writing(engine).begin() as connection:
        command.upgrade(config(connection), "head")


def up_to_date(engine: Engine) -> bool:
    """Whether the database has the newest version of the tables."""
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(config()).get_current_head()
