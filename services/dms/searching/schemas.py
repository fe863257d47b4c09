"""What may be asked of the search, and how it answers."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from services.dms.rest.schemas import Answer, ListQuery

Sort = Literal["relevance", "newest", "oldest"]


class SearchQuery(ListQuery):
    """``q`` is the query language of the manual; the rest narrows. ``from`` and ``to`` are days, both included."""

    q: str = Field("", max_length=1000)
    tenant: str | None = Field(None, max_length=63)
    office: UUID | None = None
    position: str | None = Field(None, max_length=31)
    kind: str | None = Field(None, max_length=31)
    year: int | None = Field(None, ge=1, le=9999)
    dossier: UUID | None = None
    date_from: date | None = Field(None, alias="from")
    date_to: date | None = Field(None, alias="to")
    sort: Sort = "relevance"
    limit: int = Field(20, ge=1, le=100)


class Hit(Answer):
    """``pages``: numbers of pages with a match, best first; ``snippet``: escaped HTML with ``<mark>``."""

    document_id: UUID
    dossier_id: UUID | None
    file_number: str | None
    tenant: str
    subject: str
    sender: str
    document_date: date | None
    received_on: date
    score: float
    pages: list[int]
    snippet: str


class FacetCount(Answer):
    value: str
    label: str
    count: int


class Note(Answer):
    """What the search did with the words, as code and as a sentence."""

    code: str
    text: str


class SearchAnswer(Answer):
    """``corrected``: the words offered instead ('Meinten Sie'), null where there are none."""

    total: int
    took_ms: float
    hits: list[Hit]
    facets: dict[str, list[FacetCount]]
    notes: list[Note]
    corrected: str | None
    next: str | None
