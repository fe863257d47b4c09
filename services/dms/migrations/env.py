"""Alembic's environment: runs in the connection and transaction that ``services.dms.migrate`` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from services.dms.db import UtcDateTime
from services.dms.tables import METADATA


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How our own column type is written into a new version."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from services.dms.db import UtcDateTime")
        return "UtcDateTime()"
    return False


context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_item=_render)
context.run_migrations()
