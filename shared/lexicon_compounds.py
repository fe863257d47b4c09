"""Which words of the dictionary are compounds, where they divide, and what each word costs as a part of one.

The signal is inflection: 'Krankenhaus' is a compound of 'Haus' because it goes like 'Haus' (Krankenhäuser,
Krankenhauses); 'Minister' is none of 'Ster'. How often a word is a part of dictionary compounds tells how likely it is
a part of an unknown one, which keeps short chance parts out.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from filing_plan.text import fold
from shared.lexicon import NEVER

_LETTERS = re.compile(r"[A-Za-zÄÖÜäöüßéèêàáâçñôûîïëåøæ]{2,40}")
# Suffixes that join with -s- and only so: 'Heizungsraum', never 'Heizungraum'.
LINKS_S = ("ung", "heit", "keit", "schaft", "ion", "taet", "tum", "ling", "sal")
# Words that are no noun, verb or long adjective and yet stand in front of a noun with their meaning.
_FRONT = """
aussen innen neben haupt sonder vorder einzel gesamt allein binnen eigen fremd mehr klein gross hoch tief alt neu jung
halb voll viel heim selbst welt"""
# Prepositions and particles make other words (Umlage, Antrag, Widerspruch), not compounds of their noun.
_NEVER_FRONT = """
ab an auf aus bei ein mit nach um vor zu ueber durch her hin los weg zer ver ent emp miss ge unter hinter wider wieder
gegen zwischen dar da ob be er der die das den dem des und oder als wie was wer uns ihr sie ihn wir ist hat war bin mal
nur noch sei tun dass wenn dann ihre sein mein dein kein eine einer eines einem einen aber auch schon sich mich dich
euch dir mir ihm in im am man mag"""
_NEVER_PART = """
ung ion tion heit keit schaft lich isch chen lein bar sam ling nis ende enden innen erin ster stern ierung gen ten sche
schen ser ers"""
FRONT, NEVER_FRONT = frozenset(_FRONT.split()), frozenset(_NEVER_FRONT.split())
NEVER_PART = frozenset(_NEVER_PART.split())


@dataclass
class Words:
    """The dictionary, folded: lemma keys of each form, forms of each lemma, frequencies."""

    nouns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    others: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    noun_forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    other_forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    verbs: set[str] = field(default_factory=set)
    freq: dict[str, float] = field(default_factory=dict)


def key(lemma: str) -> str:
    """The lemma key: final -e cut, since tables and endings disagree about it ('Beamte', 'Steige')."""
    return lemma[:-1] if len(lemma) > 4 and lemma.endswith("e") else lemma


def zipf(frequency: float) -> float:
    """Log10 of occurrences in 10**9 words, 0..8."""
    return max(0.0, math.log10(frequency) + 9) if frequency > 0 else 0.0


def read_packages() -> Words:
    """All forms of ``simplemma`` that are plain words, and all frequencies of ``wordfreq``."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    from wordfreq import get_frequency_dict

    words = Words()
    plain = _LETTERS.fullmatch
    for form, lemma in DefaultDictionaryFactory().get_dictionary("de").items():
        if not (plain(form) and plain(lemma)):
            continue
        folded, base = fold(form), fold(lemma)
        if form[0].isupper() and lemma[0].isupper():
            words.nouns[folded].add(key(base))
            words.noun_forms[base].add(folded)
        else:
            words.others[folded].add(key(base))
            words.other_forms[base].add(folded)
            if lemma[0].islower() and base.endswith(("en", "ern", "eln")):
                words.verbs.add(base)
    for word, frequency in get_frequency_dict("de", wordlist="best").items():
        if plain(word):
            folded = fold(word)
            words.freq[folded] = words.freq.get(folded, 0.0) + frequency
    return words


