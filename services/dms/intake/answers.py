"""Documents as the API tells them: rows, with what stands in other tables, a few statements for a whole list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dms.db import Tx
from services.dms.intake.queries import suggestions
from services.dms.intake.schemas import Progress
from services.dms.organisation.models import Tenant
from services.dms.records.models import FAILED, IN_TRAY, Case, Document, Dossier
from services.dms.records.queries import pages_done
from services.dms.records.schemas import Document as DocumentAnswer
from services.dms.records.schemas import DocumentState, Suggestion
from services.dms.rest.schemas import Cause
from shared.catalogue import error_text

_PLAIN = tuple(
    name
    for name in DocumentAnswer.model_fields
    if name not in ("tenant", "pages_read", "file_number", "suggestions", "problem")
)


def told(tx: Tx, rows: Sequence[Document], lang: str) -> list[DocumentAnswer]:
    """The rows (which the actor may see) as answers, in their order."""
    numbers = file_numbers(tx.session, rows)
    read = pages_done(tx.session, (row.id for row in rows))
    tenants = _tenants(tx.session, (row.tenant_id for row in rows))
    return [
        DocumentAnswer(
            **{name: getattr(row, name) for name in _PLAIN},
            tenant=tenants[row.tenant_id],
            pages_read=read.get(row.id, 0),
            file_number=numbers.get(row.id),
            suggestions=_suggestions(tx, row, lang) if row.state in (IN_TRAY, FAILED) else [],
            problem=cause(row.problem, lang),
        )
        for row in rows
    ]


def progress(session: Session, row: Document, lang: str) -> Progress:
    """How far reading is."""
    return Progress(
        id=row.id,
        state=cast(DocumentState, row.state),
        page_count=row.page_count,
        pages_read=pages_done(session, [row.id]).get(row.id, 0),
        mean_confidence=row.mean_confidence,
        problem=cause(row.problem, lang),
    )


def cause(code: str | None, lang: str) -> Cause | None:
    """Why, in words; None where nothing is wrong."""
    return Cause(code=code, detail=error_text(code, lang)) if code else None


def file_numbers(session: Session, rows: Iterable[Document]) -> dict[UUID, str]:
    """The number of each filed document: its dossier's, with the case's where it has one."""
    ids = [row.id for row in rows if row.dossier_id is not None]
    found = session.execute(
        select(Document.id, Dossier.file_number, Case.no)
        .join(Dossier, Dossier.id == Document.dossier_id)
        .outerjoin(Case, Case.id == Document.case_id)
        .where(Document.id.in_(ids))
    )
    return {row.id: row.file_number if row.no is None else f"{row.file_number}-{row.no:02d}" for row in found}


def _tenants(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {row.id: row.code for row in session.execute(select(Tenant.id, Tenant.code).where(Tenant.id.in_(set(ids))))}


def _suggestions(tx: Tx, row: Document, lang: str) -> list[Suggestion]:
    return [Suggestion.model_validate(found) for found in suggestions(tx.session, tx.actor, tx.today, row.id, lang)]
