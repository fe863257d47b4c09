"""SearchIndex on tantivy: the embedded index, inside the server's process.

On disk: ``<folder>/<generation>/`` is one tantivy index, ``<folder>/current`` names the one in use. A rebuild writes
a new generation beside it, repeats what arrived meanwhile, and moves the name.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from tantivy import Order, Query

from services.search import clauses as c
from services.search import query
from services.search.rescue import Attempt, Rescue
from services.search.tantivy_query import Translator, both, everything
from services.search.tantivy_store import Store
from shared.contracts import DocumentSnapshot
from shared.german import German
from shared.ports import FacetValue, FindRequest, FindResult, Found

FACETS = {"town": "tenant", "office": "office", "position": "position", "year": "year", "kind": "kind"}
_MOST_VALUES = 1000


class TantivyIndex:
    """The adapter. Safe to share between threads: one writes at a time, all search."""

    def __init__(self, folder: Path, german: German) -> None:
        """Open, or begin empty where nothing is.

        :raises IndexDamaged: what is there cannot be used: begin :meth:`anew` and rebuild.
        """
        self.folder, self.german = folder, german
        self._write, self._rebuilding = threading.Lock(), threading.Lock()
        self._journal: list[Callable[[Store], None]] | None = None
        name = folder / "current"
        if name.exists():
            self._store = Store(folder / name.read_text().strip(), german)
            for left in folder.iterdir():  # by a rebuild that was interrupted
                if left.is_dir() and left != self._store.folder:
                    shutil.rmtree(left, ignore_errors=True)
        else:
            self._store = self._begin("1")
            self._point_to("1")

    @classmethod
    def anew(cls, folder: Path, german: German) -> TantivyIndex:
        """An empty index in place of whatever is there."""
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder, german)

    def _begin(self, generation: str) -> Store:
        return Store(self.folder / generation, self.german, fresh=True)

    def _point_to(self, generation: str) -> None:
        temporary = self.folder / ".current.tmp"
        temporary.write_text(generation)
        temporary.replace(self.folder / "current")

    def put(self, entries: Iterable[DocumentSnapshot]) -> None:
        batch = tuple(entries)
        self._do(lambda store: store.put(batch))

    def remove(self, document_id: UUID, revision: int) -> None:
        self._do(lambda store: store.remove(str(document_id), revision))

    def _do(self, act: Callable[[Store], None]) -> None:
        with self._write:
            act(self._store)
            if self._journal is not None:
                self._journal.append(act)

    def count(self) -> int:
        return self._store.count()

    def rebuild(self, entries: Iterable[DocumentSnapshot]) -> None:
        with self._rebuilding:
            old = self._store
            generation = str(int(old.folder.name) + 1)
            with self._write:
                self._journal = []
            try:
                new = self._begin(generation)
                new.put(entries)
                with self._write:
                    for act in self._journal:
                        act(new)
                    self._point_to(generation)
                    self._store, self._journal = new, None
            finally:
                self._journal = None
            old.close()
            shutil.rmtree(old.folder, ignore_errors=True)

    def close(self) -> None:
        with self._write:
            self._store.close()

    def find(self, request: FindRequest) -> FindResult:
        """Never raises for what a person typed: see ``query.py`` for the language, ``rescue.py`` for no hits."""
        parsed = query.parse(request.q)
        clause = c.plan(self.german, parsed.node)
        if not request.tokens:
            return FindResult(0, (), dict.fromkeys(FACETS, ()), parsed.notes)
        return _Search(self._store, self.german, request).run(clause, parsed.notes)


class _Search:
    """One search on one state of the index."""

    def __init__(self, store: Store, german: German, request: FindRequest) -> None:
        self.store, self.german, self.request = store, german, request
        self.searcher = store.searcher()
        self.translate = Translator(store.schema, self.searcher)
        self.visible = self.translate.visible(request)
        self.filters = self.translate.filters(request)

    def run(self, clause: c.Clause | None, notes: tuple[str, ...]) -> FindResult:
        if clause is None:
            return self._result(everything() if not self.request.q.strip() else Query.empty_query(), notes, None)
        rescue = Rescue(self.german, self.store.vocabulary, self._seen, self._printed)
        attempt = rescue.mistyped(clause, self.request.q, unknown_only=True) or Attempt(clause, "")
        result = self._answer(attempt, notes)
        if result.total:
            return result
        return self._answer(self._rescued(rescue, attempt), notes)

    def _answer(self, attempt: Attempt, notes: tuple[str, ...]) -> FindResult:
        told = (*notes, attempt.note) if attempt.note else notes
        return self._result(self.translate.query(attempt.clause), told, attempt.words)

    def _rescued(self, rescue: Rescue, first: Attempt) -> Attempt:
        """The first attempt that finds something; the original where none does."""
        again = rescue.mistyped(first.clause, first.words or self.request.q, unknown_only=False)
        if again is not None and self._count(self.translate.query(again.clause)):
            return again
        for attempt in rescue.loosened((again or first).clause):
            if self._count(self.translate.query(attempt.clause)):
                return attempt
        return first

    def _seen(self, word: c.Terms) -> int:
        """In how many documents that the asker may see (whatever else was chosen)."""
        asked = both([self.visible, self.translate.terms(word)])
        return int(self.searcher.search(asked, 1).count)  # type: ignore[attr-defined]

    def _printed(self, exact: str) -> str:
        """How a folded word is mostly printed in what the asker may see."""
        found = self.searcher.terms_with_prefix("printed", f"{exact}:", self.visible)
        shown = [(count, term.partition(":")[2]) for term, count in found]
        return max(shown, key=lambda pair: (not pair[1].isupper(), pair[0], pair[1]))[1] if shown else exact

    def _count(self, asked: Query) -> int:
        return int(self.searcher.search(both([self.visible, *self.filters, asked]), 1).count)  # type: ignore[attr-defined]

    def _result(self, asked: Query, notes: tuple[str, ...], corrected: str | None) -> FindResult:
        whole = both([self.visible, *self.filters, asked])
        request = self.request
        sorting: dict[str, Any] = {}
        if request.sort in ("newest", "oldest"):
            sorting = {"order_by_field": "day", "order": Order.Desc if request.sort == "newest" else Order.Asc}
        found = self.searcher.search(whole, max(1, request.limit), offset=request.offset, **sorting)
        total = int(found.count)  # type: ignore[attr-defined]
        hits = tuple(
            Found(UUID(self.searcher.doc(address)["id"][0]), 0.0 if sorting else float(score))
            for score, address in found.hits[: request.limit]
        )
        return FindResult(total, hits, self._facets(whole, total), notes, corrected)

    def _facets(self, whole: Query, total: int) -> dict[str, tuple[FacetValue, ...]]:
        wanted = {name: {"terms": {"field": field, "size": _MOST_VALUES}} for name, field in FACETS.items()}
        if not total:
            return dict.fromkeys(FACETS, ())
        answer = self.searcher.aggregate(whole, wanted)
        return {
            name: tuple(
                FacetValue(_text(bucket["key"]), int(bucket["doc_count"]))
                for bucket in sorted(answer[name]["buckets"], key=lambda b: (-b["doc_count"], str(b["key"])))
                if bucket["key"] != ""
            )
            for name in FACETS
        }


def _text(key: object) -> str:
    """Numbers come back as floats: the year 2024.0."""
    return str(int(key)) if isinstance(key, float) else str(key)
