"""Documents at the end of a relationship: no upload goes on, and the partner keeps its own."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from documents import queries
from documents.models import Document, Upload, UploadState, Version
from partners.farewell.parting import (
    KeptFile,
    Parting,
    Sheet,
    Tie,
    register_files,
    register_sheet,
    register_tie,
)
from portal.kernel.db import Work
from portal.kernel.words import said

_COLUMNS: Final = ("title", "version", "file", "on", "sha256", "bytes", "type", "added by", "at")


def _end_uploads(parting: Parting) -> None:
    work, partner = parting.work, parting.partner
    uploads = work.all(
        sa.select(Upload).where(
            Upload.uploader_company_id == partner.id, Upload.state == UploadState.OPEN
        )
    )
    for upload in uploads:
        upload.abort(at=work.now)
        queries.release_bytes(work, upload.owner_company_id, upload.size)


def _own_versions(partner_id: UUID) -> sa.Select[Version, Document]:
    return (
        sa.select(Version, Document)
        .join(Document, Document.id == Version.document_id)
        .where(Document.owner_company_id == partner_id)
        .order_by(Version.created_at, Version.id)
        .execution_options(yield_per=200)
    )


def _path(document: Document, version: Version) -> str:
    """Return where a version stands in the export: its id keeps equal names apart."""
    return f"documents/{document.id}/{version.number}/{version.file_name}"


def _documents(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    for version, document in work.session.execute(_own_versions(partner_id)):
        yield (
            document.title,
            version.number,
            _path(document, version) if version.is_clean else "",
            document.subject_type,
            version.sha256,
            version.size,
            version.content_type,
            version.uploader_name,
            version.created_at,
        )


def _files(work: Work, partner_id: UUID) -> Iterator[KeptFile]:
    for version, document in work.session.execute(_own_versions(partner_id)):
        if version.is_clean:
            yield KeptFile(_path(document, version), version.key, version.size, version.sha256)


register_tie(
    Tie(
        said("Uploads on their way, and links to files"),
        said("end: nothing more is taken in, and no further link is given out"),
        _end_uploads,
    )
)
# What a partner put on an account of the host's is its own, though it no longer sees the account.
register_sheet(Sheet("documents.csv", _COLUMNS, _documents, is_read_by_owner=True))
register_files(_files)
