"""Installations that the flows share: what is created in them once takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api import Installation, installed


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A working one, shared by all tests: each uses words and titles of its own."""
    with installed(tmp_path_factory.mktemp("installation")) as found:
        yield found


@pytest.fixture(scope="session")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One in which nothing works on what is handed in: documents stay ``received``."""
    with installed(tmp_path_factory.mktemp("idle"), working=False) as found:
        yield found
