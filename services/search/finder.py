"""The Finder of the embedded mode: asks the index in the same process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from services.search.passages import Marker, mark_words, passages
from shared.german import German
from shared.ports import FindRequest, FindResult, Passages, SearchIndex


class LocalFinder:
    """What the records service asks of the search."""

    def __init__(self, index: SearchIndex, german: German) -> None:
        self.index, self.german = index, german
        # All hits of a page of results are marked for the same query.
        self._marker = lru_cache(maxsize=64)(lambda q: Marker(german, q))

    def find(self, request: FindRequest) -> FindResult:
        return self.index.find(request)

    def passages(self, q: str, pages: Sequence[str], *, lenient: bool = True) -> Passages:
        return passages(self._marker(q), pages, lenient=lenient)

    def mark_words(self, q: str, words: Sequence[str]) -> list[bool]:
        return mark_words(self._marker(q), words)
