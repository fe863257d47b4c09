"""The Finder of the embedded mode: asks the index in the same process."""

from __future__ import annotations

from collections.abc import Sequence

from services.search import passages as p
from shared.german import German
from shared.ports import FindRequest, FindResult, Passages, SearchIndex


class LocalFinder:
    """What the records service asks of the search."""

    def __init__(self, index: SearchIndex, german: German) -> None:
        self.index, self.german = index, german

    def find(self, request: FindRequest) -> FindResult:
        return self.index.find(request)

    def passages(self, q: str, pages: Sequence[str]) -> Passages:
        return p.passages(self.german, q, pages)

    def mark_words(self, q: str, words: Sequence[str]) -> list[bool]:
        return p.mark_words(self.german, q, words)
