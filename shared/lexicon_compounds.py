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
halb voll viel heim selbst welt geh nah fern roh"""
# Prepositions and particles make other words (Umlage, Antrag, Widerspruch), not compounds of their noun; and strings
# that are words too, but mostly chance (Sch-acht, Verb-rauch, Kon-takt).
_NEVER_FRONT = """
ab an auf aus bei ein mit nach um vor zu ueber durch her hin los weg zer ver ent emp miss ge unter hinter wider wieder
gegen zwischen zusammen entgegen auseinander dar da ob be er der die das den dem des und oder als wie was wer uns ihr
sie ihn wir ist hat war bin mal nur noch sei tun dass wenn dann ihre sein mein dein kein eine einer eines einem einen
aber auch schon sich mich dich euch dir mir ihm in im am man mag
alb beg besch dia dis geb ger gesch hol kap kata kon ohn par rau red sams sch tran ueb unt verb versch wied"""
_NEVER_PART = """
ung ion tion heit keit schaft lich isch chen lein bar sam ling nis ende enden innen erin ster stern ierung gen ten sche
schen ser ers ismus ist isten este esten ration ting dung arisch ische innig ander nativ riff achter erholt erholung"""
# Prefixes one upon the other ('Vorver-', 'Wiederauf-') are no word of their own.
_PREFIXED = re.compile(".*(be|ver|ent|er|auf|ein|an|ab|aus|vor|sc|un|um|ge)")
_PARTICIPLES = ("te", "ter", "nde", "nder")
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

    def key(self, lemma: str) -> str:
        """The lemma key: final -e cut, since tables and endings disagree about it ('Beamte', 'Steige'); not where
        that is another noun ('Buche', 'Buch')."""
        cut = lemma[:-1]
        return cut if len(lemma) > 4 and lemma.endswith("e") and cut not in self.noun_forms else lemma


def zipf(frequency: float) -> float:
    """Log10 of occurrences in 10**9 words, 0..8."""
    return max(0.0, math.log10(frequency) + 9) if frequency > 0 else 0.0


def read_packages() -> Words:
    """All forms of ``simplemma`` that are plain words, and all frequencies of ``wordfreq``."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    from wordfreq import get_frequency_dict

    words = Words()
    plain = _LETTERS.fullmatch
    bases: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("de").items():
        base = bases.get(lemma)
        if base is None:
            base = bases[lemma] = fold(lemma) if plain(lemma) else ""
        if not (base and plain(form)):
            continue
        folded = fold(form)
        if form[0].isupper() and lemma[0].isupper():
            words.nouns[folded].add(base)
            words.noun_forms[base].add(folded)
        else:
            words.others[folded].add(base)
            words.other_forms[base].add(folded)
            if lemma[0].islower() and base.endswith(("en", "ern", "eln")):
                words.verbs.add(base)
    for keys in (words.nouns, words.others):
        for form, lemmas in keys.items():
            keys[form] = {words.key(lemma) for lemma in lemmas}
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
        self.strength = {
            lemma: zipf(sum(self._share(form) for form in forms)) for lemma, forms in words.noun_forms.items()
        }
        self.strength_other = {
            lemma: zipf(sum(words.freq.get(form, 0.0) for form in forms)) for lemma, forms in words.other_forms.items()
        }
        self.bases: dict[str, tuple[str, float]] = {}
        self._modifiers()

    def _share(self, form: str) -> float:
        """Frequencies know no capitals: a form that is a verb too counts less as a noun."""
        frequency = self.words.freq.get(form, 0.0)
        return frequency * 0.3 if form in self.words.others else frequency

    def _modifiers(self) -> None:
        """Each shape a word takes in front of another -> (its lemma, how common that is). The commonest lemma wins."""
        words = self.words
        for verb in words.verbs:
            stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
            if len(stem) >= 4:
                self._offer(stem, verb, self.strength_other[verb] - 1.0)
        for lemma in words.other_forms:
            if lemma not in words.verbs and len(lemma) >= 4:
                self._offer(lemma, lemma, self.strength_other[lemma] - 0.5)
        for lemma, forms in words.noun_forms.items():
            strength = self.strength[lemma]
            if lemma.endswith("e") and len(lemma) >= 5:
                self._offer(lemma[:-1], lemma, strength - 0.6)
            for ending in ("s", "n", "en", "es", "e"):
                if lemma + ending not in words.nouns:
                    self._offer(lemma + ending, lemma, strength - 0.4)
            for form in forms:
                if form != lemma and not form.endswith(LINKS_S):
                    self._offer(form, lemma, strength)
            # 'Stunden' in front is the plural of 'Stunde', not the infinitive written with a capital.
            infinitive = lemma in words.verbs and any(base != words.key(lemma) for base in words.nouns[lemma])
            if not lemma.endswith(LINKS_S) and not infinitive:
                self._offer(lemma, lemma, strength + 0.3)
        for lemma in FRONT:
            self.bases[lemma] = (lemma, 4.5)

    def _offer(self, shape: str, lemma: str, strength: float) -> None:
        known = self.bases.get(shape)
        if (known is None or known[1] < strength) and shape not in NEVER_FRONT and shape not in NEVER_PART:
            self.bases[shape] = (lemma, max(0.0, strength))

    def find(self) -> None:
        """Twice: parts are counted and modifiers that are no words ('Pfingst-', 'Mehrzweck-') learned, then decided."""
        self._pass()
        self._learn()
        self._pass()

    def _pass(self) -> None:
        cuts: dict[str, int] = {}
        modifiers: Counter[str] = Counter()
        heads: Counter[str] = Counter()
        for lemmas, nouns in ((self.words.noun_forms, True), (self.words.other_forms, False)):
            for lemma, forms in lemmas.items():
                if len(lemma) >= 6 and lemma not in self.words.verbs:
                    cut = self._best_cut(lemma, forms, noun=nouns)
                    if cut:
                        cuts[lemma] = cut
                        modifiers[lemma[:cut]] += 1
                        heads[lemma[cut:]] += 1
        self.cuts, self.as_modifier, self.as_head = cuts, modifiers, heads

    def _learn(self) -> None:
        """A beginning that stands before three or more common nouns, each with the right inflection, is a modifier."""
        fronts: dict[str, set[str]] = defaultdict(set)
        for lemma, forms in self.words.noun_forms.items():
            if lemma in self.cuts or len(forms) < 2 or len(lemma) < 9:
                continue
            for at in range(5, len(lemma) - 3):
                front, last = lemma[:at], lemma[at:]
                if front in self.bases or last not in self.words.noun_forms or self.strength[last] < 3.8:
                    continue
                if _PREFIXED.fullmatch(front):
                    continue
                if front not in NEVER_FRONT and not front.endswith(LINKS_S) and self._goes_like(forms, at, last) == 0.0:
                    fronts[front].add(last)
        for front, lasts in fronts.items():
            # One is enough where chance is out of the question: 'Einfamilien-' before 'Haus'.
            if len(lasts) >= 3 or (len(front) >= 8 and max(self.strength[last] for last in lasts) >= 4.5):
                self.bases[front] = (front, 2.0)

    def _best_cut(self, word: str, forms: set[str], *, noun: bool) -> int:
        best, where = 13.5, 0
        keys = self.words.nouns if noun else self.words.other_forms
        own = (self.strength if noun else self.strength_other)[word]
        for at in range(3, len(word) - 2):
            front, last = word[:at], word[at:]
            base = self.bases.get(front)
            if base is None or last in NEVER_PART:
                continue
            # 'Stadtverordnete': the last part is a participle that is no noun by itself.
            participle = noun and last not in keys and last in self.words.others and last.endswith(_PARTICIPLES)
            if not participle and last not in keys:
                continue
            as_noun = noun and not participle
            strength = self.head_strength(last, as_noun)
            if own > strength + 1.0 and own > base[1] + 1.0:
                continue
            cost = self.modifier_cost(front) + self.head_cost(last, as_noun)
            if cost < best:
                unlike = self._goes_like(forms, at, last, as_noun)
                if cost + unlike < best:
                    best, where = cost + unlike, at
        return where

    def _goes_like(self, forms: set[str], cut: int, last: str, noun: bool = True) -> float:
        """Do the forms, without the front, belong to the last part's paradigm? 0: yes; 1.5: they could; 99: no."""
        keys = self.words.nouns if noun else self.words.others
        wanted = {self.words.key(last), *keys.get(last, ())}
        rests = [form[cut:] for form in forms]
        fitting = sum(1 for rest in rests if rest == last or not wanted.isdisjoint(keys.get(rest, ())))
        if fitting >= 0.7 * len(rests):
            return 0.0
        begin = plain(last)[: max(3, len(last) - 2)]
        if len(last) >= 4 and all(plain(rest).startswith(begin) and len(rest) <= len(last) + 4 for rest in rests):
            return 1.5
        return NEVER

    def modifier_cost(self, shape: str) -> float:
        base = self.bases.get(shape)
        return NEVER if base is None else _cost(base[1], len(shape), self.as_modifier[shape], bool(self.as_head))

    def head_strength(self, form: str, noun: bool = True) -> float:
        if not noun:
            return max(self.strength_other.get(form, 0.0), zipf(self.words.freq.get(form, 0.0)))
        return max(self.strength.get(form, 0.0), zipf(self._share(form)))

    def head_cost(self, form: str, noun: bool = True) -> float:
        return _cost(self.head_strength(form, noun), len(form), self.as_head[form], bool(self.as_head))


def plain(folded: str) -> str:
    """Without the -e of umlauts, so that 'Häuser' begins like 'Haus'."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


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