class Compounds:
    """Finds where the dictionary's own words are compounds."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.cuts: dict[str, int] = {}
        self.as_modifier: Counter[str] = Counter()
        self.as_head: Counter[str] = Counter()
        self.bases = self._modifiers()
        self.strength = {
            lemma: zipf(sum(self._share(form) for form in forms)) for lemma, forms in words.noun_forms.items()
        }
        self.strength_other = {
            lemma: zipf(sum(words.freq.get(form, 0.0) for form in forms)) for lemma, forms in words.other_forms.items()
        }

    def _share(self, form: str) -> float:
        """Frequencies know no capitals: a form that is a verb too counts less as a noun."""
        frequency = self.words.freq.get(form, 0.0)
        return frequency * 0.3 if form in self.words.others else frequency

    def _modifiers(self) -> dict[str, tuple[str, str]]:
        """Each shape a word takes in front of another -> (lemma, ``n`` noun, ``v`` verb, ``a`` other)."""
        bases: dict[str, tuple[str, str]] = {}
        words = self.words
        for verb in words.verbs:
            stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
            if len(stem) >= 3:
                bases.setdefault(stem, (verb, "v"))
        for lemma in words.other_forms:
            if lemma not in words.verbs and (len(lemma) >= 4 or lemma in FRONT):
                bases[lemma] = (lemma, "a")
        for lemma, forms in words.noun_forms.items():
            if lemma.endswith("e") and len(lemma) >= 5:
                bases.setdefault(lemma[:-1], (lemma, "n"))
            for shape in (f"{lemma}s", f"{lemma}n", f"{lemma}en", f"{lemma}es", f"{lemma}e"):
                if shape not in words.nouns:
                    bases.setdefault(shape, (lemma, "n"))
            for form in forms:
                if form != lemma and not form.endswith(LINKS_S):
                    bases[form] = (lemma, "n")
        for lemma in words.noun_forms:
            # 'Stunden' in front is the plural of 'Stunde', not the infinitive written with a capital.
            infinitive = lemma in words.verbs and any(base != key(lemma) for base in words.nouns[lemma])
            if not lemma.endswith(LINKS_S) and not infinitive:
                bases[lemma] = (lemma, "n")
        return {shape: base for shape, base in bases.items() if shape not in NEVER_FRONT and shape not in NEVER_PART}

    def find(self) -> None:
        """Twice: the first pass counts parts, the second decides with the counts."""
        for _ in range(2):
            cuts: dict[str, int] = {}
            modifiers: Counter[str] = Counter()
            heads: Counter[str] = Counter()
            for lemmas, nouns in ((self.words.noun_forms, True), (self.words.other_forms, False)):
                for lemma, forms in lemmas.items():
                    if len(lemma) >= 6 and (nouns or lemma not in self.words.verbs):
                        cut = self._best_cut(lemma, forms, lemmas)
                        if cut:
                            cuts[lemma] = cut
                            modifiers[lemma[:cut]] += 1
                            heads[lemma[cut:]] += 1
            self.cuts, self.as_modifier, self.as_head = cuts, modifiers, heads

    def _best_cut(self, word: str, forms: set[str], lemmas: dict[str, set[str]]) -> int:
        best, where = 13.5, 0
        strength = self.strength if lemmas is self.words.noun_forms else self.strength_other
        own = strength[word]
        for at in range(3, len(word) - 2):
            front, last = word[:at], word[at:]
            if front not in self.bases or last not in lemmas or last in NEVER_PART:
                continue
            cost = self.modifier_cost(front) + self.head_cost(last, lemmas is self.words.noun_forms)
            if own > strength[last] + 1.0 and own > self._front_strength(front) + 1.0:
                continue
            if cost < best and _goes_like(forms, front, lemmas[last]):
                best, where = cost, at
        return where

    def _front_strength(self, shape: str) -> float:
        lemma, kind = self.bases[shape]
        return self.strength[lemma] if kind == "n" else self.strength_other[lemma]

    def modifier_cost(self, shape: str) -> float:
        if shape not in self.bases:
            return NEVER
        return _cost(self._front_strength(shape), len(shape), self.as_modifier[shape], bool(self.as_head))

    def head_cost(self, lemma: str, noun: bool = True) -> float:
        strength = self.strength.get(lemma, 0.0) if noun else self.strength_other.get(lemma, 0.0)
        return _cost(strength, len(lemma), self.as_head[lemma], bool(self.as_head))


def _cost(strength: float, length: int, uses: int, counted: bool) -> float:
    """Rare words, short words and words no dictionary compound uses are dear."""
    cost = 9.0 - strength + {3: 2.5, 4: 1.0, 5: 0.3}.get(length, 0.0)
    if counted:
        cost -= min(2.0, 0.8 * math.log10(1 + uses))
        if uses == 0:
            cost += 1.5
        if (length <= 3 and uses < 12) or (length == 4 and uses < 3):
            cost += 3.0
    return max(0.5, cost)


def _goes_like(forms: set[str], front: str, head_forms: set[str]) -> bool:
    """Do the word's forms, without the front, belong to the head's paradigm?"""
    cut = len(front)
    fitting = sum(1 for form in forms if form.startswith(front) and form[cut:] in head_forms)
    return fitting >= max(1, 0.7 * len(forms)) and (len(forms) >= 2 or len(head_forms) <= 2 or fitting == len(forms))
