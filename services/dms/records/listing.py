"""Lists with a cursor: the place after which to go on, opaque to those who pass it around."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from services.dms.db import UtcDateTime
from shared.errors import Invalid

T = TypeVar("T")
MOST = 200
"""Rows of one answer, at most."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """``items`` of one answer; ``next`` is the cursor of the next one, None at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """A key (moments or text) and the id, both ascending or both descending: a total order that has an index."""

    key: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[UUID]
    descending: bool = True

    def by(self) -> tuple[ColumnElement[Any], ...]:
        """For ``order_by``."""
        return (self.key.desc(), self.id.desc()) if self.descending else (self.key.asc(), self.id.asc())

    def after(self, cursor: str) -> ColumnElement[bool]:
        """Rows behind the cursor. :raises Invalid: not one of our cursors."""
        value, id_ = self._parse(cursor)
        if self.descending:
            return and_(self.key <= value, or_(self.key < value, self.id < id_))
        return and_(self.key >= value, or_(self.key > value, self.id > id_))

    def cut(self, rows: Sequence[T], limit: int) -> Listing[T]:
        """The first ``limit`` of rows that were asked for with one more."""
        items = list(rows[:limit])
        if len(rows) <= limit:
            return Listing(items, None)
        value = getattr(items[-1], self.key.key)
        said = [value.isoformat() if isinstance(value, datetime) else value, str(getattr(items[-1], self.id.key))]
        return Listing(items, base64.urlsafe_b64encode(json.dumps(said).encode()).decode())

    def _parse(self, cursor: str) -> tuple[Any, UUID]:
        try:
            value, id_ = json.loads(base64.urlsafe_b64decode(cursor.encode()))
            return self._value(value), UUID(id_)
        except (ValueError, TypeError, AttributeError, binascii.Error):
            raise Invalid(field="cursor") from None

    def _value(self, said: Any) -> Any:
        if not isinstance(self.key.type, UtcDateTime):
            return str(said)
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        return moment


def bounded(limit: int) -> int:
    """A limit that one answer can carry."""
    return max(1, min(limit, MOST))
