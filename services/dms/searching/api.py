"""The search for programs."""

from __future__ import annotations

from services.dms.rest.api import Api
from services.dms.searching.answers import answer
from services.dms.searching.schemas import SearchAnswer, SearchQuery
from services.dms.shell.context import actor, language, runtime

api = Api("search")


@api.route("get", "/search", "Documents for words, filtered by what I may see", query=SearchQuery, answer=SearchAnswer)
def search(query: SearchQuery) -> SearchAnswer:
    return answer(runtime(), actor(), query, language())
