"""Documents through the API: the same tickets, checks, receipts and policies as on screen.

A machine announces a file, PUTs its bytes to the address it gets, and completes. Fetching is a
POST: it writes a receipt and returns an address that dies after 60 seconds.
"""

from typing import Any
from uuid import UUID

from flask import url_for
from marshmallow import fields, validate

from documents import actions, queries, uploading
from documents.actions import LARGEST_FILE, NewUpload
from documents.models import Document, Scan, Upload, UploadState, Version
from portal.kernel.db import Work
from portal.kernel.storage import DOWNLOAD_SECONDS, UPLOAD_SECONDS
from portal.web.access import services
from portal.web.api import (
    ETAG,
    LOCATION,
    ApiSchema,
    Page,
    PageArguments,
    api_blueprint,
    page_schema,
    read_position,
    requires_token,
    with_version,
)
from portal.web.cursors import moment_and_id

blueprint = api_blueprint("documents", "Files on accounts, deals and partners, with their versions")
LIST = "documents"
KINDS = ("account", "deal", "partner")


class VersionSchema(ApiSchema):
    """The bytes a document has had since one upload. `size` is in bytes, `sha256` in hex."""

    number = fields.Integer(required=True)
    file_name = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    content_type = fields.String(required=True)
    scan = fields.Enum(Scan, by_value=True, required=True)
    added_at = fields.AwareDateTime(required=True, attribute="created_at")
    added_by = fields.String(required=True, attribute="uploader_name")
    added_by_company = fields.String(required=True, attribute="uploader_company_name")


class DocumentSchema(ApiSchema):
    """A file about one subject. Its owner is the company on whose side it stands."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    owner_company_id = fields.UUID(required=True)
    subject_type = fields.String(required=True, validate=validate.OneOf(KINDS))
    subject_id = fields.UUID(required=True)
    account_id = fields.UUID(required=True, allow_none=True)
    latest = fields.Nested(VersionSchema, required=True)


class DocumentsArguments(PageArguments):
    subject_type = fields.String(load_default=None, validate=validate.OneOf(KINDS))
    account_id = fields.UUID(load_default=None)
    search = fields.String(
        load_default="",
        validate=validate.Length(0, 80),
        metadata={"description": "Part of the title"},
    )


class VersionListSchema(ApiSchema):
    items = fields.List(fields.Nested(VersionSchema), required=True)


class LinkSchema(ApiSchema):
    """An address of the file store. It opens these bytes to whoever holds it, until it dies."""

    url = fields.URL(required=True, require_tld=False)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds"})


class NewUploadSchema(ApiSchema):
    """A file as announced. With `sha256`, bytes that changed on their way are refused."""

    subject_type = fields.String(required=True, validate=validate.OneOf(KINDS))
    subject_id = fields.UUID(required=True)
    document_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "The document that gets a further version"},
    )
    name = fields.String(required=True, validate=validate.Length(1, 1000))
    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_FILE))
    sha256 = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"^[0-9a-fA-F]{64}\Z")
    )


class TicketSchema(ApiSchema):
    """Where to PUT the bytes, with no header but their length, before completing the upload."""

    id = fields.UUID(required=True)
    url = fields.URL(required=True, require_tld=False)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds"})


class UploadSchema(ApiSchema):
    """An upload. CHECKING means a job reads it: ask again. VERIFIED names the document."""

    id = fields.UUID(required=True)
    state = fields.Enum(UploadState, by_value=True, required=True)
    document_id = fields.UUID(required=True, allow_none=True)
    refusal = fields.String(required=True, allow_none=True)


@blueprint.get("/documents")
@requires_token("documents:read")
@blueprint.arguments(DocumentsArguments, location="query")
@blueprint.response(200, page_schema(DocumentSchema))
def index(work: Work, wanted: dict[str, Any]) -> Page[Document]:
    """List documents, the newest first."""
    documents = queries.documents_page(
        work,
        search=wanted["search"],
        kind=wanted["subject_type"],
        account_id=wanted["account_id"],
        after=read_position(LIST, wanted["cursor"], moment_and_id),
        limit=wanted["limit"] + 1,
    )
    return Page.of(
        LIST, documents, wanted["limit"], lambda last: (last.latest_at.isoformat(), str(last.id))
    )


@blueprint.get("/documents/<uuid:document_id>")
@requires_token("documents:read")
@blueprint.response(200, DocumentSchema, headers=ETAG)
def show(work: Work, document_id: UUID) -> tuple[Document, dict[str, str]]:
    """Show one document with its latest version."""
    document = queries.get_document(work, document_id)
    return document, with_version(document)


@blueprint.get("/documents/<uuid:document_id>/versions")
@requires_token("documents:read")
@blueprint.response(200, VersionListSchema)
def versions(work: Work, document_id: UUID) -> dict[str, list[Version]]:
    """List the versions of a document, the latest first."""
    document = queries.get_document(work, document_id)
    return {"items": list(queries.versions_of(work, document))}


@blueprint.post("/documents/<uuid:document_id>/versions/<int:number>/link")
@requires_token("documents:download")
@blueprint.refuses(502, 503)
@blueprint.response(201, LinkSchema)
def create_link(work: Work, document_id: UUID, number: int) -> dict[str, Any]:
    """Fetch a version: leave a receipt with its owner, get an address good for 60 seconds."""
    version = queries.get_version(work, document_id, number)
    url = actions.fetch_version(work, services().storage, version)
    return {"url": url, "expires_in": DOWNLOAD_SECONDS}


@blueprint.post("/uploads")
@requires_token("documents:upload")
@blueprint.arguments(NewUploadSchema)
@blueprint.refuses(404)
@blueprint.response(201, TicketSchema, headers=LOCATION)
def create_upload(work: Work, wanted: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Announce a file and get the address to PUT its bytes to."""
    subject = queries.get_subject(work, wanted["subject_type"], wanted["subject_id"])
    document = queries.get_document(work, wanted["document_id"]) if wanted["document_id"] else None
    new = NewUpload(wanted["name"], wanted["size"], sha256=wanted["sha256"])
    upload = actions.open_upload(work, subject, new, document)
    url = services().storage.upload_url(upload.staging_key)
    place = {"Location": url_for("api_documents.show_upload", upload_id=upload.id)}
    return {"id": upload.id, "url": url, "expires_in": UPLOAD_SECONDS}, 201, place


@blueprint.get("/uploads/<uuid:upload_id>")
@requires_token("documents:upload")
@blueprint.response(200, UploadSchema)
def show_upload(work: Work, upload_id: UUID) -> dict[str, Any]:
    """Show how far an upload is."""
    return _upload(work, work.get(Upload, upload_id))


@blueprint.post("/uploads/<uuid:upload_id>/completion")
@requires_token("documents:upload")
@blueprint.refuses(409, 503)
@blueprint.response(200, UploadSchema)
def create_completion(work: Work, upload_id: UUID) -> dict[str, Any]:
    """Have the bytes checked. Repeatable; up to 32 MB the answer is final."""
    return _upload(work, uploading.complete(work, upload_id))


def _upload(work: Work, upload: Upload) -> dict[str, Any]:
    version = work.get(Version, upload.version_id) if upload.version_id else None
    return {
        "id": upload.id,
        "state": upload.state,
        "document_id": version.document_id if version else None,
        "refusal": upload.refusal,
    }
