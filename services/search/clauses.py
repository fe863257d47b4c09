"""What to look for, in terms of the index and without any engine: every adapter translates these few shapes.

A query tree (``query.py``) becomes clauses through the German analyser; so the words mean the same in every engine,
in the snippets and in the boxes on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from filing_plan.text import fold
from services.search import query
from shared.german import German
from shared.german_tokens import Token, numbers, tokens


@dataclass(frozen=True, slots=True)
class Terms:
    """One word: any of its terms, the best counts. ``typed`` is what the person wrote, ``exact`` its folded form."""

    typed: str
    exact: str
    levels: tuple[tuple[str, float], ...]

    @property
    def is_word(self) -> bool:
        return self.exact.isalpha()

    def sure(self) -> tuple[str, ...]:
        """Terms that mean this very word, not only something near it."""
        return tuple(term for term, _ in self.levels if term[0] in "=~+-#")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words side by side in one zone."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so (folded)."""

    text: str


@dataclass(frozen=True, slots=True)
class Is:
    """A property of the document: ``town``, ``kind``, ``position``, ``number`` begin with the value; ``year`` is it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """Date of the document (else of receipt), both ends included."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class AllOf:
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of them; ``best``: only the best one counts (spellings of one thing), else all (OR)."""

    clauses: tuple[Clause, ...]
    best: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    clause: Clause


Clause = Terms | Phrase | Prefix | Is | Between | AllOf | OneOf | Without


def plan(german: German, node: query.Node | None) -> Clause | None:
    """None where nothing is left to look for (no words, or only signs)."""
    match node:
        case query.Words(text):
            return _words(german, text)
        case query.Quoted(text):
            return _quoted(german, text)
        case query.Beginning(text):
            return _beginning(german, text)
        case query.Field(name, value):
            return _field(german, name, value)
        case query.Not(inner):
            clause = plan(german, inner)
            return None if clause is None else Without(clause)
        case query.All(nodes):
            return _all([clause for clause in (plan(german, inner) for inner in nodes) if clause is not None])
        case query.Any(nodes):
            found = tuple(clause for clause in (plan(german, inner) for inner in nodes) if clause is not None)
            return OneOf(found) if len(found) > 1 else found[0] if found else None
        case _:
            return None


def _all(clauses: list[Clause]) -> Clause | None:
    flat = [part for clause in clauses for part in (clause.clauses if isinstance(clause, AllOf) else (clause,))]
    flat = list(dict.fromkeys(flat))[: query.MOST_WORDS]
    return AllOf(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def _words(german: German, text: str) -> Clause | None:
    """Composite numbers first, then words; hyphened words are also one word."""
    composites = [number for number in numbers(text) if any(c.isdigit() for c in text[number.start : number.end])]
    clauses: list[Clause] = []
    for number in composites:
        inner = text[number.start : number.end]
        pieces = tuple(german.word(token.raw).exact for token in tokens(inner))
        sharp = Terms(inner, "", tuple((key, 1.0) for key in number.sharp))
        clauses.append(OneOf((sharp, Phrase(pieces, 0.5)), best=True) if len(pieces) > 1 else sharp)
    outside = [t for t in tokens(text) if not any(n.start <= t.start < n.end for n in composites)]
    clauses += [word(german, g[0].raw) if len(g) == 1 else _hyphened(german, g) for g in _groups(outside)]
    return _all(clauses)


def _groups(found: list[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in found:
        if token.glued and group:
            group.append(token)
            continue
        if group:
            yield group
        group = [token]
    if group:
        yield group


def word(german: German, raw: str) -> Terms:
    """The clause of one word as typed."""
    return Terms(raw, german.word(raw).exact, german.ask(raw))


def _hyphened(german: German, group: list[Token]) -> Clause:
    parts = tuple(word(german, token.raw) for token in group)
    spellings: list[Clause] = [Phrase(tuple(part.exact for part in parts), 1.5)]
    if all(part.is_word for part in parts):
        spellings.append(word(german, group[0].raw + "".join(t.raw.lower() for t in group[1:])))
    spellings.append(AllOf(tuple(dict.fromkeys(parts))) if len(set(parts)) > 1 else parts[0])
    return OneOf(tuple(spellings), best=True)


def _quoted(german: German, text: str) -> Clause | None:
    words = tuple(german.word(token.raw).exact for token in tokens(text))
    return Phrase(words) if words else None


def _beginning(german: German, text: str) -> Clause | None:
    """``Grund-Steu*``: all words before the last are whole."""
    found = [german.word(token.raw).exact for token in tokens(text)]
    if not found:
        return None
    whole = [Terms(exact, exact, ((f"={exact}", 1.0),)) for exact in found[:-1]]
    return _all([*whole, Prefix(found[-1])])


def _field(german: German, name: str, value: str) -> Clause | None:
    if name == "from":
        return Between(date.fromisoformat(value), None)
    if name == "to":
        return Between(None, date.fromisoformat(value))
    if name == "number":
        pieces = tuple(german.word(token.raw).exact for token in tokens(value.rstrip("*")))
        return Is("number", "-".join(pieces)) if pieces else None
    folded = fold(value).strip().rstrip("*")
    return Is(name, folded) if folded else None


def terms_of(clause: Clause | None) -> Iterator[Terms | Phrase | Prefix]:
    """What a hit may be marked for: everything asked for, nothing excluded."""
    match clause:
        case Terms() | Phrase() | Prefix():
            yield clause
        case AllOf(clauses) | OneOf(clauses):
            for inner in clauses:
                yield from terms_of(inner)
        case _:
            return


def replaced(clause: Clause, by: dict[Clause, Clause]) -> Clause:
    """The same with some of its clauses replaced; what is excluded stays as it is."""
    if clause in by:
        return by[clause]
    match clause:
        case AllOf(clauses):
            return AllOf(tuple(replaced(inner, by) for inner in clauses))
        case OneOf(clauses, best):
            return OneOf(tuple(replaced(inner, by) for inner in clauses), best)
        case _:
            return clause
