"""What a clerk may type, as a tree. Whatever is typed gives a tree: what cannot be understood is searched as words.

``Bescheid Garage`` both words; ``"auf Friedhofsdauer"`` a phrase; ``-Garage`` without it; ``Gara*`` a beginning;
``OR``/``ODER`` either; brackets; ``number:610-0007``, ``town:erbach``, ``kind:``, ``position:``, ``year:``,
``from:2024-01-01``, ``to:`` (German: ``aktenzeichen: ort: art: position: jahr: von: bis:``).
AND binds stronger than OR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

#: Codes of what the language had to repair, in FindResult.notes; their texts are ``search-note-<code>``.
NOTES = (
    "bracket_open",
    "bracket_extra",
    "quote_open",
    "operator_alone",
    "date_wrong",
    "too_long",
    "corrected",
    "phrase",
    "parts",
    "fewer_words",
)
LONGEST = 1000  #: characters of a query that are read
MOST_WORDS = 32
_DEEPEST = 20
FIELDS = {
    **dict.fromkeys(("number", "aktenzeichen", "az", "nummer"), "number"),
    **dict.fromkeys(("town", "ort", "stadt", "gemeinde"), "town"),
    **dict.fromkeys(("kind", "art"), "kind"),
    "position": "position",
    **dict.fromkeys(("year", "jahr"), "year"),
    **dict.fromkeys(("from", "von", "ab"), "from"),
    **dict.fromkeys(("to", "bis"), "to"),
}
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
_LEXEME = re.compile(
    rf"(?P<phrase>[{_QUOTES}](?P<inner>[^{_QUOTES}]*)(?P<end>[{_QUOTES}])?)"
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<either>(?:OR|ODER|\|\|?)(?=[\s(]|$))|(?P<both>(?:AND|UND|&&)(?=[\s(]|$))"
    rf"|(?P<minus>(?:(?<=[\s(])|^)[-\u2013](?=[\w{_QUOTES}(])|(?:NOT|NICHT)(?=[\s(]))"
    rf"|(?P<field>[^\W\d_]+):(?P<value>[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?|[^\s(){_QUOTES}]+)"
    rf"|(?P<word>[^\s(){_QUOTES}]+)"
)
_LEXEMES = ("phrase", "open", "close", "either", "both", "minus", "field", "word")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row as typed, joined by AND; numbers with blanks in them are still whole here."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    text: str


@dataclass(frozen=True, slots=True)
class Beginning:
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """``name`` is one of the English names; the value of ``from`` and ``to`` is an ISO date."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class All:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    nodes: tuple[Node, ...]


Node = Words | Quoted | Beginning | Field | Not | All | Any


@dataclass(frozen=True, slots=True)
class Parsed:
    """``node`` is None where nothing is asked for; ``notes`` say what was repaired."""

    node: Node | None
    notes: tuple[str, ...]


def parse(text: str) -> Parsed:
    """Never raises."""
    notes: dict[str, None] = {}
    if len(text) > LONGEST:
        notes["too_long"] = None
        text = text[:LONGEST]
    text = "".join(c if c.isprintable() else " " for c in text)
    reader = _Reader(list(_LEXEME.finditer(text)), notes)
    node = reader.either(0)
    while not reader.done():
        reader.skip()  # a closing bracket that nothing opened
        notes["bracket_extra"] = None
        rest = reader.either(0)
        node = _all([n for n in (node, rest) if n is not None])
    return Parsed(node, tuple(notes))


class _Reader:
    """Recursive descent: either -> both ('OR' both)*; both -> one+; one -> '-' one | '(' either ')' | leaf."""

    def __init__(self, lexemes: list[re.Match[str]], notes: dict[str, None]) -> None:
        self.lexemes, self.notes, self.at = lexemes, notes, 0

    def done(self) -> bool:
        return self.at >= len(self.lexemes)

    def skip(self) -> None:
        self.at += 1

    def peek(self) -> str | None:
        if self.done():
            return None
        lexeme = self.lexemes[self.at]
        return next(
            name for name in ("phrase", "open", "close", "either", "both", "minus", "field", "word") if lexeme[name]
        )

    def either(self, depth: int) -> Node | None:
        branches = [self.both(depth)]
        while self.peek() == "either":
            self.skip()
            branches.append(self.both(depth))
        found = [branch for branch in branches if branch is not None]
        if len(found) < len(branches) and len(branches) > 1:
            self.notes["operator_alone"] = None
        if len(found) > 1:
            return Any(tuple(found))
        return found[0] if found else None

    def both(self, depth: int) -> Node | None:
        nodes: list[Node] = []
        hanging = False
        while (kind := self.peek()) not in (None, "either", "close"):
            if kind == "both":
                hanging = True
                if not nodes:
                    self.notes["operator_alone"] = None
                self.skip()
                continue
            node = self.one(depth)
            if node is not None:
                hanging = False
                nodes.append(node)
        if hanging:
            self.notes["operator_alone"] = None
        return _all(nodes)

    def one(self, depth: int) -> Node | None:
        kind, lexeme = self.peek(), self.lexemes[self.at]
        self.skip()
        if kind == "minus":
            if self.peek() in (None, "either", "both", "close"):
                self.notes["operator_alone"] = None
                return None
            node = self.one(depth)
            return Not(node) if node is not None else None
        if kind == "open":
            return self.bracket(depth)
        if kind == "phrase":
            if lexeme["end"] is None:
                self.notes["quote_open"] = None
            return Quoted(lexeme["inner"]) if lexeme["inner"].strip() else None
        if kind == "field":
            return self.field(lexeme)
        word = lexeme.group()
        if word.endswith("*") and sum(map(str.isalnum, word)) >= 2:
            return Beginning(word.rstrip("*"))
        return Words(word) if any(map(str.isalnum, word)) else None

    def bracket(self, depth: int) -> Node | None:
        if depth >= _DEEPEST:
            return None
        node = self.either(depth + 1)
        if self.peek() == "close":
            self.skip()
        else:
            self.notes["bracket_open"] = None
        return node

    def field(self, lexeme: re.Match[str]) -> Node | None:
        name, value = FIELDS.get(lexeme["field"].lower()), lexeme["value"].strip(_QUOTES + " ")
        if not value:
            return None
        if name in ("from", "to"):
            day = _day(value, last=name == "to")
            if day is None:
                self.notes["date_wrong"] = None
                return Words(value)
            return Field(name, day.isoformat())
        if name == "year" and not re.fullmatch(r"\d{4}", value):
            self.notes["date_wrong"] = None
            return Words(value)
        return Field(name, value) if name else Words(f"{lexeme['field']} {value}")


def _all(nodes: list[Node]) -> Node | None:
    """Plain words side by side become one, so that a date or an IBAN with blanks stays whole."""
    merged: list[Node] = []
    for node in nodes:
        if isinstance(node, Words) and merged and isinstance(merged[-1], Words):
            merged[-1] = Words(f"{merged[-1].text} {node.text}")
        else:
            merged.append(node)
    if len(merged) > 1:
        return All(tuple(merged))
    return merged[0] if merged else None


def _day(value: str, *, last: bool) -> date | None:
    """``2024-03-05``, ``5.3.2024``, ``2024-03``, ``2024``: of a month or year the first day, or the last."""
    try:
        if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value):
            year, month, day = (int(part) if part else None for part in match.groups())
        elif match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", value):
            day, month, year = (int(part) for part in match.groups())
        else:
            return None
        assert year is not None
        if day is not None and month is not None:
            return date(year, month, day)
        if not last:
            return date(year, month or 1, 1)
        return date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1) - date.resolution
    except ValueError:
        return None
