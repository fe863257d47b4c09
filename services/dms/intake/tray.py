"""The in-tray (Posteingang) as its page shows it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.dms.db import Tx
from services.dms.intake.proposals import Proposal, proposals
from services.dms.organisation.models import Tenant
from services.dms.organisation.queries import office_names, person_names
from services.dms.records import queries
from services.dms.records.models import DISCARDED, FAILED, IN_TRAY, READING, RECEIVED, Document
from services.dms.records.view import DocumentView, document_view

PART = 50
OPEN_STATES = (IN_TRAY, FAILED)


@dataclass(frozen=True)
class Choice:
    """Which in-tray is looked at: of one office, or of all that may be seen; waiting or discarded things."""

    office: UUID | None
    discarded: bool = False
    limit: int = PART

    @property
    def query(self) -> str:
        """For addresses: ``office=...&show=discarded``."""
        parts = [f"office={self.office or 'all'}"]
        parts += ["show=discarded"] if self.discarded else []
        parts += [f"limit={self.limit}"] if self.limit != PART else []
        return "&".join(parts)


@dataclass(frozen=True)
class Row:
    """A thing in the list."""

    document: Document
    uploader: str
    pages_done: int
    proposals: Sequence[Proposal]

    @property
    def being_read(self) -> bool:
        return self.document.state in (RECEIVED, READING)


@dataclass(frozen=True)
class Tray:
    """The list with its counts; ``seen`` changes whenever the list would look different."""

    choice: Choice
    rows: Sequence[Row]
    more: bool
    offices: dict[UUID, str]
    counts: dict[UUID, dict[str, int]] = field(default_factory=dict)

    def count(self, *states: str, office: UUID | None = None) -> int:
        """How many of these states wait, in one in-tray or in those chosen."""
        chosen = office or self.choice.office
        places = [self.counts.get(chosen, {})] if chosen else list(self.counts.values())
        return sum(place.get(state, 0) for place in places for state in states)

    @property
    def open(self) -> int:
        return self.count(*OPEN_STATES)

    @property
    def reading(self) -> int:
        return self.count(RECEIVED, READING)

    @property
    def seen(self) -> str:
        looks = [(str(row.document.id), row.document.revision, row.document.state, row.pages_done) for row in self.rows]
        return hashlib.sha256(repr((looks, self.open, self.reading)).encode()).hexdigest()[:16]

    def after(self, document_id: UUID) -> UUID | None:
        """What opens when this one is gone: the next in the list, else the one before it."""
        ids = [row.document.id for row in self.rows]
        if document_id not in ids:
            return ids[0] if ids else None
        at = ids.index(document_id)
        left = ids[at + 1 :] or ids[:at][-1:]
        return left[0] if left else None


def tray(tx: Tx, choice: Choice) -> Tray:
    """What the actor may see of it, newest first."""
    session, actor, today = tx.session, tx.actor, tx.today
    if choice.discarded:
        found = queries.documents(session, actor, today, state=DISCARDED, office=choice.office, limit=choice.limit)
    else:
        found = queries.tray(session, actor, today, choice.office, choice.limit)
    documents = found.items
    ids = [document.id for document in documents]
    proposed = proposals(tx, ids)
    done = queries.pages_done(session, [row.id for row in documents if row.state in (RECEIVED, READING)])
    people = person_names(session, [row.uploaded_by for row in documents if row.uploaded_by])
    rows = [
        Row(
            row,
            people.get(row.uploaded_by, "") if row.uploaded_by else "",
            done.get(row.id, 0),
            proposed.get(row.id, []),
        )
        for row in documents
    ]
    counts = queries.tray_counts(session, actor, today)
    return Tray(choice, rows, found.next is not None, office_names(session, {*actor.offices, *counts}), counts)


def open_count(tx: Tx) -> int:
    """For the rail: what waits in the in-trays of the actor's own offices."""
    counts = queries.tray_counts(tx.session, tx.actor, tx.today)
    own = [counts.get(office, {}) for office in tx.actor.offices]
    return sum(place.get(state, 0) for place in own for state in OPEN_STATES)


@dataclass(frozen=True)
class Work:
    """The opened document with what the form needs."""

    view: DocumentView
    proposals: Sequence[Proposal]
    duplicate: DocumentView | None

    @property
    def marks(self) -> list[str]:
        """Words of the chosen target's reason, to be marked on the page: the best one's at first."""
        return list(self.proposals[0].because) if self.proposals else []


def work(tx: Tx, document_id: UUID) -> Work:
    """:raises DocumentNotFound: there is none, or it may not be seen."""
    view = document_view(tx, document_id, steps=0)
    row = view.row
    proposed = proposals(tx, [row.id]).get(row.id, [])
    return Work(view, proposed, _duplicate(tx, view))


def _duplicate(tx: Tx, view: DocumentView) -> DocumentView | None:
    """Another document with the same bytes, of those the actor may read."""
    tenant: Tenant = view.tenant
    same = queries.duplicate_of(tx.session, tx.actor, tx.today, tenant.id, view.row.sha256, other_than=view.row.id)
    return document_view(tx, same.id, steps=0) if same else None
