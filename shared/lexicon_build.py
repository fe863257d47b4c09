"""Making the German lexicon from the data of the packages ``simplemma`` (forms) and ``wordfreq`` (frequencies)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from shared.lexicon import FILE_NAME, FORMAT, HEADER, MAGIC, NEVER, Entry, encode
from shared.lexicon_compounds import LINKS_S, NEVER_PART, Compounds, Words, key, read_packages, zipf


def entries(words: Words, compounds: Compounds) -> Iterable[tuple[str, Entry]]:
    """Every folded form with what a look-up needs."""
    shapes = {s for s, (lemma, _) in compounds.bases.items() if compounds.as_modifier[s] or _productive(compounds, s)}
    for form in sorted(
        words.nouns.keys() | words.others.keys() | shapes | {w for w, f in words.freq.items() if f > 2e-7}
    ):
        nouns, others = words.nouns.get(form, set()), words.others.get(form, set())
        if not (nouns or others or form in shapes) and len(form) < 3:
            continue
        base = compounds.bases.get(form)
        modifier = compounds.modifier_cost(form) if form in shapes else NEVER
        yield (
            form,
            Entry(
                nouns=tuple(sorted(nouns)),
                others=tuple(sorted(others)),
                zipf=min(8.0, zipf(words.freq.get(form, 0.0))),
                modifier=modifier,
                head=_form_head_cost(form, words, compounds),
                base=key(base[0]) if base and modifier < NEVER else "",
                cut=_form_cut(form, words, compounds),
            ),
        )


def _productive(compounds: Compounds, shape: str) -> bool:
    """Worth offering as a modifier although no dictionary compound shows it."""
    lemma, strength = compounds.bases[shape]
    if shape == lemma or shape in compounds.words.nouns or (shape == f"{lemma}s" and lemma.endswith(LINKS_S)):
        return strength >= 1.0
    return strength >= 2.5


def _lemmas_of(form: str, words: Words) -> Iterable[tuple[str, bool]]:
    for keys, forms, noun in ((words.nouns, words.noun_forms, True), (words.others, words.other_forms, False)):
        for lemma_key in keys.get(form, ()):
            for lemma in (lemma_key, f"{lemma_key}e"):
                if form in forms.get(lemma, ()):
                    yield lemma, noun


def _form_head_cost(form: str, words: Words, compounds: Compounds) -> float:
    if len(form) < 3 or form in NEVER_PART:
        return NEVER
    best = NEVER
    for lemma, noun in _lemmas_of(form, words):
        cost = compounds.head_cost(lemma, noun) + (0.0 if noun else 1.5)
        if len(lemma) >= 3 and (noun or len(form) >= 5):
            best = min(best, cost)
    return best


def _form_cut(form: str, words: Words, compounds: Compounds) -> int:
    """A form is cut where its lemma is, if all its lemmas agree."""
    cuts = {
        compounds.cuts.get(lemma, 0) if form.startswith(lemma[: compounds.cuts.get(lemma, 0)]) else 0
        for lemma, _ in _lemmas_of(form, words)
    }
    return cuts.pop() if len(cuts) == 1 else 0


def write(folder: Path, rows: Iterable[tuple[str, Entry]]) -> int:
    """Write the table; replaced at once, so that a running process keeps the one it has. Returns the records."""
    records = [(form.encode(), encode(form, entry)) for form, entry in rows]
    buckets: list[list[bytes]] = [[] for _ in range(max(1, len(records) // 2))]
    for form, value in records:
        buckets[crc32(form) % len(buckets)].append(b"\n" + form + b"\t" + value)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{FILE_NAME}.tmp"
    with temporary.open("wb") as file:
        file.write(HEADER.pack(MAGIC, FORMAT, len(buckets), len(records)))
        offset = 0
        offsets = bytearray()
        for bucket in buckets:
            offsets += offset.to_bytes(4, "little")
            offset += sum(map(len, bucket))
        file.write(bytes(offsets) + offset.to_bytes(4, "little"))
        for bucket in buckets:
            file.write(b"".join(bucket))
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
