"""The German analyser: one for every index, for snippets and for the boxes on a page.

A word is known under several terms, each with a prefix that names its level:

====== ============================================= ======
prefix level                                          weight
====== ============================================= ======
``=``  the folded word                                1
``~``  its lemma keys (of a compound: its parts)      .8
``+``  an end of the compound it is                   .45
``-``  another part of that compound                  .4
``?``  a part that only may be one                    .2
``_``  its stem, where the lexicon does not know it   .12
``&``  two nouns near each other                      .35
``#``  a number, date, IBAN, reference                1
``!``  a word that is no German (a name, an OCR slip) .2
====== ============================================= ======

A document is indexed under all of them, a query asks for those that may mean it (:meth:`German.ask`). So an engine
needs no German of its own, and all engines find the same.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import NamedTuple

import snowballstemmer

from filing_plan.text import fold
from shared.german_compounds import Division, divide
from shared.german_forms import camel, derived, key, plain, skeleton
from shared.german_tokens import Token, ellipses, numbers, plain_number, tokens
from shared.lexicon import Entry, Lexicon

ANALYSIS = "5"  #: raised when the same text gives other terms: an index of another number is built anew
WEIGHTS = {"=": 1.0, "#": 1.0, "~": 0.8, "+": 0.45, "-": 0.4, "&": 0.35, "?": 0.2, "!": 0.2, "_": 0.12}
DERIVED = 0.25
_CACHED = 30_000
_NEAR = 5
_STOP_WORDS = """
und oder der die das den dem des ein eine einer eines einem einen im in am an auf zu zum zur von vom mit bei fuer ist
sind war wird werden nicht als auch nach aus um ueber unter wir sie er es ich ihr uns"""
_STOP = frozenset(_STOP_WORDS.split())
_TITLES = frozenset(("herr", "herrn", "frau", "familie", "eheleute", "dr", "prof"))
# In front of a noun these leave its meaning, where that noun is much the commoner word: 'Vorgarten', not 'Vorstand'.
_LEAVING = ("vor", "nach", "zwischen", "hinter")
_WITH_AB = frozenset(("abwasser", "abgas", "abluft", "abwaerme"))


class Word(NamedTuple):
    """A word analysed. ``terms`` for a capitalised (or lower-case) word inside a sentence, ``opening_terms`` where
    the capital says nothing; ``noun``: its key as a noun, or ''; ``odd``: spellings without umlauts of what is no
    German in it; ``spelt``: runs of its parts as spelt; ``printed``: folded and as printed, with a colon."""

    exact: str
    terms: tuple[str, ...]
    opening_terms: tuple[str, ...]
    noun: str
    odd: str
    spelt: tuple[str, ...] = ()
    printed: str = ""


class Analysis(NamedTuple):
    """A text for an index: its words in order (phrases), all its terms, its odd words, parts of words as spelt (what
    a typing error may be corrected to), and how its words are printed."""

    words: list[str]
    terms: list[str]
    odd: list[str]
    spelt: set[str]
    printed: set[str]


class German:
    """Pure functions over a lexicon; what was analysed is remembered. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._words: dict[str, Word] = {}
        self._lock = threading.Lock()
        self._stemmer = snowballstemmer.stemmer("german")

    def word(self, raw: str) -> Word:
        """Analyse one word as printed (hyphens and seams removed)."""
        found = self._words.get(raw)
        if found is None:
            found = self._analyse(raw)
            if len(raw) > 3 and raw.isalpha():
                found = found._replace(printed=f"{found.exact}:{raw}")
            if len(self._words) >= _CACHED:
                self._words = {}
            self._words[raw] = found
        return found

    def terms(self, token: Token) -> tuple[str, ...]:
        word = self.word(token.raw)
        return word.opening_terms if token.opening else word.terms

    def analyse(self, text: str) -> Analysis:
        """All that an index stores of ``text``."""
        result = Analysis([], [], [], set(), set())
        nouns: list[tuple[int, str]] = []
        group: list[str] = []
        titled = False
        for place, token in enumerate(tokens(text)):
            word = self.word(token.raw)
            result.words.append(word.exact)
            terms = word.opening_terms if token.opening else word.terms
            if titled:  # Frau Ofenloch has nothing to do with ovens
                terms = tuple(f"?{term[1:]}" if term[0] in "+-" else term for term in terms)
            titled = word.exact in _TITLES or (len(token.raw) == 1 and token.raw.isupper())
            result.terms.extend(terms)
            if word.odd:
                result.odd.append(word.odd)
            if word.printed:
                result.printed.add(word.printed)
            if word.spelt:
                result.spelt.update(word.spelt)
            if word.noun:
                while nouns and place - nouns[0][0] > _NEAR:
                    nouns.pop(0)
                result.terms.extend(pair(word.noun, other) for _, other in nouns)
                nouns.append((place, word.noun))
            if token.glued:
                group.append(token.raw)
            else:
                if len(group) > 1:
                    result.terms.extend(self.joined(group))
                group = [token.raw]
        if len(group) > 1:
            result.terms.extend(self.joined(group))
        for number in numbers(text):
            result.terms.extend(number.terms)
        for _, _, front, whole in ellipses(text):
            for word_text in self.completed(front, whole):
                result.terms.extend(self.word(word_text).terms)
        return result

    def joined(self, group: list[str]) -> tuple[str, ...]:
        """A hyphened word is also one word: 'Kfz-Steuer' is 'Kfzsteuer'."""
        if len(group) > 4 or not all(part.isalpha() for part in group):
            return ()
        return self.word(group[0] + "".join(group[1:]).lower()).terms

    def completed(self, front: str, whole: str) -> Iterator[str]:
        """'Grund', 'Gewerbesteuer' -> 'Grundsteuer': the part left out is an end of the other compound."""
        division = self.division(fold(whole))
        if division is None or not division.sure:
            return
        folded = fold(whole)
        for count in range(1, len(division.parts)):
            end = division.parts[count]
            at = folded.find(end[:4], 3)
            if at > 0:
                yield front + folded[at:]

    def known(self, folded: str) -> bool:
        """Is it in the dictionary? Such a word is no typing error by itself."""
        entry = self.lexicon.get(folded)
        return entry is not None and bool(entry.nouns or entry.others)

    def division(self, folded: str) -> Division | None:
        """The parts of a folded word."""
        return divide(self.lexicon, folded, self.lexicon.get(folded))

    def _analyse(self, raw: str) -> Word:
        exact = fold(raw)
        if not exact.isalpha():
            return self._mixed(raw, exact)
        entry = self.lexicon.get(exact)
        division = divide(self.lexicon, exact, entry)
        common = [f"={exact}", *_part_terms(division)]
        if entry is None or not (entry.nouns or entry.others):
            return self._unknown(raw, exact, entry, division, common)
        if division is None and entry.nouns:
            common += [f"?{noun}" for noun in self._kept(exact, entry)]
        whole = [division.whole()] if division else []
        every = list(dict.fromkeys((*entry.nouns, *entry.others, *whole)))
        capital, lower = raw[0].isupper() and not raw.isupper(), raw.islower()
        fitting = entry.nouns if capital and entry.nouns else entry.others if lower and entry.others else every
        likely = list(dict.fromkeys((*fitting, *(whole if fitting is not entry.others else ()))))
        opening = (*common, *(f"~{lemma}" for lemma in every))
        terms = opening if likely == every else (*common, *(f"~{lemma}" for lemma in likely))
        noun = ""
        if raw[0].isupper() and entry.nouns and exact not in _STOP:
            noun = whole[0] if whole else entry.nouns[0]
        return Word(exact, terms, opening, noun, "", tuple(division.spelt()) if division else ())

    def _kept(self, exact: str, entry: Entry) -> tuple[str, ...]:
        """Lemma keys of the noun behind a particle that leaves its meaning: 'Zwischenzähler', 'Abwasser'."""
        for particle in ("ab",) if exact in _WITH_AB else _LEAVING:
            if exact.startswith(particle):
                noun = self.lexicon.get(exact[len(particle) :])
                if noun is not None and noun.nouns and noun.zipf >= entry.zipf + 1 and len(exact) - len(particle) > 3:
                    return noun.nouns[:1]
        return ()

    def _unknown(self, raw: str, exact: str, entry: Entry | None, division: Division | None, common: list[str]) -> Word:
        lemma = ""
        if division and division.sure:
            lemma = division.whole()
            common.append(f"~{lemma}")
        elif len(exact) > 3:
            common.append(f"_{self.stem(exact)}")
        for piece in camel(raw):
            common += [term for term in self.word(piece).terms if term[0] in "=~+-"]
        known = lemma or (entry is not None and entry.known)
        if entry is None or not entry.known:
            # Also where it divides: 'Grundstuck' is 'Grundstück' badly read, not stucco on the ground.
            common.append(f"!{skeleton(exact)}")
        terms = tuple(dict.fromkeys(common))
        noun = (lemma or exact) if raw[0].isupper() and len(exact) > 3 else ""
        spelt = tuple(division.spelt()) if division and division.sure else ()
        odd = "" if known or len(exact) < 5 else plain(exact)
        if odd and division:
            # 'Hausbrunuen': the part that no dictionary has is odd by itself too.
            odd = " ".join((odd, *(plain(p) for p in division.pieces if len(p) > 4 and not self.known(p))))
        return Word(exact, terms, terms, noun, odd, spelt)

    def _mixed(self, raw: str, exact: str) -> Word:
        """Digits, or letters and digits: 'B45', '2024', 'Gebührenbesche1d'."""
        if exact.isdigit():
            terms: tuple[str, ...] = (f"={exact}", *plain_number(exact))
            return Word(exact, terms, terms, "", "")
        letters = sum(map(str.isalpha, exact))
        terms = (f"={exact}", f"#{exact}")
        if letters >= 4 and letters > 2 * (len(exact) - letters):
            repaired = skeleton(exact)
            return Word(exact, (*terms, f"!{repaired}"), (*terms, f"!{repaired}"), "", plain(exact))
        return Word(exact, terms, terms, "", "")

    def stem(self, folded: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(folded))

    def ask(self, raw: str) -> tuple[tuple[str, float], ...]:
        """The terms a document may have that means this query word, each with its weight."""
        word = self.word(raw)
        exact = word.exact
        entry = self.lexicon.get(exact)
        # People type without capitals: of a noun and a verb spelt alike the noun is meant first.
        second = set(entry.others) - set(entry.nouns) if entry and entry.nouns else set()
        asked: dict[str, float] = {}
        lemmas: list[str] = []
        for term in word.opening_terms:
            level, text = term[0], term[1:]
            if level == "~" and text in second:
                if not raw[0].isupper() or raw.isupper():
                    asked[term] = WEIGHTS[level] * 0.4
                continue
            if level in "=~_#":
                asked[term] = WEIGHTS[level]
            if level == "~":
                lemmas.append(text)
        if not exact.isalpha():
            return tuple(asked.items())
        for text in lemmas or [key(exact)]:
            for level in "+-?":
                asked.setdefault(level + text, WEIGHTS[level])
        if exact not in lemmas:
            asked.setdefault(f"?{exact}", WEIGHTS["?"])
        if len(exact) >= 5:
            asked.setdefault(f"!{skeleton(exact)}", WEIGHTS["!"])
        division = self.division(exact)
        if division and division.sure:
            asked.update((key, WEIGHTS["&"]) for key in _pairs(division))
        for text in derived(self.lexicon, exact):
            asked.setdefault(f"~{text}", DERIVED)
            asked.setdefault(f"+{text}", DERIVED * 0.5)
            asked.setdefault(f"-{text}", DERIVED * 0.5)
        return tuple(asked.items())


def _part_terms(division: Division | None) -> list[str]:
    if division is None:
        return []
    if not division.sure:
        return [f"?{span}" for span, _ in division.spans() if len(span) > 2]
    return [f"{'+' if last else '-'}{span}" for span, last in division.spans() if len(span) > 2]


def _pairs(division: Division) -> Iterator[str]:
    """'Grundsteuerbescheid' asks for 'Bescheid' near 'Grundsteuer' and for 'Steuerbescheid' near 'Grund'."""
    for cut in range(1, len(division.parts)):
        yield pair("".join(division.parts[:cut]), "".join(division.parts[cut:]))


def pair(one: str, other: str) -> str:
    return f"&{one}&{other}" if one < other else f"&{other}&{one}"
