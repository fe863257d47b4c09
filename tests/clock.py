"""A clock that stands until it is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from shared.adapters.clock import BERLIN


class FixedClock:
    """:class:`shared.ports.Clock` at a moment of the test's choice."""

    def __init__(self, moment: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(BERLIN).date()

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
