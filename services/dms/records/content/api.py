"""Bytes and words of a document, for programs and for the viewer."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import Response, request
from werkzeug.wsgi import wrap_file

from services.dms.db import Tx
from services.dms.organisation.models import Tenant
from services.dms.records import queries
from services.dms.records.content.boxes import page_words
from services.dms.records.models import Document, Page
from services.dms.records.schemas import ContentQuery, PageWords, WordsQuery
from services.dms.rest.api import Api, runtime
from services.dms.rest.download import attachment
from services.dms.shell.context import reading
from shared.contracts import PREVIEW_WIDTHS, BlobRef, preview_name
from shared.errors import NotFound

api = Api("content")
SANDBOX = "sandbox; default-src 'none'"
"""Whatever a browser makes of these bytes: it runs no script and loads nothing."""


class NoArchiveRendition(NotFound):
    """There is no archive rendition: not yet, or never (a signed or encrypted file is not rewritten)."""

    code = "no_archive_rendition"


class NoPreview(NotFound):
    """The page is not drawn, or not yet."""

    code = "no_preview"


class PageMissing(NotFound):
    """The document has no such page, or it is not read yet."""

    code = "no_such_page"


@api.route(
    "get",
    "/documents/<uuid:document_id>/content",
    "The bytes: original (bit-identical), archive (PDF/A), text, or preview of a page (WebP)",
    query=ContentQuery,
    media=("application/octet-stream", "application/pdf", "text/plain", "image/webp"),
    headers={"Range": "a part of the original or the archive rendition", "If-None-Match": "the ETag known already"},
    errors={404: "not_found, no_archive_rendition, no_preview, no_such_page"},
)
def content(document_id: UUID, query: ContentQuery) -> Response:
    with reading() as tx:
        row = queries.document(tx.session, tx.actor, tx.today, document_id)
        tenant = tx.session.get_one(Tenant, row.tenant_id).code
        if query.rendition == "text":
            return _text(_page_texts(tx, row, query.page))
        if query.rendition == "archive":
            ref, media_type, name = _archive(tx, row, tenant)
        else:
            ref, media_type, name = BlobRef(tenant, row.sha256), row.media_type, row.name
    if query.rendition == "preview":
        return _preview(ref, query.page or 1, query.width)
    return _file(ref, media_type, name)


@api.route(
    "get",
    "/documents/<uuid:document_id>/pages/<int:page_no>/words",
    "The words of a page with their boxes, and which of them a search hits",
    query=WordsQuery,
    answer=PageWords,
    errors={404: "not_found, no_such_page"},
)
def words(document_id: UUID, page_no: int, query: WordsQuery) -> PageWords:
    with reading() as tx:
        row = queries.document(tx.session, tx.actor, tx.today, document_id)
        if tx.session.get(Page, (row.id, page_no)) is None:
            raise PageMissing
        ref = BlobRef(tx.session.get_one(Tenant, row.tenant_id).code, row.sha256)
    return PageWords(page_words(runtime().blobs, runtime().finder, ref, page_no, query.q))


def _archive(tx: Tx, row: Document, tenant: str) -> tuple[BlobRef, str, str]:
    found = queries.archive(tx.session, row.id)
    if found is None:
        raise NoArchiveRendition
    stem = row.name.rpartition(".")[0] or row.name
    return BlobRef(tenant, found.sha256), found.media_type, f"{stem}.pdf"


def _page_texts(tx: Tx, row: Document, page_no: int | None) -> str:
    pages = queries.pages(tx.session, row.id)
    if page_no is None:
        return "\f".join(page.text for page in pages)
    found = [page.text for page in pages if page.page_no == page_no]
    if not found:
        raise PageMissing
    return found[0]


def _text(text: str) -> Response:
    return _guarded(Response(text, mimetype="text/plain"))


def _preview(ref: BlobRef, page_no: int, width: int) -> Response:
    """The kept width nearest to the wished one, larger ones first."""
    nearest = sorted(PREVIEW_WIDTHS, key=lambda kept: (kept < width, abs(kept - width)))
    for kept in nearest:
        data = runtime().blobs.kept(ref, preview_name(page_no, kept))
        if data is not None:
            response = _guarded(Response(data, mimetype="image/webp"))
            response.set_etag(hashlib.sha256(data).hexdigest()[:32])
            response.make_conditional(request)
            return response
    raise NoPreview


def _file(ref: BlobRef, media_type: str, name: str) -> Response:
    """The whole file or the part asked for, always as a download: never shown where a script in it could run."""
    blobs = runtime().blobs
    size, file = blobs.size(ref), blobs.open(ref)
    response = _guarded(
        Response(wrap_file(request.environ, file, 256 * 1024), mimetype=media_type, direct_passthrough=True)
    )
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Content-Disposition"] = attachment(name)
    response.set_etag(ref.sha256)
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    return response


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.cache_control.private = True
    response.cache_control.no_cache = True  # kept, but asked for again each time: rights may have ended
    return response
