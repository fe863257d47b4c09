"""When nothing is found: typing errors, parts of compounds, fewer words; the answer says which.

Every step looks only at what the asker may see: a word that stands in another town's documents alone is, for this
person, a word that does not exist, and no such word is ever offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from services.search.clauses import AllOf, Clause, OneOf, Phrase, Prefix, Terms, replaced, terms_of, word
from shared.german import German
from shared.german_typos import Candidate, Vocabulary

_OFFERED = 5
_SPELLINGS = 32  #: of a phrase with misread words that are tried
_WITHIN = 0.75  #: corrections that cost more than the best one by this are not meant


@dataclass(frozen=True, slots=True)
class Attempt:
    """Another clause to try, the code that tells it, and the words offered instead."""

    clause: Clause
    note: str
    words: str | None = None


class Rescue:
    """``seen`` counts the documents the asker may see that have any of the terms of a word; ``printed`` is how a folded
    word is mostly printed in them."""

    def __init__(
        self,
        german: German,
        vocabulary: Callable[[], Vocabulary],
        seen: Callable[[Terms], int],
        printed: Callable[[str], str],
    ) -> None:
        self.german, self.vocabulary, self.seen, self.printed = german, vocabulary, seen, printed
        self._near: dict[str, list[Candidate]] = {}

    def near(self, exact: str) -> list[Candidate]:
        """The words most like it, of the whole index; looked up once."""
        if exact not in self._near:
            self._near[exact] = self.vocabulary().candidates(exact)
        return self._near[exact]

    def mistyped(self, clause: Clause, q: str, *, unknown_only: bool) -> Attempt | None:
        """Corrections of the words that no document has. ``unknown_only``: of those no dictionary has either."""
        replace: dict[Clause, Clause] = {}
        offered = q
        for term in dict.fromkeys(t for t in terms_of(clause) if isinstance(t, Terms) and t.is_word):
            if unknown_only and self.german.known(term.exact):
                continue
            if len(term.exact) < 4 or self.seen(Terms(term.typed, "", tuple((t, 1.0) for t in term.sure()))):
                continue
            found = self._corrections(term)
            if found:
                replace[term] = found
                offered = offered.replace(term.typed, found.typed, 1)
        return Attempt(replaced(clause, replace), "corrected", offered) if replace else None

    def _corrections(self, term: Terms) -> Terms | None:
        levels: dict[str, float] = {}
        best, cheapest, count = "", 99.0, 0
        for candidate in self.near(term.exact):
            if count >= _OFFERED or candidate.cost > cheapest + _WITHIN:
                break
            meant, shown = self._meant(candidate.term)
            if not self.seen(meant):
                continue
            if not best:
                best, cheapest = self.printed(shown), candidate.cost
            count += 1
            weight = 0.9 ** (1 + 4 * (candidate.cost - cheapest))
            for level, value in meant.levels:
                levels[level] = max(levels.get(level, 0.0), value * weight)
        return Terms(best, "", tuple(levels.items())) if best else None

    def _meant(self, stored: str) -> tuple[Terms, str]:
        """A term of the vocabulary as a word to look for, and as a word to show. A part that only stands in front of
        others ('Pfändungs-') is its word."""
        level, text = stored[0], stored[1:]
        entry = self.german.lexicon.get(text) if level == "%" else None
        if entry is not None and not (entry.nouns or entry.others) and entry.base:
            text = next((form for form in (entry.base, f"{entry.base}e") if self.german.lexicon.get(form)), text)
        return word(self.german, text), text

    def loosened(self, clause: Clause) -> Iterator[Attempt]:
        """Phrases with misread words, or only their words; parts of the compounds that no document has, or words that
        begin so; then all words but some."""
        phrases = [c for c in dict.fromkeys(terms_of(clause)) if isinstance(c, Phrase) and len(c.words) > 1]
        if phrases:
            yield Attempt(replaced(clause, {phrase: self._misread(phrase) for phrase in phrases}), "phrase")
            clause = replaced(clause, {phrase: self._its_words(phrase) for phrase in phrases})
            yield Attempt(clause, "phrase")
        loose: dict[Clause, Clause] = {}
        for term in dict.fromkeys(t for t in terms_of(clause) if isinstance(t, Terms) and t.is_word):
            parts = None if self.seen(term) else self._parts(term)
            if parts is not None:
                loose[term] = parts
        if loose:
            clause = replaced(clause, loose)
            yield Attempt(clause, "parts")
        yield from _fewer(clause)

    def _misread(self, phrase: Phrase) -> Clause:
        """The phrase with words in it that are no German and one letter away."""
        choices: list[tuple[str, ...]] = []
        for exact in phrase.words:
            near = self.near(exact) if len(exact) >= 4 else []
            odd = [n.term[1:] for n in near if n.cost <= 1.5 and n.term[0] == "=" and not self.german.known(n.term[1:])]
            choices.append((exact, *odd[:3]))
        return OneOf(tuple(Phrase(words) for words in islice(product(*choices), _SPELLINGS)), best=True)

    def _its_words(self, phrase: Phrase) -> Clause:
        words: tuple[Clause, ...] = tuple(dict.fromkeys(word(self.german, exact) for exact in phrase.words))
        return AllOf(words) if len(words) > 1 else words[0]

    def _parts(self, term: Terms) -> Clause | None:
        choices: list[Clause] = []
        division = self.german.division(term.exact)
        if division is not None and len(division.parts) > 1:
            parts = [
                Terms(part, "", ((f"~{part}", 0.8), (f"+{part}", 0.45), (f"-{part}", 0.4))) for part in division.parts
            ]
            choices.append(AllOf(tuple(dict.fromkeys(parts))) if len(set(parts)) > 1 else parts[0])
        if len(term.exact) >= 4:
            choices.append(Prefix(term.exact))
        return OneOf(tuple(choices), best=True) if choices else None


def _fewer(clause: Clause) -> Iterator[Attempt]:
    """Of several words joined by AND all but one, then all but two, ...; what is excluded stays excluded."""
    if not isinstance(clause, AllOf):
        return
    words = [c for c in clause.clauses if isinstance(c, Terms | Phrase | Prefix | OneOf)]
    rest = tuple(c for c in clause.clauses if c not in words)
    for missing in range(1, min(len(words), 4)):
        kept = len(words) - missing
        choices = tuple(_together(chosen) for chosen in _subsets(words, kept))
        yield Attempt(AllOf((OneOf(choices), *rest)) if rest else OneOf(choices), "fewer_words")


def _subsets(words: Sequence[Clause], size: int) -> Iterator[tuple[Clause, ...]]:
    yield from islice(combinations(words, size), 40)


def _together(chosen: tuple[Clause, ...]) -> Clause:
    return AllOf(chosen) if len(chosen) > 1 else chosen[0]
