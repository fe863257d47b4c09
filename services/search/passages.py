"""Where in a document the words are: pages, a snippet, and the words to mark; by the same analyser as the index."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from services.search import clauses as c
from services.search import query
from shared.german import WEIGHTS, German
from shared.german_forms import plain
from shared.german_tokens import Token, ellipses, numbers, tokens
from shared.german_typos import Vocabulary
from shared.ports import Passages

SNIPPET = 200  #: characters, about
_FAINT = 0.15  #: a mark below this weight (a stem, a misreading) shows only where nothing better is on the page
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Hit:
    """A marked run of a text: ``which`` word of the query (its place in it), and how surely it is meant."""

    start: int
    end: int
    which: int
    weight: float


@dataclass(slots=True)
class _Asked:
    """What to mark: term -> (word of the query, weight); phrases; beginnings."""

    terms: dict[str, tuple[int, float]] = field(default_factory=dict)
    phrases: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    prefixes: list[tuple[int, str]] = field(default_factory=list)
    words: list[tuple[int, c.Terms]] = field(default_factory=list)
    memo: dict[tuple[str, bool], tuple[int, float] | None] = field(default_factory=dict)


class Marker:
    """Marks the words of one query in texts. Made once per query, used for many pages."""

    def __init__(self, german: German, q: str) -> None:
        self.german = german
        self.asked = _Asked()
        clause = c.plan(german, query.parse(q).node)
        for which, found in enumerate(c.terms_of(clause)):
            self._ask(which, found)

    def _ask(self, which: int, found: c.Terms | c.Phrase | c.Prefix) -> None:
        asked = self.asked
        match found:
            case c.Phrase(words):
                asked.phrases.append((which, words))
            case c.Prefix(text):
                asked.prefixes.append((which, text))
            case c.Terms():
                asked.words.append((which, found))
                for term, weight in found.levels:
                    if weight > asked.terms.get(term, (0, 0.0))[1]:
                        asked.terms[term] = (which, weight)

    def lenient(self, texts: Sequence[str], seen: set[int]) -> Marker | None:
        """For the words of the query that were not ``seen`` in the texts: a marker of what may have been meant, typed
        or read wrongly; None where there is nothing like them."""
        words = [pair for pair in self.asked.words if pair[0] not in seen and pair[1].is_word]
        missing = [(which, word) for which, word in words if not self.german.known(word.exact)]
        if not missing:
            return None
        vocabulary = Vocabulary()
        for text in texts:
            vocabulary.add({f"={self.german.word(token.raw).exact}" for token in tokens(text)})
        terms = dict(self.asked.terms)
        for which, word in missing:
            for candidate in vocabulary.candidates(word.exact, 3):
                terms.setdefault(candidate.term, (which, WEIGHTS["!"]))
        if len(terms) == len(self.asked.terms):
            return None
        other = copy(self)
        other.asked = replace(self.asked, terms=terms, memo={})
        return other

    def all_hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The marks of each text, leniently for what is in none of them."""
        found = [self.hits(text) for text in texts]
        other = self.lenient(texts, {hit.which for hits in found for hit in hits})
        return found if other is None else [other.hits(text) for text in texts]

    def hits(self, text: str) -> list[Hit]:
        """All marks, in order, without overlaps."""
        found: list[Hit] = []
        memo = self.asked.memo
        row: list[Token] = list(tokens(text))
        for token in row:
            key = (token.raw, token.opening)
            if key not in memo:
                memo[key] = self._word(token)
            meant = memo[key]
            if meant is not None:
                found.append(Hit(token.start, token.end, *meant))
        found += self._phrases(row)
        found += self._composites(text)
        return _tidy(found)

    def _word(self, token: Token) -> tuple[int, float] | None:
        word = self.german.word(token.raw)
        best: tuple[int, float] | None = None
        for term in self.german.terms(token):
            meant = self.asked.terms.get(term)
            if meant is not None and (best is None or meant[1] > best[1]):
                best = meant
        if best is None:
            for which, text in self.asked.prefixes:
                if word.exact.startswith(text):
                    return (which, 1.0)
            if word.odd:
                best = self._misread(word.odd)
        return best

    def _misread(self, odd: str) -> tuple[int, float] | None:
        for which, asked in self.asked.words:
            bare = plain(asked.exact)
            if len(bare) < 6 or not asked.is_word:
                continue
            if any(abs(len(bare) - len(one)) <= 1 and _one_apart(bare, one) for one in odd.split()):
                return (which, WEIGHTS["!"])
        return None

    def _phrases(self, row: list[Token]) -> list[Hit]:
        found: list[Hit] = []
        if not self.asked.phrases:
            return found
        exact = [self.german.word(token.raw).exact for token in row]
        for which, words in self.asked.phrases:
            found += [
                Hit(row[at].start, row[at + len(words) - 1].end, which, 1.5)
                for at in range(len(exact) - len(words) + 1)
                if exact[at] == words[0] and tuple(exact[at : at + len(words)]) == words
            ]
        return found

    def _composites(self, text: str) -> list[Hit]:
        terms = self.asked.terms
        found: list[Hit] = []
        if any(term[0] == "#" for term in terms):
            for number in numbers(text):
                meant = [terms[term] for term in number.terms if term in terms]
                if meant:
                    found.append(Hit(number.start, number.end, *max(meant, key=lambda pair: pair[1])))
        for start, end, front, whole in ellipses(text):
            for completed in self.german.completed(front, whole):
                meant = [terms[term] for term in self.german.word(completed).terms if term in terms]
                if meant:
                    found.append(Hit(start, end, *max(meant, key=lambda pair: pair[1])))
        return found


