"""What goes into a suggestion and what comes out of it: letters, examples, suggestions. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is to be filed. Every field may be empty; ``body`` alone serves, as recognised text.

    ``their_reference`` (the sender's own sign) and ``day`` (the date of the letter) are for the form, not for the
    suggestion."""

    sender: str = ""
    recipient: str = ""
    subject: str = ""
    body: str = ""
    their_reference: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A letter that was filed at ``position``; ``key`` is the caller's own and is given back by similarity."""

    letter: Letter
    position: str
    key: str


Kind = Literal["terms", "learned", "similar"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``score`` from 0 to 1 is the chance of being right: from 0.8 on certain, from 0.5 on likely, else possible.

    ``because``: at most four words as they stand in the letter, the weightiest first. ``kind`` says where they come
    from: the plan's terms, what was learned from filed letters, or one filed letter that is nearly the same.
    """

    position: str
    score: float
    because: tuple[str, ...]
    kind: Kind
