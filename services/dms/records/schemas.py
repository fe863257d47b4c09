"""Documents and dossiers, as they cross the border."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, RootModel, model_validator

from services.dms.rest.schemas import Answer, Cause, ListQuery, Query, Reason, Request, Separated

DocumentState = Literal["received", "reading", "in_tray", "filed", "failed", "discarded"]
DossierState = Literal["open", "closed_to_file", "retention", "offered", "archived", "released", "destroyed"]
Direction = Literal["incoming", "outgoing", "internal"]
Medium = Literal["electronic", "paper", "hybrid"]
Line = Annotated[str, Field(max_length=500)]
Text = Annotated[str, Field(max_length=4000)]


class Suggestion(Answer):
    """A proposed target: a new dossier at ``position``, or the dossier ``dossier_id``. ``score`` 0..1."""

    position: str
    title: str
    dossier_id: UUID | None
    file_number: str | None
    score: float
    reason: str


class Document(Answer):
    """Dokument. ``problem`` says why it could not be read; ``revision`` guards changes by two people at once.

    ``sha256`` and ``size`` (bytes) are those of the original. ``mean_confidence`` is 0..100, null before reading.
    """

    id: UUID
    tenant: str
    office_id: UUID
    state: DocumentState
    name: str
    subject: str
    media_type: str
    sha256: str
    size: int
    page_count: int | None
    pages_read: int
    mean_confidence: float | None
    received_at: datetime
    received_on: date
    file_number: str | None
    dossier_id: UUID | None
    case_id: UUID | None
    entry_no: int | None
    direction: Direction
    document_date: date | None
    sender: str
    recipient: str
    their_reference: str
    kind: str
    remark: str
    revision: int
    suggestions: list[Suggestion]
    problem: Cause | None


class DocumentsQuery(ListQuery):
    """``office`` is whose in-tray; ``ids`` asks for all open rows of a page at once."""

    state: Annotated[list[DocumentState], Separated] | None = None
    office: UUID | None = None
    dossier: UUID | None = None
    ids: Annotated[list[UUID], Separated, Field(max_length=200)] | None = None


class DocumentChange(Request):
    """What is given is changed. ``revision``: the one the change was made from; another one now is a conflict."""

    subject: Line | None = None
    direction: Direction | None = None
    document_date: date | None = None
    received_on: date | None = None
    sender: Line | None = None
    recipient: Line | None = None
    their_reference: Annotated[str, Field(max_length=200)] | None = None
    kind: Annotated[str, Field(max_length=31)] | None = None
    remark: Text | None = None
    revision: int | None = None


class Filing(Request):
    """Into a dossier (``dossier_id``), or into a new one at ``position`` with ``title`` (else the document's)."""

    dossier_id: UUID | None = None
    case_id: UUID | None = None
    position: Annotated[str, Field(max_length=31)] | None = None
    title: Line | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Filing:
        if (self.dossier_id is None) == (self.position is None):
            raise ValueError("either dossier_id or position and title")
        return self


class Moving(Request):
    dossier_id: UUID
    case_id: UUID | None = None
    reason: Reason


class Why(Request):
    """An act that needs a reason."""

    reason: Reason


class Perhaps(Request):
    """An act that may be given a reason."""

    reason: Annotated[str, Field(max_length=500)] = ""


class Rerouting(Request):
    office: UUID
    reason: Reason


class ContentQuery(Query):
    """``page`` counts from 1; ``width`` in pixels is for previews, the nearest one kept is sent."""

    rendition: Literal["original", "archive", "text", "preview"] = "original"
    page: int | None = Field(None, ge=1)
    width: int = Field(800, ge=1, le=4000)
    download: bool = False


class WordsQuery(Query):
    q: str = Field("", max_length=500)


class PageWord(Answer):
    """A word on a page; the box as fractions 0..1 of the page as displayed, ``confidence`` 0..100."""

    text: str
    x: float
    y: float
    w: float
    h: float
    confidence: float
    hit: bool


class PageWords(RootModel[list[PageWord]]):
    """All words of a page, in reading order."""


class CaseRef(Answer):
    """Vorgang. ``file_number`` is that of the case."""

    id: UUID
    no: int
    file_number: str
    title: str
    state: DossierState


class OfficeName(Answer):
    id: UUID
    name: str


class Dossier(Answer):
    """Akte. ``aliases`` are older numbers; ``place`` is where its paper stands."""

    id: UUID
    tenant: str
    file_number: str
    title: str
    position: str
    position_title: str
    responsible_office: OfficeName
    protection: str
    state: DossierState
    medium: Medium
    place: str
    remark: str
    opened_at: datetime
    closed_on: date | None
    document_count: int
    revision: int


class DossierDetail(Dossier):
    aliases: list[str]
    cases: list[CaseRef]


class DossiersQuery(ListQuery):
    q: str = Field("", max_length=500)
    position: str | None = Field(None, max_length=31)
    office: UUID | None = None
    year: int | None = Field(None, ge=1900, le=2999)
    state: DossierState | None = None
    medium: Medium | None = None
    sort: Literal["newest", "number", "title"] = "newest"


class DossierOpening(Request):
    """``responsible_office`` is the opener's first where it is not given."""

    position: Annotated[str, Field(min_length=1, max_length=31)]
    title: Annotated[str, Field(min_length=1, max_length=500)]
    responsible_office: UUID | None = None
    medium: Medium = "electronic"
    place: Line = ""
    remark: Text = ""


class DossierChange(Request):
    title: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    responsible_office: UUID | None = None
    medium: Medium | None = None
    place: Line | None = None
    remark: Text | None = None
    revision: int | None = None


class FilingHere(Request):
    """A document of the in-tray is filed in this dossier."""

    document_id: UUID
    case_id: UUID | None = None


class CaseOpening(Request):
    title: Annotated[str, Field(min_length=1, max_length=500)]
