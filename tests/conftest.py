"""Fixtures that every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import World, new_database


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A database of its own with all tables and the joint plan, and nobody in it."""
    engine = new_database(tmp_path)
    yield World(engine)
    engine.dispose()
