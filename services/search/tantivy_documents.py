"""The fields of the tantivy index and how a document fills them."""

from __future__ import annotations

from uuid import UUID

import tantivy

from shared.contracts import DocumentSnapshot
from shared.german import ANALYSIS, German
from shared.german_tokens import tokens

VERSION = f"3.{ANALYSIS}"  #: an index written by another version is built anew
#: zone -> weight; a word in the subject says more than one in the text
ZONES = {"subject": 2.0, "people": 1.3, "body": 1.0}
RAW = "raw"


def schema() -> tantivy.Schema:
    """Keys are raw text (deleting by a number field deletes nothing); ``*_words`` keep places, for phrases."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name=RAW, index_option="basic")
    builder.add_unsigned_field("key", indexed=True)
    builder.add_unsigned_field("revision", fast=True)
    builder.add_boolean_field("live", indexed=True)
    builder.add_unsigned_field("token", indexed=True)
    for name in ("tenant", "office", "position", "kind"):
        builder.add_text_field(name, tokenizer_name=RAW, fast=True, index_option="basic")
    for name in ("dossier", "place", "number"):
        builder.add_text_field(name, tokenizer_name=RAW, index_option="basic")
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    for zone in ZONES:
        builder.add_text_field(f"{zone}_terms", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{zone}_words", tokenizer_name="whitespace", index_option="position")
    for name in ("odd", "spelt", "printed"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def whitespace() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def short_key(document_id: UUID) -> int:
    """Half of the id: a set of ten thousand of these is looked up four times as fast as one of whole ids."""
    return document_id.int >> 64


def tombstone(document_id: str, revision: int) -> tantivy.Document:
    """What is left of a removed document: nobody holds a token for it."""
    document = tantivy.Document()
    document.add_text("id", document_id)
    document.add_unsigned("revision", revision)
    return document


def document(german: German, entry: DocumentSnapshot) -> tuple[tantivy.Document, set[str]]:
    """The document for the index, and its terms for the vocabulary of corrections."""
    made = tombstone(str(entry.document_id), entry.revision)
    made.add_unsigned("key", short_key(entry.document_id))
    made.add_boolean("live", True)
    for token in entry.tokens:
        made.add_unsigned("token", token)
    _properties(made, entry)
    vocabulary: set[str] = set()
    odd: set[str] = set()
    spelt: set[str] = set()
    printed: set[str] = set()
    for zone, text in _zones(entry).items():
        analysis = german.analyse(text)
        made.add_text(f"{zone}_terms", " ".join(analysis.terms))
        made.add_text(f"{zone}_words", " ".join(analysis.words))
        vocabulary.update(analysis.terms)
        odd.update(analysis.odd)
        spelt |= analysis.spelt
        printed |= analysis.printed
    made.add_text("odd", " ".join(sorted(odd)))
    made.add_text("spelt", " ".join(sorted(f"%{part}" for part in spelt)))
    made.add_text("printed", " ".join(sorted(printed)))
    vocabulary.update(f"%{part}" for part in spelt)
    return made, vocabulary


def _properties(made: tantivy.Document, entry: DocumentSnapshot) -> None:
    day = entry.document_date or entry.received_on
    made.add_unsigned("day", day.toordinal())
    made.add_unsigned("year", day.year)
    made.add_text("tenant", entry.tenant)
    made.add_text("kind", entry.kind)
    if entry.office:
        made.add_text("office", str(entry.office))
    if entry.dossier:
        made.add_text("dossier", str(entry.dossier))
    if entry.position:
        made.add_text("position", entry.position)
        for length in range(1, len(entry.position) + 1):
            made.add_text("place", entry.position[:length])
    for key in number_keys((entry.file_number, *entry.aliases)):
        made.add_text("number", key)


def number_keys(file_numbers: tuple[str, ...]) -> set[str]:
    """Every run of pieces of a file number, with and without leading zeros: '610-7' finds 'MIC 610-0007/2025'."""
    keys: set[str] = set()
    for text in file_numbers:
        pieces = [token.raw.lower() for token in tokens(text)]
        for first in range(len(pieces)):
            for last in range(first + 1, min(len(pieces), first + 7) + 1):
                run = pieces[first:last]
                keys.add("-".join(run))
                keys.add("-".join(piece.lstrip("0") or "0" for piece in run))
    return keys


def _zones(entry: DocumentSnapshot) -> dict[str, str]:
    people = (entry.sender, entry.recipient, entry.their_reference, entry.file_number, *entry.aliases)
    return {
        "subject": f"{entry.subject}\n{entry.dossier_title}",
        "people": "\n".join((*people, entry.remark)),
        "body": "\n".join(entry.pages),
    }
