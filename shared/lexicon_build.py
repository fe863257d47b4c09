"""Making the German lexicon from the data of the packages ``simplemma`` (forms) and ``wordfreq`` (frequencies)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from zlib import crc32

from shared.lexicon import FILE_NAME, FORMAT, HEADER, MAGIC, NEVER, Entry, encode
from shared.lexicon_compounds import LINKS_S, NEVER_PART, Compounds, Words, read_packages, zipf


def entries(words: Words, compounds: Compounds) -> Iterable[tuple[str, Entry]]:
    """Every folded form with what a look-up needs."""
    left_out = {lemma for lemma, cut in compounds.cuts.items() if cut and _plain_compound(lemma, words)}
    nouns = _without(words, left_out)
    shapes = {
        shape
        for shape, (lemma, _) in compounds.bases.items()
        if lemma not in left_out and (compounds.as_modifier[shape] or _productive(compounds, shape))
    }
    frequent = {word for word, frequency in words.freq.items() if frequency > 2e-7}
    heads, cuts = _heads(words, compounds), _cuts(words, compounds)
    common = {words.key(lemma): strength for lemma, strength in compounds.strength.items()}
    nothing: frozenset[str] = frozenset()
    for form in nouns.keys() | words.others.keys() | shapes | frequent:
        is_shape = form in shapes
        yield (
            form,
            Entry(
                nouns=tuple(sorted(nouns.get(form, nothing), key=lambda lemma: (-common.get(lemma, 0.0), lemma))),
                others=tuple(sorted(words.others.get(form, nothing))),
                zipf=min(8.0, zipf(words.freq.get(form, 0.0))),
                modifier=compounds.modifier_cost(form) if is_shape else NEVER,
                head=heads.get(form, NEVER) if form in nouns or form in words.others else NEVER,
                base=words.key(compounds.bases[form][0]) if is_shape else "",
                cut=cuts.get(form, 0) if form in nouns or form in words.others else 0,
            ),
        )


def _plain_compound(lemma: str, words: Words) -> bool:
    """A compound that nobody's texts have: the analyser divides it as well without an entry of its own."""
    return lemma in words.noun_forms and all(form not in words.freq for form in words.noun_forms[lemma])


def _without(words: Words, left_out: set[str]) -> dict[str, set[str]]:
    kept = {form: set(keys) for form, keys in words.nouns.items()}
    for lemma in left_out:
        for form in words.noun_forms[lemma]:
            keys = kept.get(form)
            if keys is not None:
                keys.discard(words.key(lemma))
                if not keys:
                    del kept[form]
    return kept


def _productive(compounds: Compounds, shape: str) -> bool:
    """Worth offering as a modifier although no dictionary compound shows it."""
    lemma, strength = compounds.bases[shape]
    if shape == lemma or shape in compounds.words.nouns or (shape == f"{lemma}s" and lemma.endswith(LINKS_S)):
        return strength >= 1.0
    return strength >= 2.5


def _heads(words: Words, compounds: Compounds) -> dict[str, float]:
    """What each form costs as the last part: as much as the cheapest lemma it may be of."""
    found: dict[str, float] = {}
    for lemmas, noun in ((words.noun_forms, True), (words.other_forms, False)):
        for lemma, forms in lemmas.items():
            if len(lemma) < (3 if noun else 5):
                continue
            cost = compounds.head_cost(lemma, noun) + (0.0 if noun else 1.5)
            for form in forms:
                if cost < found.get(form, NEVER) and form not in NEVER_PART:
                    found[form] = cost
    return found


def _cuts(words: Words, compounds: Compounds) -> dict[str, int]:
    """A form is cut where its lemma is, if all its lemmas agree."""
    found: dict[str, int] = {}
    for lemmas in (words.noun_forms, words.other_forms):
        for lemma, forms in lemmas.items():
            cut = compounds.cuts.get(lemma, 0)
            front = lemma[:cut]
            for form in forms:
                here = cut if form.startswith(front) else 0
                found[form] = here if found.get(form, here) == here else 0
    return found


def write(folder: Path, rows: Iterable[tuple[str, Entry]]) -> int:
    """Write the table; replaced at once, so that a running process keeps the one it has. Returns the records."""
    records = [(crc32(name), name + b"\t" + encode(form, entry)) for form, entry in rows for name in (form.encode(),)]
    count = max(1, len(records) // 2)
    records.sort(key=lambda record: record[0] % count)
    starts = [0] * (count + 1)
    for number, record in records:
        starts[number % count + 1] += len(record) + 1
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{FILE_NAME}.tmp"
    with temporary.open("wb") as file:
        file.write(HEADER.pack(MAGIC, FORMAT, count, len(records)))
        file.write(array("I", accumulate(starts)).tobytes())
        file.write(b"".join(b"\n" + record for _, record in records))
    temporary.replace(folder / FILE_NAME)
    return len(records)


ATTRIBUTION = """\
German lexicon of Aktenverbund, made on this machine by `python -m shared.lexicon build`; not part of the source.

Forms and lemmas: package simplemma (A. Barbaresi, MIT; https://github.com/adbar/simplemma), whose German data
derives from the lemmatization lists of M. Mechura (Open Database License) and from Wiktionary-based sources
(CC BY-SA); see the folder `licenses` of the package.

Frequencies: package wordfreq (R. Speer, Apache License 2.0; https://github.com/rspeer/wordfreq), whose data is
available under CC BY-SA 4.0; see its NOTICE for the sources (Wikipedia, OpenSubtitles, SUBTLEX, Leeds and others).

This derived table is available under the same terms: ODbL 1.0 for the forms, CC BY-SA 4.0 for the frequencies.
"""


def build(folder: Path) -> int:
    """The whole of it: about 30 s. Returns the number of records."""
    words = read_packages()
    compounds = Compounds(words)
    compounds.find()
    count = write(folder, entries(words, compounds))
    (folder / "ATTRIBUTION.txt").write_text(ATTRIBUTION, encoding="utf-8")
    return count
