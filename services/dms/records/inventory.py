"""The inventory of dossiers (Aktenbestandsverzeichnis): which dossiers there are, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from filing_plan import retention
from services.dms.db import berlin_day
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office
from services.dms.plan.models import PlanPosition
from services.dms.records.dossier_queries import filters
from services.dms.records.models import Document, Dossier
from services.dms.records.rights import dossier_readable_by
from services.dms.records.tables import Cell, csv_text, xlsx
from shared.catalogue import text

_COLUMNS = {
    "file-number": 22, "dossier": 44, "position": 9, "position-title": 28, "office": 24, "protection": 18,
    "state": 16, "medium": 12, "place": 24, "opened": 12, "closed": 12, "retention": 12, "keep-until": 14,
    "disposal": 10, "documents": 11, "remark": 40,
}  # fmt: skip
"""Columns and their width in characters; the words are in the catalogue under ``inventory-``."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """A dossier with what stands about it elsewhere; ``keep_until`` is None while it is open or kept for ever."""

    id: UUID
    file_number: str
    title: str
    position: str
    position_title: str
    office: str
    protection: str
    state: str
    medium: str
    place: str
    opened_on: date
    closed_on: date | None
    retention_months: int | None
    permanent: bool
    keep_until: date | None
    disposal_code: str | None
    documents: int
    remark: str


def rows(session: Session, actor: Actor, today: date, **narrowed: Any) -> Iterator[InventoryRow]:
    """Every dossier the actor may see, by file number; narrowed down as lists of dossiers are (``q``, ``position``,
    ``office``, ``year``, ``state``, ``medium``)."""
    counted = select(func.count()).where(Document.dossier_id == Dossier.id).correlate(Dossier).scalar_subquery()
    wanted = (
        select(Dossier, PlanPosition, Office.name, counted)
        .join(PlanPosition, PlanPosition.id == Dossier.position_id)
        .join(Office, Office.id == Dossier.responsible_office_id)
        .where(*filters(session, today, **narrowed), dossier_readable_by(session, actor, today))
        .order_by(Dossier.file_number)
    )
    for dossier, position, office, documents in session.execute(wanted.execution_options(yield_per=_BATCH)):
        yield _row(dossier, position, office, documents)


def count(session: Session, actor: Actor, today: date, **narrowed: Any) -> int:
    """How many dossiers :func:`rows` gives."""
    where = (*filters(session, today, **narrowed), dossier_readable_by(session, actor, today))
    return session.scalar(select(func.count()).select_from(Dossier).where(*where)) or 0


def _row(dossier: Dossier, position: PlanPosition, office: str, documents: int) -> InventoryRow:
    keep_until = retention.expires(dossier.closed_on, position.retention_months) if dossier.closed_on else None
    return InventoryRow(
        id=dossier.id,
        file_number=dossier.file_number,
        title=dossier.title,
        position=position.number,
        position_title=position.title,
        office=office,
        protection=dossier.protection,
        state=dossier.state,
        medium=dossier.medium,
        place=dossier.place,
        opened_on=berlin_day(dossier.opened_at),
        closed_on=dossier.closed_on,
        retention_months=position.retention_months,
        permanent=position.permanent,
        keep_until=keep_until,
        disposal_code=position.disposal_code,
        documents=documents,
        remark=dossier.remark,
    )


def as_csv(found: Iterable[InventoryRow], lang: str = "de") -> bytes:
    """The inventory as CSV."""
    return b"".join(csv_text(_cells(found, lang), "%d.%m.%Y" if lang == "de" else "%Y-%m-%d"))


def as_xlsx(found: Iterable[InventoryRow], lang: str = "de") -> bytes:
    """The inventory as a workbook of one sheet."""
    day = "dd.mm.yyyy" if lang == "de" else "yyyy-mm-dd"
    return xlsx(text("inventory-title", lang), _cells(found, lang), list(_COLUMNS.values()), day)


def _cells(found: Iterable[InventoryRow], lang: str) -> Iterator[list[Cell]]:
    yield [text(f"inventory-{column}", lang) for column in _COLUMNS]
    for row in found:
        yield [
            row.file_number,
            row.title,
            row.position,
            row.position_title,
            row.office,
            text(f"protection-{row.protection}", lang),
            text(f"dossier-state-{row.state}", lang),
            text(f"medium-{row.medium}", lang),
            row.place,
            row.opened_on,
            row.closed_on,
            text("inventory-permanent", lang) if row.permanent else row.retention_months,
            row.keep_until,
            row.disposal_code,
            row.documents,
            row.remark,
        ]
