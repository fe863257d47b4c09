"""Taking a file in: a stream from the command line, a watched folder or the demo, and the row from any channel."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

from services.dms.db import Tx
from services.dms.intake.parts import clean_name
from services.dms.organisation.actor import Actor
from services.dms.organisation.models import Office, Tenant
from services.dms.records.actions import received
from services.dms.records.models import Document
from services.dms.records.queries import duplicate_of
from shared.contracts import BlobRef
from shared.errors import StorageFull, TooLarge
from shared.media_types import sniff
from shared.ports import BlobStore
from shared.settings import Settings

CHUNK = 1024 * 1024


class Place(Protocol):
    """What receiving needs of the runtime: settings, blobs, transactions."""

    settings: Settings
    blobs: BlobStore

    def transaction(self, actor: Actor) -> AbstractContextManager[Tx]: ...


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file. ``duplicate_of`` is the earlier document of the same bytes (then ``id`` is it, too);
    ``problem`` the code why it was not taken (then nothing is stored)."""

    name: str
    id: UUID | None = None
    state: str | None = None
    sha256: str | None = None
    duplicate_of: UUID | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Inlet:
    """Where files come in and what is said of them. ``then`` writes more into the document's transaction."""

    tenant: Tenant
    office: Office
    channel: str
    subject: str = ""
    received_on: date | None = None
    force: bool = False
    then: Callable[[Tx, Document], None] | None = None


def receive(place: Place, actor: Actor, stream: BinaryIO, name: str, inlet: Inlet, size: int | None = None) -> Received:
    """Take the stream in: the bytes are durable and the row is committed when this returns an ``id``.

    ``size``: the length in bytes, if known before. :raises StorageFull: before a byte is read where the length is
    known; :raises TooLarge: more than ``max_content_length``; :raises Forbidden: not this actor, not there."""
    if size is not None and place.blobs.free_bytes() < 2 * size:
        raise StorageFull
    label = clean_name(name)
    writer = place.blobs.writer(inlet.tenant.code)
    try:
        while chunk := stream.read(CHUNK):
            if writer.size + len(chunk) > place.settings.max_content_length:
                raise TooLarge
            writer.write(chunk)
        media_type = sniff(writer.head)
        if writer.size == 0 or media_type is None:
            return Received(label, problem="empty_file" if writer.size == 0 else "unsupported_type")
        # Blob before row: an orphaned blob is harmless, a row without its bytes is not.
        ref = writer.commit()
    finally:
        writer.abort()
    with place.transaction(actor) as tx:
        return recorded(tx, ref, writer.size, label, media_type, inlet)


def recorded(tx: Tx, ref: BlobRef, size: int, name: str, media_type: str, inlet: Inlet) -> Received:
    """A document for bytes that are durable, from any channel; or the earlier one where that may be told."""
    earlier = None if inlet.force else _earlier(tx, ref, inlet)
    document = earlier or received(
        tx,
        document_id=uuid4(),
        ref=ref,
        size=size,
        name=name,
        media_type=media_type,
        tenant=inlet.tenant,
        office=inlet.office,
        channel=inlet.channel,
        subject=inlet.subject,
        received_on=inlet.received_on or tx.today,
    )
    if inlet.then is not None:
        inlet.then(tx, document)
    return Received(name, document.id, document.state, ref.sha256, earlier.id if earlier is not None else None)


def _earlier(tx: Tx, ref: BlobRef, inlet: Inlet) -> Document | None:
    """Told as a duplicate only to who may read the earlier document; the program itself tells nobody."""
    if tx.actor.is_system:
        return None
    return duplicate_of(tx.session, tx.actor, tx.today, inlet.tenant.id, ref.sha256)
