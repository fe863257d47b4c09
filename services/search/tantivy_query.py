"""Clauses as tantivy queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import tantivy
from tantivy import FieldType, Occur, Query

from services.search.clauses import AllOf, Between, Clause, Is, OneOf, Phrase, Prefix, Terms, Without
from services.search.tantivy_documents import ZONES, short_key
from shared.german import WEIGHTS
from shared.german_forms import plain
from shared.ports import FindRequest

_TIE = 0.1
#: In names the parts of a compound mean little: Frau Ofenloch sells no ovens.
_FAINT_IN_NAMES = 0.5
_FIRST_DAY, _LAST_DAY = 0, 4_000_000


class Translator:
    """Translates for one searcher: terms the index does not have are left out."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self.schema, self.searcher = schema, searcher
        self._made: dict[Clause, Query] = {}

    def query(self, clause: Clause) -> Query:
        """Each clause once: when fewer words are tried, the same one stands in many combinations."""
        if clause not in self._made:
            self._made[clause] = self._translated(clause)
        return self._made[clause]

    def _translated(self, clause: Clause) -> Query:
        match clause:
            case Terms():
                return self.terms(clause)
            case Phrase(words, weight):
                return self._phrase(words, weight)
            case Prefix(text):
                return self._prefix(text)
            case AllOf(clauses):
                return self._all(clauses)
            case OneOf(clauses, best):
                found = [self.query(inner) for inner in clauses]
                return Query.disjunction_max_query(found, 0.0 if best else 1.0)
            case Without(inner):
                return Query.boolean_query([(Occur.Must, everything()), (Occur.MustNot, self.query(inner))])
            case Between(first, last):
                return self.days(first.toordinal() if first else _FIRST_DAY, last.toordinal() if last else _LAST_DAY)
            case Is(name, value):
                return self._property(name, value)

    def terms(self, word: Terms, *, sure: bool = False) -> Query:
        """Per zone the best level; the zones add up. ``sure``: without what is only near the word."""
        per_zone: list[tuple[Occur, Query]] = []
        wanted = set(word.sure()) if sure else None
        for zone, zone_weight in ZONES.items():
            field = f"{zone}_terms"
            faint = _FAINT_IN_NAMES if zone == "people" else 1.0
            levels = [
                Query.boost_query(
                    Query.term_query(self.schema, field, term, "freq"),
                    weight * zone_weight * (faint if term[0] in "+-?&" else 1.0),
                )
                for term, weight in word.levels
                if (wanted is None or term in wanted) and self.searcher.doc_freq(field, term)
            ]
            if levels:
                per_zone.append((Occur.Should, Query.disjunction_max_query(levels, _TIE)))
        if not sure and word.is_word and len(word.exact) >= 6:
            per_zone.append((Occur.Should, self._misread(word.exact)))
        return Query.boolean_query(per_zone) if per_zone else Query.empty_query()

    def _misread(self, exact: str) -> Query:
        """Words that are no German and one letter away: what reading made of it."""
        bare = plain(exact)
        distance = 1 if len(bare) < 12 else 2
        fuzzy = Query.fuzzy_term_query(self.schema, "odd", bare, distance)
        return Query.const_score_query(fuzzy, WEIGHTS["!"])

    def _phrase(self, words: tuple[str, ...], weight: float) -> Query:
        if len(words) == 1:
            return self.terms(Terms(words[0], "", ((f"={words[0]}", weight),)))
        zones = [
            Query.boost_query(Query.phrase_query(self.schema, f"{zone}_words", list(words)), zone_weight * weight)
            for zone, zone_weight in ZONES.items()
        ]
        return Query.disjunction_max_query(zones, _TIE)

    def _prefix(self, text: str) -> Query:
        pattern = f"={re.escape(text)}.*"
        return Query.disjunction_max_query(
            [
                Query.boost_query(Query.regex_query(self.schema, f"{zone}_terms", pattern), weight)
                for zone, weight in ZONES.items()
            ]
        )

    def _all(self, clauses: tuple[Clause, ...]) -> Query:
        parts: list[tuple[Occur, Query]] = []
        for clause in clauses:
            if isinstance(clause, Without):
                parts.append((Occur.MustNot, self.query(clause.clause)))
            else:
                parts.append((Occur.Must, self.query(clause)))
        if all(occur == Occur.MustNot for occur, _ in parts):
            parts.append((Occur.Must, everything()))
        return Query.boolean_query(parts)

    def _property(self, name: str, value: str) -> Query:
        match name:
            case "number":
                stripped = "-".join(piece.lstrip("0") or "0" for piece in value.split("-"))
                return self.any_of("number", {value, stripped})
            case "position":
                return self.any_of("place", [value])
            case "year":
                return Query.term_query(self.schema, "year", int(value))
            case "town":
                return Query.regex_query(self.schema, "tenant", f"{re.escape(value)}.*")
            case _:
                return Query.regex_query(self.schema, name, f"{re.escape(value)}.*")

    def any_of(self, field: str, values: Iterable[object]) -> Query:
        return Query.term_set_query(self.schema, field, list(values))

    def days(self, first: int, last: int) -> Query:
        return Query.range_query(self.schema, "day", FieldType.Unsigned, first, last)

    def visible(self, request: FindRequest) -> Query:
        """What the asker may see: a token in common, and not excluded. No token: nothing."""
        may = Query.const_score_query(self.any_of("token", request.tokens), 0.0)
        if not request.excluded:
            return may
        absent = self.any_of("key", [short_key(document_id) for document_id in request.excluded])
        return Query.boolean_query([(Occur.Must, may), (Occur.MustNot, absent)])

    def filters(self, request: FindRequest) -> list[Query]:
        """What the asker chose beside the words."""
        exact = {"tenant": request.tenant, "office": request.office, "dossier": request.dossier}
        found = [self.any_of(name, [str(value)]) for name, value in exact.items() if value]
        if request.kind:
            found.append(self.any_of("kind", [request.kind]))
        if request.position:
            found.append(self.any_of("place", [request.position]))
        if request.year is not None:
            found.append(self.days(*_year(request.year)))
        if request.date_from or request.date_to:
            first, last = request.date_from, request.date_to
            found.append(self.days(first.toordinal() if first else _FIRST_DAY, last.toordinal() if last else _LAST_DAY))
        return [Query.const_score_query(query, 0.0) for query in found]


def _year(year: int) -> tuple[int, int]:
    """First and last day as ordinals; a year outside the calendar has none."""
    if not 1 <= year <= 9999:
        return (_LAST_DAY, _LAST_DAY)
    return (date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


def everything() -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


def both(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