def _tidy(found: list[Hit]) -> list[Hit]:
    """In order of place; of two that overlap the longer; faint ones only where nothing better is."""
    found.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in found:
        if kept and hit.start < kept[-1].end:
            kept[-1].weight = max(kept[-1].weight, hit.weight)
            continue
        kept.append(hit)
    strong = [hit for hit in kept if hit.weight > _FAINT]
    return strong or kept


def _one_apart(one: str, other: str) -> bool:
    """At most one letter changed, added or missing."""
    if one == other:
        return True
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    if len(one) == len(other):
        return one[same + 1 :] == other[same + 1 :]
    shorter, longer = sorted((one, other), key=len)
    return shorter[same:] == longer[same + 1 :]


def passages(marker: Marker, pages: Sequence[str], *, lenient: bool = True) -> Passages:
    """Pages with a match, best first (most words of the query, then the surest), and a snippet of the best one."""
    marked = marker.all_hits(pages) if lenient else map(marker.hits, pages)
    matching = [(number, hits) for number, hits in enumerate(marked, 1) if hits]
    matching.sort(key=lambda item: (*(-value for value in _worth(item[1])), item[0]))
    if not matching:
        first = next((text for text in pages if text.strip()), "")
        return Passages((), _shown(first, 0, min(len(first), SNIPPET), []))
    best, hits = matching[0]
    return Passages(tuple(number for number, _ in matching), snippet(pages[best - 1], hits))


def _worth(hits: list[Hit]) -> tuple[int, float, int]:
    best: dict[int, float] = {}
    for hit in hits:
        best[hit.which] = max(hit.weight, best.get(hit.which, 0.0))
    return (len(best), round(sum(best.values()), 3), len(hits))


def snippet(text: str, hits: list[Hit]) -> str:
    """About 200 characters around the densest marks, as escaped HTML with ``<mark>``."""
    best, where = (0, 0.0, 0), 0
    for at, hit in enumerate(hits):
        inside = [other for other in hits[at : at + 40] if other.end <= hit.start + SNIPPET - 20]
        worth = _worth(inside or [hit])
        if worth > best:
            best, where = worth, at
    start = hits[where].start
    inside = [hit for hit in hits[where:] if hit.end <= start + SNIPPET - 20] or [hits[where]]
    spare = max(0, SNIPPET - (inside[-1].end - start))
    first = _border(text, max(0, start - spare // 2), start)
    last = _border_back(text, min(len(text), first + max(SNIPPET, inside[-1].end - first)), inside[-1].end)
    return _shown(text, first, last, hits)


def _border(text: str, at: int, latest: int) -> int:
    """The beginning of the next word, so that no word is cut."""
    if at == 0:
        return 0
    while at < latest and not text[at - 1].isspace():
        at += 1
    return at


def _border_back(text: str, at: int, earliest: int) -> int:
    if at >= len(text):
        return len(text)
    while at > earliest and not text[at].isspace():
        at -= 1
    return at


def _shown(text: str, first: int, last: int, hits: list[Hit]) -> str:
    made: list[str] = ["… "] if text[:first].strip() else []
    at = first
    for hit in hits:
        if hit.start < first or hit.end > last:
            continue
        made.append(_html(text[at : hit.start]))
        made.append(f"<mark>{_html(text[hit.start : hit.end])}</mark>")
        at = hit.end
    made.append(_html(text[at:last]))
    shown = "".join(made).strip()
    return f"{shown} …" if text[last:].strip() else shown


def _html(text: str) -> str:
    return _BLANKS.sub(" ", html.escape(text))


def mark_words(marker: Marker, words: Sequence[str]) -> list[bool]:
    """Which of a page's words (in reading order, as recognised) are hits; phrases, dates and words that a line end
    divides span several."""
    if not words:
        return []
    text, starts, at = "", [], 0
    pieces: list[str] = []
    for word in words:
        starts.append(at)
        # A word that ends in a hyphen may go on in the next line: to the analyser that is a line end.
        piece = word + ("\n" if word.endswith(("-", "\u2010", "\u00ad", "¬")) else " ")
        pieces.append(piece)
        at += len(piece)
    text = "".join(pieces)
    marked = [False] * len(words)
    place = 0
    for hit in marker.all_hits([text])[0]:
        while place + 1 < len(starts) and starts[place + 1] <= hit.start:
            place += 1
        inner = place
        while inner < len(starts) and starts[inner] < hit.end:
            marked[inner] = True
            inner += 1
    return marked
