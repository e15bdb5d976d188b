"""Checking what arrived: only what is whole, of its type and clean becomes a version."""

from typing import Any, BinaryIO, Final
from uuid import UUID

from documents import policies, queries
from documents.actions.announcing import NewUpload, open_upload
from documents.actions.telling import drop_remains, in_the_name_of, other_side, ring
from documents.events import DocumentReceived, DocumentRefused, DocumentUploaded
from documents.examination import Examined, examine
from documents.file_types import claimed_type
from documents.models import Document, Scan, Upload, UploadState, Version
from documents.scanning import new_scanner
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.ids import new_id
from portal.kernel.policy import ensure
from portal.kernel.storage import ObjectMissing, Storage
from portal.kernel.subjects import subject_type
from portal.kernel.words import said

CHECKED_AT_ONCE: Final = 32 * 1024**2
"""Up to here the check runs in the request and the answer is final. Above, a job does it, so that
no request thread and database connection are held for as long as a large file takes."""


class UploadRefused(Invalid):
    """The bytes are not what was announced, or not what the portal takes. The upload is over."""

    code = "upload-refused"


class NotArrived(Conflict):
    """The store has nothing yet; the same address can be written to again."""

    code = "not-arrived"
    title = said("The file did not arrive. Check your connection and send it again")


def complete_upload(work: Work, storage: Storage, upload: Upload) -> Upload:
    """Check what arrived and make it a version, at once or (above 32 MB) by a job. Repeatable.

    Raises:
        NotArrived: the store has nothing; the upload stays open.
        UploadRefused: wrong length, hash or type, or a finding. The caller rolls back and tells
            `refuse_upload` in a unit of work of its own.
        Conflict: it was aborted, or expired.
    """
    upload = work.lock(Upload, upload.id)
    ensure(policies.can_complete(work.actor, upload))
    if upload.state in {UploadState.VERIFIED, UploadState.CHECKING}:
        return upload
    if upload.state is UploadState.REFUSED:
        raise UploadRefused(upload.refusal)
    upload.ensure_open(work.now)
    _check_arrived(storage, upload)
    if upload.size > CHECKED_AT_ONCE:
        _leave_to_a_job(work, upload)
    else:
        check_upload(work, storage, upload)
    return upload


def check_upload(work: Work, storage: Storage, upload: Upload) -> Version:
    """Read the bytes once, out of the browser's reach, and make them a version of a document.

    Raises:
        UploadRefused: they are not what was announced, or not what the portal takes.
        ObjectMissing: the store lost them meanwhile.
    """
    storage.take_in(upload.staging_key, upload.received_key)
    examined = examine(storage.chunks(upload.received_key), new_scanner())
    _refuse_what_differs(upload, examined)
    key = storage.promote(
        upload.received_key, upload.owner_company_id, examined.size, examined.sha256
    )
    subject = queries.get_subject(work, upload.subject_type, upload.subject_id)
    document = _document_of(work, upload, subject)
    version = work.add(_new_version(work, upload, document, examined, key))
    work.flush()
    upload.verify(version.id, at=work.now)
    drop_remains(work, storage, upload)
    work.record(
        DocumentUploaded(
            document.id, version.file_name, version.number, version.size, version.sha256
        ),
        subject=subject,
        owner=document.owner_company_id,
        counterparty=other_side(work, upload.subject_type, subject, document.owner_company_id),
        account_id=document.account_id,
        by=in_the_name_of(work, upload),
    )
    ring(work, upload, subject)
    return version


def refuse_upload(work: Work, storage: Storage, upload: Upload, refusal: str) -> None:
    """Remember a refusal, give the announced bytes back and drop what arrived. Repeatable."""
    upload = work.lock(Upload, upload.id)
    if upload.state not in {UploadState.OPEN, UploadState.CHECKING}:
        return
    upload.refuse(refusal, at=work.now)
    queries.release_bytes(work, upload.owner_company_id, upload.size)
    drop_remains(work, storage, upload)
    subject = queries.get_subject(work, upload.subject_type, upload.subject_id)
    work.record(
        DocumentRefused(upload.id, upload.file_name, is_late=work.actor.is_system),
        subject=subject,
        owner=upload.owner_company_id,
        account_id=_account_of(upload, subject),
        reason=refusal,
        by=in_the_name_of(work, upload),
    )
    ring(work, upload, subject)


