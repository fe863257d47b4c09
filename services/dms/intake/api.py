"""Documents for programs: handing in, looking, changing, and how far reading is."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Response, request

from services.dms.db import Tx
from services.dms.intake.acts.api import api as acts
from services.dms.intake.answers import told
from services.dms.intake.parts import Part, Parts, refuse_without_room
from services.dms.intake.progress.api import api as progress
from services.dms.intake.schemas import UPLOAD_FORM, HandedIn, HandingIn
from services.dms.intake.uploading import Stored, Target, store, take
from services.dms.intake.wishes import open_target
from services.dms.organisation.models import Office, Tenant
from services.dms.organisation.queries import office_by_code, office_of
from services.dms.records import actions, queries
from services.dms.records.schemas import Document, DocumentChange, DocumentsQuery, FilingHere
from services.dms.rest.api import Api, WrongMediaType, parsed, runtime, spoken
from services.dms.rest.schemas import Listing
from services.dms.shell.context import actor, language, reading, writing
from services.dms.shell.request import StreamingRequest
from shared.errors import Forbidden, Invalid

api = Api("documents")
api.include(acts)
api.include(progress)
MAX_PARTS = 250
"""Files and fields of one form: each file being received is an open file."""


class NoFile(Invalid):
    """A form without a file."""

    code = "no_file"


@api.route(
    "post",
    "/documents",
    "Hand in one or more files",
    form=UPLOAD_FORM,
    answer=HandedIn,
    status=202,
    headers={"Idempotency-Key": "the same key within 24 hours gives the same answer and stores nothing again"},
    errors={
        403: "forbidden",
        404: "office_not_found",
        413: "too_large",
        422: "no_file, empty_file, unsupported_type, idempotency_key_reused",
        507: "storage_full",
    },
)
def hand_in() -> Response:
    return _hand_in()


@api.route(
    "post",
    "/dossiers/<uuid:dossier_id>/documents",
    "File a document of the in-tray here (JSON), or hand in files that are filed here once they are read (form)",
    form=UPLOAD_FORM,
    body=FilingHere,
    answer=Document,
    also={202: HandedIn},
    errors={
        403: "forbidden",
        404: "dossier_not_found, document_not_found",
        409: "still_reading, already_filed, dossier_closed",
        413: "too_large",
        422: "no_file, empty_file, unsupported_type",
        507: "storage_full",
    },
)
def file_here(dossier_id: UUID, body: FilingHere | None) -> Document | Response:
    if body is None:
        return _hand_in(dossier_id)
    with writing() as tx:
        row = actions.file_document(tx, body.document_id, dossier_id=dossier_id, case_id=body.case_id)
        tx.session.flush()
        return told(tx, [row], language())[0]


def _hand_in(dossier_id: UUID | None = None) -> Response:
    """The files of this request as documents. What may not be is refused before a byte is read."""
    who = actor()
    if not who.content_role:
        raise Forbidden
    if dossier_id is not None:
        with writing() as tx:
            open_target(tx, dossier_id)
    wishes, files = received_form()
    if wishes.tenant not in (None, who.tenant):
        raise Forbidden
    with writing() as tx:
        tenant = tx.session.get_one(Tenant, who.tenant_id)
        if dossier_id is not None:
            open_target(tx, dossier_id)
        target = Target(tenant, _office(tx, wishes.office), dossier_id)
        answer = take(tx, files, target, wishes, _key(), language())
    return _handed_in(answer)


def received_form() -> tuple[HandingIn, list[Stored]]:
    """The form of this request: what was wished, and its files, each durable or refused.

    :raises WrongMediaType: no multipart form; :raises StorageFull: before a byte is read;
    :raises NoFile: the form has none, or is broken."""
    if request.mimetype != "multipart/form-data":
        raise WrongMediaType
    blobs = runtime().blobs
    refuse_without_room(blobs, request.content_length)
    parts = Parts(blobs, actor().tenant)
    try:
        wishes, found = _read(parts)
        return wishes, [store(part) for part in found]
    finally:
        parts.abort_all()


def _read(parts: Parts) -> tuple[HandingIn, list[Part]]:
    incoming = cast(StreamingRequest, request)
    incoming.file_stream = parts.factory
    incoming.max_form_parts = MAX_PARTS
    wishes = parsed(HandingIn, {name: value for name, value in incoming.form.items() if value.strip()})
    # A browser sends a nameless, empty file where nothing was chosen.
    received: list[Part] = [storage.stream for storage in incoming.files.getlist("file")]  # type: ignore[misc]
    found = [part for part in received if part.name or part.size]
    if not found:
        raise NoFile
    return wishes, found


def _office(tx: Tx, wished: str | None) -> Office:
    who = tx.actor
    if wished is None:
        if not who.offices:
            raise Invalid("this person has no office", field="office")
        return office_of(tx.session, who.offices[0])
    try:
        return office_of(tx.session, UUID(wished), who.tenant_id)
    except ValueError:
        return office_by_code(tx.session, who.tenant_id, wished)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 255:
        raise Invalid("at most 255 characters", field="Idempotency-Key")
    return key or None


def _handed_in(answer: HandedIn) -> Response:
    """202; where every file was refused 422, as the problem of the first with all of them beside it."""
    first = answer.items[0].problem
    if first is None or any(item.id for item in answer.items):
        return spoken(answer, 202)
    said = answer.model_dump(mode="json")
    problem = {"type": "about:blank", "title": "Unprocessable Content", "status": 422, "code": first.code}
    response = spoken(problem | {"detail": first.detail} | said, 422)
    response.mimetype = "application/problem+json"
    return response


@api.route("get", "/documents", "Documents I may see, newest first", query=DocumentsQuery, answer=Listing[Document])
def documents(query: DocumentsQuery) -> Listing[Document]:
    with reading() as tx:
        found = queries.documents(
            tx.session,
            tx.actor,
            tx.today,
            state=query.state,
            office=query.office,
            dossier=query.dossier,
            ids=query.ids,
            limit=query.limit,
            cursor=query.cursor,
        )
        return Listing[Document](items=told(tx, found.items, language()), next=found.next)


@api.route("get", "/documents/<uuid:document_id>", "A document", answer=Document, errors={404: "not_found"})
def document(document_id: UUID) -> Document:
    with reading() as tx:
        return told(tx, [queries.document(tx.session, tx.actor, tx.today, document_id)], language())[0]


@api.route(
    "patch",
    "/documents/<uuid:document_id>",
    "Change what is known of a document",
    body=DocumentChange,
    answer=Document,
    errors={403: "forbidden", 404: "not_found", 409: "changed_meanwhile", 422: "invalid"},
)
def change_document(document_id: UUID, body: DocumentChange) -> Document:
    changes = body.model_dump(exclude_unset=True, exclude={"revision"})
    with writing() as tx:
        row = actions.change_metadata(tx, document_id, expected_revision=body.revision, **changes)
        tx.session.flush()
        return told(tx, [row], language())[0]
