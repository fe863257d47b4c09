"""``aktenverbund verify``: does every row have its bytes, are they unharmed, does the index hold what the rows say?"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import Session

from services.dms import outbox
from services.dms.commands.common import alone, installation, say, served
from services.dms.organisation.actor import SYSTEM
from services.dms.organisation.models import Tenant
from services.dms.outbox import Outbox
from services.dms.records.models import READING, RECEIVED, Document, DocumentVersion, Rendition
from services.dms.runtime import Records, Runtime
from shared.catalogue import text
from shared.contracts import BlobRef, IndexRequested, ReindexRequested
from shared.settings import Settings

Finding = dict[str, Any]


def verify(asked: argparse.Namespace, settings: Settings, compose: Callable[[Settings], Runtime]) -> int:
    """Print each finding; 0 when there is none, 1 else. Nothing is changed."""
    count = 0
    for finding in _findings(settings, compose):
        count += 1
        said = {name: str(value) for name, value in finding.items() if name != "code"}
        say(asked.json, finding, text(f"cli-finding-{finding['code'].replace('_', '-')}", **said))
    if not asked.json:
        print(text("cli-verified", count=count), file=sys.stderr)
    return 1 if count else 0


def _findings(settings: Settings, compose: Callable[[Settings], Runtime]) -> Iterator[Finding]:
    url = served(settings)
    if url is None:
        with alone(settings, compose) as runtime:
            yield from _of_rows(runtime)
            yield from _of_index(runtime, runtime.index.count())
    else:
        with installation(settings) as records:
            yield from _of_rows(records)
            yield from _of_index(records, _count_of(url))


def _of_rows(records: Records) -> Iterator[Finding]:
    """Every version and every rendition: are the bytes there, and still the same?"""
    with records.reading(SYSTEM) as tx:
        originals = select(Tenant.code, DocumentVersion.sha256, DocumentVersion.document_id)
        originals = originals.join(Document, Document.id == DocumentVersion.document_id)
        made = select(Tenant.code, Rendition.sha256, Rendition.document_id)
        made = made.join(Document, Document.id == Rendition.document_id)
        belongs = Tenant.id == Document.tenant_id
        rows = tx.session.execute(union(originals.join(Tenant, belongs), made.join(Tenant, belongs))).all()
        for row in outbox.dead(tx.session):
            yield {
                "code": "work_given_up",
                "kind": row.kind,
                "document": row.document_id or "",
                "why": row.problem or "",
            }
    for tenant, sha256, document in rows:
        ref = BlobRef(tenant, sha256)
        if not records.blobs.exists(ref):
            yield {"code": "blob_missing", "tenant": tenant, "sha256": sha256, "document": document}
        elif not records.blobs.verify(ref):
            yield {"code": "blob_damaged", "tenant": tenant, "sha256": sha256, "document": document}


def _of_index(records: Records, held: int | None) -> Iterator[Finding]:
    """What the index has not heard of though nobody is about to tell it, and whether it holds as much as it should."""
    with records.reading(SYSTEM) as tx:
        coming = select(Outbox.document_id).where(Outbox.kind == IndexRequested.__name__, Outbox.dead_at.is_(None))
        behind = select(Document.id).where(
            Document.indexed_revision < Document.revision,
            or_(Document.state.not_in((RECEIVED, READING)), Document.indexed_revision > 0),
            Document.id.not_in(coming.where(Outbox.document_id.is_not(None))),
        )
        for document in tx.session.scalars(behind):
            yield {"code": "not_indexed", "document": document}
        wanted = _indexed(tx.session)
        busy = tx.session.scalar(
            select(func.count()).where(Outbox.kind.in_([IndexRequested.__name__, ReindexRequested.__name__]))
        )
    if held is not None and held != wanted and not busy:
        yield {"code": "index_count", "held": held, "wanted": wanted}


def _indexed(session: Session) -> int:
    return session.scalar(select(func.count()).where(Document.indexed_revision > 0)) or 0


def _count_of(url: str) -> int | None:
    """How many entries the running server's index has; None where it does not say."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/readyz", timeout=30) as response:
            return int(json.load(response)["parts"]["index"]["documents"])
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return None
