"""Writing the log."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from services.dms.audit.models import AuditEvent
from services.dms.db import Tx


def record(
    tx: Tx,
    act: str,
    object_kind: str,
    object_id: UUID,
    *,
    tenant: str,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
    outcome: Literal["done", "denied"] = "done",
) -> AuditEvent:
    """Note that the transaction's actor did ``act`` (a verb, ``dossier_opened``) to an object of town ``tenant``.

    Written in the same transaction as the change: the log tells exactly what happened, no more and no less.
    """
    entry = AuditEvent(
        at=tx.now,
        tenant=tenant,
        actor_id=tx.actor.person_id,
        actor_name=tx.actor.name,
        acting_for=None,
        act=act,
        object_kind=object_kind,
        object_id=object_id,
        outcome=outcome,
        reason=reason,
        details=details or {},
        request_id=tx.request_id,
    )
    tx.add(entry)
    return entry
