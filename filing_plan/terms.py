"""The weighted terms that lead to a position (``data/terms.txt``), and topics that have no place in the plan.

A block per position: a line with its number, then ``!:`` specific words, ``+:`` ordinary words of the subject,
``a:`` abbreviations, older names and typical titles of files, each separated by ', '. A term of several words is
found where its words stand near each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from filing_plan.plan import FilingPlan
from filing_plan.words import GENERAL, STOPWORDS, words

WEIGHTS = {"!": 2.0, "+": 1.0, "a": 1.5}
TITLE_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Term:
    """``stems`` of its words without stop words (one or more), ``text`` as written, ``kind``: ! + a or t (title)."""

    text: str
    stems: tuple[str, ...]
    weight: float
    kind: str


def parse_terms(text: str) -> dict[str, tuple[Term, ...]]:
    """Terms per position number.

    :raises ValueError: with the line's number for a line that is neither a head, a comment nor a list of terms."""
    found: dict[str, list[Term]] = {}
    current: list[Term] | None = None
    for line_no, line in enumerate(text.splitlines(), 1):
        kind, colon, rest = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if colon and kind in WEIGHTS and current is not None:
            current += (_term(entry.strip(), kind) for entry in rest.split(", ") if entry.strip())
        elif line.split()[0].isalnum() and not colon:
            current = found.setdefault(line.split()[0], [])
        else:
            raise ValueError(f"line {line_no}: neither a position nor a list of terms: {line!r}")
    return {number: _unique(terms) for number, terms in found.items()}


def _term(text: str, kind: str) -> Term:
    said = [w for w in words(text) if w.form not in STOPWORDS and not _joined(w.surface)]
    plain = tuple(w.stem for w in said if w.form not in GENERAL) or tuple(w.stem for w in said)
    return Term(text, plain or (text.lower(),), WEIGHTS.get(kind, TITLE_WEIGHT), kind)


def _joined(surface: str) -> bool:
    """Pieces stand for a hyphenated word in terms; the joined form would count it twice."""
    return "-" in surface or "/" in surface


def _unique(terms: list[Term]) -> tuple[Term, ...]:
    """One entry per stems, the heaviest: 'Wahl, Wahlen' are one term."""
    best: dict[tuple[str, ...], Term] = {}
    for term in terms:
        if term.stems not in best or best[term.stems].weight < term.weight:
            best[term.stems] = term
    return tuple(best.values())


def with_titles(terms: dict[str, tuple[Term, ...]], plan: FilingPlan) -> dict[str, tuple[Term, ...]]:
    """The terms of the plan's lowest positions, each position's title added with its own, highest weight."""
    return {
        p.number: _unique([Term(p.title, _term(p.title, "!").stems, TITLE_WEIGHT, "t"), *terms.get(p.number, ())])
        for p in plan.lowest()
    }


def _data(name: str) -> str:
    return resources.files("filing_plan").joinpath("data", name).read_text(encoding="utf-8")


@cache
def joint_terms() -> dict[str, tuple[Term, ...]]:
    """The terms of the joint plan's positions, without titles."""
    return parse_terms(_data("terms.txt"))


@cache
def foreign_terms() -> tuple[Term, ...]:
    """Topics that have no place in the joint plan (state tasks, former tasks, private matters)."""
    return next(iter(parse_terms(_data("terms_none.txt")).values()))
