"""What can go wrong with positions."""

from __future__ import annotations

from shared.errors import Invalid, NotFound


class PositionNotFound(NotFound):
    """The plan in force on that day has no such number; ``number`` repeats it."""

    code = "position_not_found"


class PositionNotLowest(Invalid):
    """Dossiers are opened on the lowest level only; ``number`` has positions below it."""

    code = "position_not_lowest"
