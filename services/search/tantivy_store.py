"""One tantivy index in one folder: opened, written, looked into. What is where is decided in ``tantivy_index.py``."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import Query

from services.search import tantivy_documents as documents
from shared.contracts import DocumentSnapshot
from shared.errors import IndexDamaged, Transient
from shared.german import German
from shared.german_typos import Vocabulary

_STAMP = "version"
_HEAP = 20_000_000  #: bytes the writer gathers before it writes a segment


class Store:
    """Not safe for two writers: the owner serialises ``put`` and ``remove``; searching goes on meanwhile."""

    def __init__(self, folder: Path, german: German, *, fresh: bool = False) -> None:
        """:raises IndexDamaged: cannot be read, or another version wrote it.
        :raises Transient: another process has it open."""
        self.folder, self.german = folder, german
        self.schema = documents.schema()
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / _STAMP).write_text(documents.VERSION)
        self._index = self._open(fresh)
        self._writer = self._lock()
        self._vocabulary: Vocabulary | None = None
        self._reading_words = threading.Lock()

    def _open(self, fresh: bool) -> tantivy.Index:
        try:
            if (self.folder / _STAMP).read_text() != documents.VERSION:
                raise IndexDamaged(f"{self.folder} was written by another version")
            index = tantivy.Index(self.schema, str(self.folder)) if fresh else tantivy.Index.open(str(self.folder))
            index.register_tokenizer("whitespace", documents.whitespace())
            index.config_reader(reload_policy="manual")
            index.reload()
            index.searcher().search(Query.all_query(), 1)
        except (ValueError, OSError) as error:
            raise IndexDamaged(f"{self.folder}: {error}") from error
        return index

    def _lock(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(_HEAP, 1)
        except ValueError as error:
            raise Transient(f"{self.folder} is in use by another process: {error}") from error

    def searcher(self) -> tantivy.Searcher:
        """Everything that ``put`` and ``remove`` have returned from."""
        return self._index.searcher()

    def put(self, entries: Iterable[DocumentSnapshot]) -> None:
        """One commit for all of them; an older revision than the one that is there is ignored."""
        newest: dict[str, int] = {}
        searcher = self.searcher()
        added: set[str] = set()
        try:
            for entry in entries:
                key = str(entry.document_id)
                if entry.revision < max(newest.get(key, 0), self.revision(key, searcher)):
                    continue
                made, terms = documents.document(self.german, entry)
                self._writer.delete_documents_by_term("id", key)
                self._writer.add_document(made)
                newest[key] = entry.revision
                added |= terms
        except BaseException:
            self._writer.rollback()
            raise
        if newest:
            self._commit()
            with self._reading_words:
                if self._vocabulary is not None:
                    self._vocabulary.add(added)

    def remove(self, document_id: str, revision: int) -> None:
        if revision < self.revision(document_id, self.searcher()):
            return
        self._writer.delete_documents_by_term("id", document_id)
        self._writer.add_document(documents.tombstone(document_id, revision))
        self._commit()

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def revision(self, document_id: str, searcher: tantivy.Searcher) -> int:
        """The revision that is there, of a document or its tombstone; 0: none."""
        hits = searcher.search(Query.term_query(self.schema, "id", document_id), 1, count=False).hits
        if not hits:
            return 0
        value = searcher.fast_field_values("revision", [hits[0][1]])[0]
        return int(value or 0)

    def count(self) -> int:
        found = self.searcher().search(Query.term_query(self.schema, "live", True), 1)
        return int(found.count)  # type: ignore[attr-defined]

    def vocabulary(self) -> Vocabulary:
        """The words of all documents, read from the index when first needed."""
        with self._reading_words:
            if self._vocabulary is None:
                made = Vocabulary()
                searcher = self.searcher()
                for field, level in (*((f"{zone}_terms", "=") for zone in documents.ZONES), ("spelt", "%")):
                    made.add(term for term, _ in searcher.terms_with_prefix(field, level))
                self._vocabulary = made
            return self._vocabulary

    def close(self) -> None:
        """Waits for merges; the folder can then be opened again."""
        self._writer.wait_merging_threads()
        del self._writer
