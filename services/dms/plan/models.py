"""Positions as rows."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.dms.db import Base


class PlanPosition(Base):
    """Aktenplaneinheit of the joint plan. ``no`` is the small number in holder tokens, never given twice.

    ``lowest``: dossiers are opened here, and retention, disposal code and protection are those in force here,
    inherited or own. Above the lowest level they are the position's own, None where it says nothing.
    ``retention_months`` is None where ``permanent``. ``valid_from`` and ``valid_to`` are days, both included.
    """

    __tablename__ = "plan_positions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    no: Mapped[int] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(String(31), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_positions.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    keywords: Mapped[list[Any]] = mapped_column(default=list)
    retention_months: Mapped[int | None]
    permanent: Mapped[bool] = mapped_column(default=False)
    disposal_code: Mapped[str | None] = mapped_column(String(1))
    protection: Mapped[str] = mapped_column(String(15))
    lowest: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    @property
    def label(self) -> str:
        """Number and title as people read them: '610 Bauanträge'."""
        return f"{self.number} {self.title}"
