"""The 30 letters of the demo: ``letters.json`` as plain data, with days counted back from the demo's start."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_PLACEHOLDER = re.compile(r"\{([DLY])([+-]\d+)?\}")
_DAYS_IN_POST = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A form's lines: label and what was filled in."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Five columns, the second the widest; ``sums`` stand below the last column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """Greeting, signature, printed name and function (may be empty)."""

    words: str
    signed: str
    function: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What follows begins on a new sheet under this title."""

    title: str


Block = Paragraph | Fields | Table | Closing | Sheet


@dataclass(frozen=True, slots=True)
class Sender:
    name: str
    lines: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the demo files the letter: an open dossier of this title at the position, else a new one."""

    position: str
    dossier_title: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An incoming letter. ``media`` is ``pdf``, ``tiff`` or ``jpeg``; ``skew`` in degrees, anticlockwise.

    ``page_count`` counts what the file has: ``blank_backs`` are the sheets (from 1) whose empty back was scanned
    too, ``turned`` the pages (from 1) that lay upside down.
    """

    key: str
    tenant: str
    office: str
    sender: Sender
    their_reference: str
    day: date
    received: date
    subject: str
    blocks: tuple[Block, ...]
    style: str
    media: str
    dpi: int
    skew: float
    page_count: int
    blank_backs: tuple[int, ...]
    turned: tuple[int, ...]
    filing: Filing | None

    @property
    def file_name(self) -> str:
        """As a scanner of the mail room would name it."""
        suffix = {"pdf": "pdf", "tiff": "tif", "jpeg": "jpg"}[self.media]
        return f"scan_{self.received:%Y%m%d}_{self.key}.{suffix}"


def letters(today: date) -> tuple[Letter, ...]:
    """All letters as of ``today``: the same day gives the same letters, word for word."""
    data = json.loads(resources.files(__package__).joinpath("letters.json").read_text(encoding="utf-8"))
    return tuple(_letter(entry, today) for entry in data["letters"])


def long_day(day: date) -> str:
    """'20. März 2024'."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def filled(text: str, day: date) -> str:
    """``{D-3}`` becomes the day three days before as 17.03.2024, ``{L}`` as 20. März 2024, ``{Y+1}`` a year."""

    def value(match: re.Match[str]) -> str:
        kind, shift = match[1], int(match[2] or 0)
        if kind == "Y":
            return str(day.year + shift)
        other = day + timedelta(days=shift)
        return f"{other:%d.%m.%Y}" if kind == "D" else long_day(other)

    return _PLACEHOLDER.sub(value, text)


def _received(day: date, today: date) -> date:
    """Two days later, on a working day unless that is still to come."""
    found = day + timedelta(days=_DAYS_IN_POST)
    while found.weekday() > 4:
        found += timedelta(days=1)
    return min(today, found)


def _letter(entry: dict[str, Any], today: date) -> Letter:
    day = today - timedelta(days=entry["days_ago"])
    filing = entry.get("file")
    sender = entry["sender"]
    return Letter(
        key=entry["key"],
        tenant=entry["tenant"],
        office=entry["office"],
        sender=Sender(sender["name"], tuple(sender["lines"]), sender.get("contact", "")),
        their_reference=entry["their_reference"],
        day=day,
        received=_received(day, today),
        subject=filled(entry["subject"], day),
        blocks=tuple(_block(block, day) for block in entry["body"]),
        style=entry["style"],
        media=entry["format"],
        dpi=entry["dpi"],
        skew=entry["skew"],
        page_count=entry["page_count"],
        blank_backs=tuple(entry.get("blank_backs", ())),
        turned=tuple(entry.get("turned_pages", ())),
        filing=Filing(filing["position"], filled(filing["dossier_title"], day)) if filing else None,
    )


def _block(block: Any, day: date) -> Block:
    if isinstance(block, str):
        return Paragraph(filled(block, day))
    if "center" in block:
        return Paragraph(filled(block["center"], day), centred=True)
    if "sheet" in block:
        return Sheet(filled(block["sheet"], day))
    if "fields" in block:
        return Fields(tuple((label, filled(value, day)) for label, value in block["fields"]))
    if "table" in block:
        table = block["table"]
        return Table(
            columns=tuple(table["columns"]),
            rows=tuple(tuple(filled(cell, day) for cell in row) for row in table["rows"]),
            sums=tuple((label, value) for label, value in table["sums"]),
        )
    return Closing(filled(block["closing"], day), block["signed"], block.get("as", ""))
