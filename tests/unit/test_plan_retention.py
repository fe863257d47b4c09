"""Retention periods: they start at the end of the year of closing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filing_plan.retention import expired, expires, starts

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 1320)


@pytest.mark.parametrize(
    ("closed", "months", "last"),
    [
        (date(2025, 3, 14), 120, date(2035, 12, 31)),
        (date(2025, 12, 31), 120, date(2035, 12, 31)),
        (date(2025, 1, 1), 6, date(2026, 6, 30)),
        (date(2023, 5, 1), 2, date(2024, 2, 29)),
        (date(2022, 5, 1), 2, date(2023, 2, 28)),
        (date(2025, 6, 1), 1320, date(2135, 12, 31)),
    ],
)
def test_the_last_day(closed: date, months: int, last: date) -> None:
    assert expires(closed, months) == last
    assert not expired(closed, months, last)
    assert expired(closed, months, last + timedelta(days=1))


def test_what_is_kept_permanently_never_expires() -> None:
    assert expires(date(2025, 1, 1), None) is None
    assert not expired(date(1950, 1, 1), None, date(9999, 12, 31))


@given(DAYS, MONTHS)
def test_a_period_ends_with_a_month_and_never_before_its_length(closed: date, months: int) -> None:
    last = expires(closed, months)
    assert last is not None
    assert (last + timedelta(days=1)).day == 1
    assert (last.year - closed.year) * 12 + last.month - 12 == months
    assert starts(closed) < last


@given(DAYS, MONTHS, MONTHS)
def test_a_longer_period_never_ends_earlier(closed: date, one: int, other: int) -> None:
    shorter, longer = expires(closed, min(one, other)), expires(closed, max(one, other))
    assert shorter is not None and longer is not None and shorter <= longer


@pytest.mark.parametrize("months", [0, -1])
def test_a_period_below_a_month_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="at least one month"):
        expires(date(2025, 1, 1), months)