def add_document(
    work: Work,
    storage: Storage,
    subject: Any,
    new: NewUpload,
    content: BinaryIO,
    document: Document | None = None,
) -> Document:
    """Put a file the server holds on a subject: the same announcement, check and events.

    Raises:
        UploadRefused, Invalid, Forbidden: as `open_upload` and `complete_upload`.
    """
    upload = open_upload(work, subject, new, document)
    storage.put_stream(upload.staging_key, content, new.size, "application/octet-stream")
    try:
        version = check_upload(work, storage, upload)
    except UploadRefused:
        storage.discard(upload.staging_key)
        storage.discard(upload.received_key)
        raise
    return queries.get_document(work, version.document_id)


def _check_arrived(storage: Storage, upload: Upload) -> None:
    try:
        arrived = storage.size_of(upload.staging_key)
    except ObjectMissing:
        raise NotArrived from None
    _refuse_length(upload, arrived)


def _refuse_length(upload: Upload, arrived: int) -> None:
    if arrived != upload.size:
        raise _refused(
            said(
                "%(arrived)s of %(size)s bytes arrived. Nothing was kept. Send the file again.",
                arrived=arrived,
                size=upload.size,
            )
        )


def _refuse_what_differs(upload: Upload, examined: Examined) -> None:
    _refuse_length(upload, examined.size)
    if upload.declared_sha256 and upload.declared_sha256 != examined.sha256:
        raise _refused(said("The file changed on its way. Nothing was kept. Send it again."))
    if examined.finding:
        raise _refused(
            said("The scan found %(finding)s. Nothing was kept.", finding=examined.finding)
        )
    claimed = claimed_type(upload.file_name)
    if not examined.is_a(claimed):
        raise _refused(
            said(
                "This is not a %(kind)s file the portal can take: its content does not fit its"
                " name, holds macros, or is protected by a password. Save it again and send that.",
                kind=claimed.label,
            )
        )


def _leave_to_a_job(work: Work, upload: Upload) -> None:
    subject = queries.get_subject(work, upload.subject_type, upload.subject_id)
    upload.receive(at=work.now)
    work.record(
        DocumentReceived(upload.id, upload.file_name),
        subject=subject,
        owner=upload.owner_company_id,
        account_id=_account_of(upload, subject),
    )
    ring(work, upload, subject)


def _account_of(upload: Upload, subject: Any) -> UUID | None:
    return subject_type(upload.subject_type).account_id(subject)


def _document_of(work: Work, upload: Upload, subject: Any) -> Document:
    if upload.document_id is not None:
        return work.lock(Document, upload.document_id)
    return work.add(
        Document(
            id=new_id(),
            owner_company_id=upload.owner_company_id,
            title=upload.file_name,
            subject_type=upload.subject_type,
            subject_id=upload.subject_id,
            account_id=_account_of(upload, subject),
            latest_number=0,
            latest_at=work.now,
        )
    )


def _new_version(
    work: Work, upload: Upload, document: Document, examined: Examined, key: str
) -> Version:
    number = document.next_number(work.now)
    work.flush()
    return Version(
        id=new_id(),
        owner_company_id=document.owner_company_id,
        document_id=document.id,
        number=number,
        file_name=upload.file_name,
        key=key,
        sha256=examined.sha256,
        size=examined.size,
        content_type=claimed_type(upload.file_name).content_type,
        scan=Scan.CLEAN,
        uploader_id=upload.uploader_id,
        uploader_name=upload.uploader_name,
        uploader_company_id=upload.uploader_company_id,
        uploader_company_name=upload.uploader_company_name,
    )


def _refused(sentence: str) -> UploadRefused:
    return UploadRefused(sentence, fields={"file": sentence})
