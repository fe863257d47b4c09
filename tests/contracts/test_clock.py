"""Every clock: aware moments in UTC, the calendar day of Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.adapters.clock import SystemClock
from shared.ports import Clock
from tests.builders import FixedClock


@pytest.mark.parametrize("clock", [SystemClock(), FixedClock()])
def test_moments_are_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("clock", [SystemClock(), FixedClock()])
def test_the_day_is_at_most_two_hours_ahead_of_utc(clock: Clock) -> None:
    now = clock.now()
    assert clock.today() in {now.date(), (now + timedelta(hours=2)).date()}


def test_the_day_on_paper_changes_at_midnight_in_berlin() -> None:
    clock = FixedClock(datetime(2026, 7, 31, 21, 59, tzinfo=UTC))
    assert clock.today() == date(2026, 7, 31)
    clock.forward(seconds=60)
    assert clock.today() == date(2026, 8, 1)


def test_the_system_clock_moves_on() -> None:
    clock = SystemClock()
    first = clock.now()
    assert clock.now() >= first
