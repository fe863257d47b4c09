"""The migrations make exactly the tables of the models, and the log cannot be changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from services.dms.db import open_engine, writing
from services.dms.migrate import up_to_date, upgrade
from services.dms.tables import METADATA
from tests.builders import World


def statements(engine: Engine) -> dict[tuple[str, str], str]:
    """Every table, index and trigger as SQLite keeps it, in one spelling."""
    wanted = text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    with engine.connect() as connection:
        return {(kind, name): " ".join(sql.replace('"', "").split()) for kind, name, sql in connection.execute(wanted)}


def parts(create_table: str) -> tuple[list[str], str]:
    """Columns and constraints in any order, and what follows the brackets."""
    inner, options = create_table.partition("(")[2].rsplit(")", 1)
    return sorted(part.strip() for part in inner.split(", ")), options.strip()


def test_upgrade_makes_what_the_models_say(tmp_path: Path) -> None:
    migrated = open_engine(tmp_path / "migrated.sqlite3")
    assert not up_to_date(migrated)
    upgrade(migrated)
    assert up_to_date(migrated)
    upgrade(migrated)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    modelled = create_engine(f"sqlite:///{tmp_path / 'modelled.sqlite3'}")
    METADATA.create_all(modelled)
    made, meant = statements(migrated), statements(modelled)
    assert made.keys() == meant.keys()
    assert {key: sql for key, sql in made.items() if key[0] != "table"} == {
        key: sql for key, sql in meant.items() if key[0] != "table"
    }
    for key, sql in made.items():
        if key[0] == "table":
            assert parts(sql) == parts(meant[key]), key
    migrated.dispose()
    modelled.dispose()


def test_every_table_can_be_created_on_both_databases() -> None:
    for table in METADATA.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect())).strip().startswith("CREATE TABLE")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET reason = 'x'",
        "DELETE FROM audit_events",
        "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events LIMIT 1",
        "UPDATE OR REPLACE audit_events SET id = id + 1",
    ],
)
def test_the_log_is_append_only(world: World, change: str) -> None:
    world.town()
    with writing(world.engine).connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(change))
