"""Announcing a file before its first byte: what it is, where it belongs, whether there is room."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from documents import policies, queries
from documents.actions.telling import drop_remains
from documents.file_types import claimed_type
from documents.models import Document, Upload, UploadState
from documents.names import clean_name
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound, TooLarge
from portal.kernel.ids import new_id
from portal.kernel.policy import ensure
from portal.kernel.storage import Storage
from portal.kernel.subjects import subject_name, subject_type
from portal.kernel.words import said

LARGEST_FILE: Final = 200 * 1024**2
UPLOAD_LIVES: Final = timedelta(hours=24)
NEEDS_ROLE: Final = "Adding documents here needs a role that may upload, in the company it is for."


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file as announced: `size` in bytes; `sha256` in hex if the sender knows it."""

    name: str
    size: int
    content_type: str | None = None
    sha256: str | None = None


def open_upload(
    work: Work, subject: Any, new: NewUpload, document: Document | None = None
) -> Upload:
    """Announce a file for a subject the actor sees; `document` gets a further version.

    Raises:
        Forbidden: the role, or the company's side, may not add documents here.
        Invalid: the name, the ending or the size is not taken, or the quota is used up.
        TooLarge: more than 200 MB.
        NotFound: `document` is on something else.
    """
    kind = subject_type(subject_name(subject))
    ensure(policies.can_upload(work.actor, kind, subject), NEEDS_ROLE)
    if kind.is_shared_by_grants:
        ensure(queries.may_add_to_account(work, subject), NEEDS_ROLE)
    owner = policies.owner_on(work.actor, kind, subject)
    if document is not None:
        _refuse_elsewhere(document, kind.name, subject)
        ensure(policies.can_add_version(work.actor, document, kind), NEEDS_ROLE)
        owner = document.owner_company_id
    name = clean_name(new.name)
    _check_announcement(name, new)
    assert owner is not None  # noqa: S101 - can_upload asked the same
    if not queries.reserve_bytes(work, owner, new.size):
        raise _invalid(
            said("Your company's space for documents is used up. Remove some, or ask for more.")
        )
    upload = work.add(
        Upload(
            id=new_id(),
            owner_company_id=owner,
            subject_type=kind.name,
            subject_id=subject.id,
            document_id=document.id if document else None,
            file_name=name,
            size=new.size,
            declared_type=(new.content_type or "")[:255] or None,
            declared_sha256=(new.sha256 or "").lower() or None,
            state=UploadState.OPEN,
            expires_at=work.now + UPLOAD_LIVES,
            uploader_kind=work.actor.kind,
            uploader_id=work.actor.id,
            uploader_name=work.actor.name,
            uploader_company_id=work.actor.company_id,
            uploader_company_name=work.actor.company_name,
        )
    )
    work.flush()
    return upload


def abort_upload(work: Work, storage: Storage, upload: Upload) -> None:
    """End an upload nobody goes on with. One that was already checked stays what it is."""
    upload = work.lock(Upload, upload.id)
    ensure(policies.can_complete(work.actor, upload))
    if upload.state is UploadState.OPEN:
        upload.abort(at=work.now)
        queries.release_bytes(work, upload.owner_company_id, upload.size)
        drop_remains(work, storage, upload)


def _refuse_elsewhere(document: Document, kind: str, subject: Any) -> None:
    """Refuse a document of another subject: whose side may add to it is asked of this one."""
    if (document.subject_type, document.subject_id) != (kind, subject.id):
        raise NotFound


def _check_announcement(name: str, new: NewUpload) -> None:
    claimed_type(name)
    if new.size <= 0:
        raise _invalid(said("This file is empty. Choose another one."))
    if new.size > LARGEST_FILE:
        raise TooLarge(said("This file is larger than 200 MB. Split it, or send it another way."))
    if new.sha256 and not (len(new.sha256) == 64 and new.sha256.isalnum()):  # noqa: PLR2004
        raise _invalid(said("The SHA-256 must be 64 hexadecimal digits."))


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": sentence})
