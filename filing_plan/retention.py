"""Retention periods (Aufbewahrungsfristen).

The period starts at the end of the year in which the dossier was closed, as the German administrations' record
regulations have it: closed on any day of 2025 with 120 months, it is kept through 31 December 2035.
"""

from __future__ import annotations

import calendar
from datetime import date


def starts(closed_on: date) -> date:
    """The last day of the year of closing; the period counts from its end."""
    return date(closed_on.year, 12, 31)


def expires(closed_on: date, retention_months: int | None) -> date | None:
    """The last day on which the dossier must still be kept; None where it is kept permanently (``None`` months).

    :raises ValueError: for a period below one month or an end beyond the year 9999."""
    if retention_months is None:
        return None
    if retention_months < 1:
        raise ValueError(f"a retention period has at least one month, not {retention_months}")
    years, month = divmod(retention_months, 12)
    year = closed_on.year + years
    if month == 0:
        return date(year, 12, 31)
    return date(year + 1, month, calendar.monthrange(year + 1, month)[1])


def expired(closed_on: date, retention_months: int | None, today: date) -> bool:
    """Whether the period is over: true from the day after its last day, never for permanent retention."""
    last_day = expires(closed_on, retention_months)
    return last_day is not None and today > last_day
