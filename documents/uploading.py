"""The way in: tickets for the browser's own uploads, and the plain form for those without script.

Both end in the same check. Whatever comes of it is committed in units of work of its own, because
a refusal must be remembered although its answer rolls the request's back.
"""

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from documents import actions, queries
from documents.actions import LARGEST_FILE, NewUpload, UploadRefused
from documents.models import Document, Upload
from documents.presentation import section_of
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TooLarge
from portal.kernel.subjects import subject_type
from portal.kernel.words import spoken
from portal.web.access import requires, services

blueprint = Blueprint("uploads", __name__, template_folder="templates")

ROOM_FOR_FORM_PARTS: Final = 64 * 1024
MOST_FILES: Final = 20


@blueprint.before_request
def _take_large_forms() -> None:
    """Raise the cap of form bodies, for the two routes alone that take a file.

    Werkzeug streams a file of a form to a temporary file; memory stays constant.
    """
    if request.endpoint in {"uploads.create", "uploads.create_version"}:
        request.max_content_length = LARGEST_FILE + ROOM_FOR_FORM_PARTS


@blueprint.post("/documents/on/<kind>/<uuid:subject_id>/uploads")
@requires("documents:upload")
def create_ticket(work: Work, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """Answer {name, size, type} with where to PUT the bytes; see assets/js/uploader.js."""
    subject = queries.get_subject(work, kind, subject_id)
    return _ticket(actions.open_upload(work, subject, _announced()))


@blueprint.post("/documents/<uuid:document_id>/uploads")
@requires("documents:upload")
def create_version_ticket(work: Work, document_id: UUID) -> ResponseReturnValue:
    document = queries.get_document(work, document_id)
    subject = queries.get_subject(work, document.subject_type, document.subject_id)
    return _ticket(actions.open_upload(work, subject, _announced(), document))


@blueprint.post("/documents/uploads/<uuid:upload_id>/completion")
@requires("documents:upload")
def create_completion(work: Work, upload_id: UUID) -> ResponseReturnValue:
    upload = complete(work, upload_id)
    return jsonify(html=render_template("documents/_arrived.html", upload=upload))


@blueprint.post("/documents/uploads/<uuid:upload_id>/cancellation")
@requires("documents:upload")
def create_cancellation(work: Work, upload_id: UUID) -> ResponseReturnValue:
    actions.abort_upload(work, services().storage, work.get(Upload, upload_id))
    return jsonify({})


@blueprint.post("/documents/on/<kind>/<uuid:subject_id>")
@requires("documents:upload")
def create(work: Work, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """Take files from the plain form."""
    subject = queries.get_subject(work, kind, subject_id)
    found = subject_type(kind)
    errors = [error for file in _files() if (error := _take(work, kind, subject_id, file))]
    if errors:
        section = section_of(work, kind, subject)
        link = queries.SubjectLink(found.label(subject), found.path(subject))
        return render_template(
            "documents/on_subject.html", subject=link, errors=errors, **section
        ), 422
    return redirect(found.path(subject), 303)


@blueprint.post("/documents/<uuid:document_id>/versions")
@requires("documents:upload")
def create_version(work: Work, document_id: UUID) -> ResponseReturnValue:
    """Take a further version from the plain form."""
    document = queries.get_document(work, document_id)
    for file in _files()[:1]:
        error = _take(work, document.subject_type, document.subject_id, file, document_id)
        if error:
            raise Invalid(error)
    return redirect(url_for("documents.show", document_id=document.id), 303)


def _announced() -> NewUpload:
    told = request.get_json(silent=True)
    fields: dict[str, Any] = told if isinstance(told, dict) else {}
    name, size, kind = fields.get("name"), fields.get("size"), fields.get("type")
    if not isinstance(name, str) or type(size) is not int:
        raise Invalid(gettext("Say the file's name and its size in bytes."))
    return NewUpload(name, size, kind if isinstance(kind, str) else None)


def _ticket(upload: Upload) -> ResponseReturnValue:
    url = services().storage.upload_url(upload.staging_key)
    return jsonify(
        parts=[{"url": url, "start": 0, "end": upload.size}],
        complete_url=url_for("uploads.create_completion", upload_id=upload.id),
        abort_url=url_for("uploads.create_cancellation", upload_id=upload.id),
    )


def complete(work: Work, upload_id: UUID) -> Upload:
    storage = services().storage
    try:
        return actions.complete_upload(work, storage, work.get(Upload, upload_id))
    except UploadRefused as refusal:
        work.rollback()
        with services().database.work(work.actor) as own:
            upload = own.get(Upload, upload_id)
            actions.refuse_upload(own, storage, upload, refusal.message)
        raise


def _files() -> list[FileStorage]:
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise Invalid(gettext("Choose a file first."))
    if len(files) > MOST_FILES:
        raise Invalid(gettext("Choose fewer files at a time."))
    return files


def _take(
    work: Work, kind: str, subject_id: UUID, file: FileStorage, document_id: UUID | None = None
) -> str | None:
    """Announce, store and check one file of a form; return the sentence of a refusal."""
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    new = NewUpload(file.filename or "", size, file.mimetype)
    try:
        with services().database.work(work.actor) as own:
            subject = queries.get_subject(own, kind, subject_id)
            document = own.get(Document, document_id) if document_id else None
            upload = actions.open_upload(own, subject, new, document)
        storage = services().storage
        storage.put_stream(upload.staging_key, file.stream, size, "application/octet-stream")  # type: ignore[arg-type]
        with services().database.work(work.actor) as own:
            complete(own, upload.id)
    except (Invalid, TooLarge) as refusal:
        return f"{file.filename}: {spoken(refusal.message, gettext)}"
    return None
