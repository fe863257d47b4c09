"""Where the test material lies that is not part of the repository: letters, queries and sample files.

It is looked for beside the checkout (``../shared``). Tests that need it are skipped where it is missing, and say so.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATA = SHARED / "data"


@cache
def letters() -> list[dict[str, Any]]:
    """The letters of ``letters.jsonl``; skips the test where they are missing."""
    lines = path("letters/letters.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def sample(name: str) -> Path:
    """A sample file by its path in ``samples`` (see its MANIFEST.tsv); skips the test where it is missing."""
    return path(f"samples/{name}")


def path(name: str) -> Path:
    """A file of the material; skips the test where it is missing."""
    found = DATA / name
    if not found.exists():
        pytest.skip(f"test material missing: {name}")
    return found
