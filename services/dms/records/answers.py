"""Dossiers as the API tells them: rows, with what stands in other tables, a few statements for a whole list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.dms.organisation.models import Tenant
from services.dms.organisation.queries import office_names
from services.dms.plan.queries import labels
from services.dms.records import schemas
from services.dms.records.models import Case, Document, Dossier, FileNumberAlias

_PLAIN = [
    "id",
    "file_number",
    "title",
    "protection",
    "state",
    "medium",
    "place",
    "remark",
    "opened_at",
    "closed_on",
    "revision",
]


def dossiers_told(session: Session, rows: Sequence[Dossier]) -> list[schemas.Dossier]:
    """The rows (which the actor may see) as answers, in their order."""
    return [schemas.Dossier(**facts) for facts in _facts(session, rows)]


def dossier_detail(session: Session, row: Dossier) -> schemas.DossierDetail:
    """One dossier with its older numbers and its cases, newest first."""
    cases = session.scalars(select(Case).where(Case.dossier_id == row.id).order_by(Case.no.desc()))
    aliases = session.scalars(select(FileNumberAlias.number).where(FileNumberAlias.dossier_id == row.id))
    return schemas.DossierDetail(
        **_facts(session, [row])[0],
        aliases=sorted(aliases),
        cases=[
            schemas.CaseRef(
                id=case.id,
                no=case.no,
                file_number=f"{row.file_number}-{case.no:02d}",
                title=case.title,
                state=cast(schemas.DossierState, case.state),
            )
            for case in cases
        ],
    )


def document_counts(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many documents are filed in each dossier."""
    counted = (
        select(Document.dossier_id, func.count()).where(Document.dossier_id.in_(ids)).group_by(Document.dossier_id)
    )
    return {id_: count for id_, count in session.execute(counted) if id_ is not None}


def _facts(session: Session, rows: Sequence[Dossier]) -> list[dict[str, Any]]:
    positions = labels(session, (row.position_id for row in rows))
    offices = office_names(session, (row.responsible_office_id for row in rows))
    towns = {row.tenant_id for row in rows}
    tenants = {t.id: t.code for t in session.execute(select(Tenant.id, Tenant.code).where(Tenant.id.in_(towns)))}
    counts = document_counts(session, [row.id for row in rows])
    return [
        {name: getattr(row, name) for name in _PLAIN}
        | {
            "tenant": tenants[row.tenant_id],
            "position": positions[row.position_id].number,
            "position_title": positions[row.position_id].title,
            "responsible_office": {"id": row.responsible_office_id, "name": offices[row.responsible_office_id]},
            "document_count": counts.get(row.id, 0),
        }
        for row in rows
    ]
