"""The German lexicon: forms, lemmas, frequencies and parts of compounds, memory-mapped.

``python -m shared.lexicon build [FOLDER]`` makes it at set-up from the data of two pinned packages
(``shared/lexicon_build.py``); it is never committed, since that data has its own licences (``ATTRIBUTION.txt`` is
written beside it). Opening costs nothing: pages of the file are read when a word is looked up, and shared by all
processes of the machine.

The file is a hash table: a header, the offsets of the buckets, then the buckets. A bucket is a run of records
``\\n form \\t value``, so that one slice and one ``find`` answer a look-up.
"""

from __future__ import annotations

import mmap
import struct
import sys
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

FORMAT = 4
FILE_NAME = "german.lex"
HEADER = struct.Struct("<8sIII")  # magic, format, number of buckets, records
MAGIC = b"AVLEX\0\0\0"
NEVER = 99.0


class LexiconMissing(Exception):
    """No lexicon in the folder, or one of another format: run the set-up."""


class Entry(NamedTuple):
    """What is known of a folded form.

    ``nouns`` (commonest first) and ``others`` are lemma keys (folded, final -e cut) by the part of speech; ``zipf`` is
    the frequency of the form (0 unknown .. 8); ``modifier`` and ``head`` are the costs of being a front or last part
    of a compound (``NEVER``: cannot be); ``base`` is the lemma key of the form as a modifier; ``cut`` is where the
    form itself is a compound (0: it is not).
    """

    nouns: tuple[str, ...]
    others: tuple[str, ...]
    zipf: float
    modifier: float
    head: float
    base: str
    cut: int

    @property
    def known(self) -> bool:
        """A word of the language, not only a shape that compounds use."""
        return bool(self.nouns or self.others) or self.zipf >= 2.0


class Lexicon:
    """Look-ups in the memory-mapped table. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """:raises LexiconMissing: where the set-up has not built it (or an older one)."""
        path = folder / FILE_NAME
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise LexiconMissing(f"no German lexicon at {path}: run make setup") from error
        magic, version, self._buckets, self._records = HEADER.unpack_from(self._map, 0)
        if magic != MAGIC or version != FORMAT:
            raise LexiconMissing(f"the German lexicon at {path} is of another format: run make setup")
        self._offsets = memoryview(self._map)[HEADER.size : HEADER.size + 4 * (self._buckets + 1)].cast("I")
        self._start = HEADER.size + 4 * (self._buckets + 1)

    def __len__(self) -> int:
        return int(self._records)

    def raw(self, form: str) -> bytes | None:
        """The value of a folded form as stored, or None: the quick way for many look-ups."""
        key = form.encode()
        bucket = crc32(key) % self._buckets
        first = self._start + self._offsets[bucket]
        run = self._map[first : self._start + self._offsets[bucket + 1]]
        at = run.find(b"\n" + key + b"\t")
        if at < 0:
            return None
        value = at + len(key) + 2
        end = run.find(b"\n", value)
        return run[value:] if end < 0 else run[value:end]

    def get(self, form: str) -> Entry | None:
        """The entry of a folded form, or None."""
        value = self.raw(form)
        return None if value is None else decode(form, value)


def costs(value: bytes) -> tuple[float, float]:
    """(as modifier, as head) of a stored value."""
    _, _, _, modifier, head, _ = value.split(b"|", 5)
    return (int(modifier) / 10 if modifier else NEVER, int(head) / 10 if head else NEVER)


def decode(form: str, value: bytes) -> Entry:
    nouns, others, zipf, modifier, head, rest = value.decode().split("|", 5)
    base, _, cut = rest.partition("|")
    return Entry(
        nouns=tuple(apply(form, code) for code in nouns.split()),
        others=tuple(apply(form, code) for code in others.split()),
        zipf=int(zipf) / 10,
        modifier=int(modifier) / 10 if modifier else NEVER,
        head=int(head) / 10 if head else NEVER,
        base=apply(form, base) if base else "",
        cut=int(cut) if cut else 0,
    )


def encode(form: str, entry: Entry) -> bytes:
    fields = (
        " ".join(edit(form, lemma) for lemma in entry.nouns),
        " ".join(edit(form, lemma) for lemma in entry.others),
        str(round(entry.zipf * 10)),
        "" if entry.modifier >= NEVER else str(round(entry.modifier * 10)),
        "" if entry.head >= NEVER else str(round(entry.head * 10)),
        edit(form, entry.base) if entry.base else "",
        str(entry.cut) if entry.cut else "",
    )
    return "|".join(fields).encode()


def edit(form: str, lemma: str) -> str:
    """How to make the lemma from the form: letters to cut ('A' = 0, 'B' = 1, ...), then what to append."""
    same = 0
    for one, other in zip(form, lemma, strict=False):
        if one != other:
            break
        same += 1
    return chr(65 + len(form) - same) + lemma[same:]


def apply(form: str, code: str) -> str:
    return form[: len(form) - ord(code[0]) + 65] + code[1:]


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["build"] or len(arguments) > 2:
        print("usage: python -m shared.lexicon build [FOLDER]", file=sys.stderr)
        return 2
    from shared.lexicon_build import build
    from shared.settings import load

    folder = Path(arguments[1]) if len(arguments) == 2 else load().lexicon
    build(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
