"""Forms of words without looking at a text: spellings, derivations, words written together."""

from __future__ import annotations

from collections.abc import Iterable

from shared.lexicon import Lexicon

_OCR = str.maketrans("1l|j0q58ef", "iiiiogsbct")


def plain(folded: str) -> str:
    """Without the -e of umlauts: 'Grundstuck' (as badly read) and 'Grundstück' become the same."""
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def skeleton(folded: str) -> str:
    """The same for letters that reading confuses: 1/l/i, 0/o, rn/m, c/e, f/t, ii/u."""
    return plain(folded).replace("rn", "m").replace("ii", "u").replace("vv", "w").translate(_OCR)


def camel(raw: str) -> list[str]:
    """'HundeVO' -> Hunde, VO; [] where it has no capital inside."""
    if raw.islower() or raw.isupper() or raw[1:].islower():
        return []
    pieces: list[str] = []
    start = 0
    for at in range(1, len(raw)):
        if raw[at].isupper() and (raw[at - 1].islower() or (at + 1 < len(raw) and raw[at + 1].islower())):
            pieces.append(raw[start:at])
            start = at
    pieces.append(raw[start:])
    return [piece for piece in pieces if len(piece) >= 3] if len(pieces) > 1 else []


def derived(lexicon: Lexicon, folded: str) -> list[str]:
    """Lemma keys of words made from it or that it is made from: Pfändung and pfänden, Leiterin and Leiter."""
    entry = lexicon.get(folded)
    if entry is None:
        return []
    own = {*entry.nouns, *entry.others}
    found: dict[str, None] = {}
    for lemma in entry.nouns:
        for verb in _verbs_of(lemma):
            _add_if(lexicon, found, verb, noun=False)
        if lemma.endswith("in") and len(lemma) > 5:
            _add_if(lexicon, found, lemma[:-2], noun=True)
        _add_if(lexicon, found, f"{lemma}in", noun=True)
        _add_if(lexicon, found, f"be{lemma}en", noun=False)
        for made in (f"{lemma}lich", f"{lemma.removesuffix('e')}lich"):
            _add_if(lexicon, found, made, noun=False)
    # 'stunden' is not meant by 'Stunden'; 'das Platzen' is no other word than 'platzen'.
    for lemma in entry.others if not set(entry.nouns) - set(entry.others) else ():
        if lemma.endswith("en") and len(lemma) > 4:
            _add_if(lexicon, found, f"{lemma[:-2]}ung", noun=True)
        elif lemma.endswith(("ern", "eln")):
            _add_if(lexicon, found, f"{lemma[:-1]}ung", noun=True)
        for participle in _participles(lemma):
            if lexicon.get(participle) is not None:
                found[participle] = None
        if lemma.endswith("lich"):
            _add_if(lexicon, found, lemma[:-4], noun=True)
            _add_if(lexicon, found, f"{lemma[:-4]}e", noun=True)
    return [lemma for lemma in found if lemma not in own]


def _add_if(lexicon: Lexicon, found: dict[str, None], form: str, *, noun: bool) -> None:
    entry = lexicon.get(form) if len(form) >= 4 else None
    if entry is not None and (entry.nouns if noun else entry.others):
        for base in (form, key(form)):
            if base in (entry.nouns if noun else entry.others):
                found[base] = None


def _verbs_of(noun: str) -> Iterable[str]:
    if noun.endswith("ung") and len(noun) > 5:
        stem = noun[:-3]
        yield f"{stem}en"
        if stem.endswith(("er", "el")):
            yield f"{stem}n"
        yield f"be{stem}en"


def key(lemma: str) -> str:
    return lemma[:-1] if len(lemma) > 4 and lemma.endswith("e") else lemma


_SEPARABLE = ("", "ab", "an", "auf", "aus", "bei", "ein", "fest", "her", "hin", "mit", "nach", "um", "vor", "zu", "weg")


def _participles(verb: str) -> Iterable[str]:
    """'platzen' -> geplatzt; 'abschleppen' -> abgeschleppt: participles have entries of their own as adjectives."""
    stem = verb.removesuffix("en") if verb.endswith("en") else verb.removesuffix("n")
    for prefix in _SEPARABLE:
        if stem.startswith(prefix) and len(stem) > len(prefix) + 2:
            yield f"{prefix}ge{stem[len(prefix) :]}t"
            yield f"{prefix}ge{stem[len(prefix) :]}et"
    yield f"{stem}t"
