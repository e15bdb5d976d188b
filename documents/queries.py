"""Reads of documents that are longer than a line, and the one statement that keeps the quota."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from documents.models import (
    DEFAULT_QUOTA,
    AccessReceipt,
    CompanyStorage,
    Document,
    Upload,
    UploadState,
    Version,
)
from documents.policies import opens_documents
from partners.accounts.models import Account, AccountShareGrant, GrantObject, GrantState
from portal.kernel.db import Work, raw
from portal.kernel.errors import NotFound
from portal.kernel.subjects import subject_type, subject_types

REFUSALS_SHOWN_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SubjectLink:
    """What a document is about, as its reader may see it."""

    label: str
    path: str


def get_document(work: Work, document_id: UUID) -> Document:
    """Return a visible document with its latest version.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.get(Document, document_id, joinedload(Document.latest))


def get_version(work: Work, document_id: UUID, number: int) -> Version:
    """Return one version of a visible document, with the document.

    Raises:
        NotFound: absent, or not visible.
    """
    return work.one(
        sa.select(Version)
        .where(Version.document_id == document_id, Version.number == number)
        .options(joinedload(Version.document))
    )


def get_subject(work: Work, kind: str, subject_id: UUID) -> Any:
    """Return a visible record that documents may be put on.

    Raises:
        NotFound: no such kind, absent, or not visible.
    """
    found = subject_type(kind)
    if not found.holds_documents:
        raise NotFound
    return work.get(found.model, subject_id)


def documents_of(work: Work, kind: str, subject_id: UUID, *, limit: int = 50) -> Sequence[Document]:
    """Return the visible documents on one subject with their latest versions, newest first."""
    return work.all(
        sa.select(Document)
        .where(Document.subject_type == kind, Document.subject_id == subject_id)
        .options(joinedload(Document.latest))
        .order_by(Document.latest_at.desc(), Document.id)
        .limit(limit)
    )


def documents_page(
    work: Work,
    *,
    search: str = "",
    kind: str | None = None,
    account_id: UUID | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[Document]:
    """Return visible documents, newest first, past the cursor (latest_at, id)."""
    statement = (
        sa.select(Document)
        .options(joinedload(Document.latest))
        .order_by(Document.latest_at.desc(), Document.id)
        .limit(limit)
    )
    if kind:
        statement = statement.where(Document.subject_type == kind)
    if account_id:
        statement = statement.where(Document.account_id == account_id)
    if search:
        statement = statement.where(Document.title.icontains(search, autoescape=True))
    if after:
        at, document_id = after
        statement = statement.where(
            sa.or_(
                Document.latest_at < at,
                sa.and_(Document.latest_at == at, Document.id > document_id),
            )
        )
    return work.all(statement)


def subjects_of(work: Work, documents: Sequence[Document]) -> dict[UUID, SubjectLink]:
    """Return what each document is about, by subject id: one statement per kind of subject."""
    links: dict[UUID, SubjectLink] = {}
    for name in sorted({document.subject_type for document in documents}):
        kind = subject_types()[name]
        ids = {each.subject_id for each in documents if each.subject_type == name}
        for record in work.all(sa.select(kind.model).where(kind.model.id.in_(ids))):
            links[record.id] = SubjectLink(kind.label(record), kind.path(record))
    return links


def versions_of(work: Work, document: Document) -> Sequence[Version]:
    return work.all(
        sa.select(Version)
        .where(Version.document_id == document.id)
        .order_by(Version.number.desc())
        .limit(100)
    )


def receipts_of(work: Work, document: Document, limit: int = 50) -> Sequence[AccessReceipt]:
    """Return who fetched it, latest first; empty unless the reader is of the owner."""
    return work.all(
        sa.select(AccessReceipt)
        .where(AccessReceipt.document_id == document.id)
        .order_by(AccessReceipt.at.desc(), AccessReceipt.id.desc())
        .limit(limit)
    )


def uploads_under_way(work: Work, kind: str, subject_id: UUID) -> Sequence[Upload]:
    """Return the reader's own uploads that a job checks, or refused within the last day."""
    return work.all(
        sa.select(Upload)
        .where(
            Upload.subject_type == kind,
            Upload.subject_id == subject_id,
            Upload.received_at > work.now - REFUSALS_SHOWN_FOR,
            Upload.state.in_([UploadState.CHECKING, UploadState.REFUSED]),
        )
        .order_by(Upload.received_at.desc())
    )


def expired_uploads(work: Work, limit: int = 500) -> Sequence[Upload]:
    return work.all(
        sa.select(Upload)
        .where(Upload.state == UploadState.OPEN, Upload.expires_at <= work.now)
        .order_by(Upload.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def unchecked_uploads(work: Work, received_before: datetime, limit: int = 500) -> Sequence[Upload]:
    """Return what arrived before an instant and still waits for its check, the oldest first."""
    return work.all(
        sa.select(Upload)
        .where(Upload.state == UploadState.CHECKING, Upload.received_at <= received_before)
        .order_by(Upload.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def may_add_to_account(work: Work, account: Account) -> bool:
    """Whether the actor's company owns the account, or a grant opens its documents."""
    found = sa.select(Account.id).where(Account.id == account.id, opens_documents(work.actor))
    return work.session.scalar(found) is not None


def companies_reading_account(work: Work, account: Account) -> Sequence[AccountShareGrant]:
    """Return the grants that open the account's documents, as far as the actor may see them."""
    return work.all(
        sa.select(AccountShareGrant)
        .where(
            AccountShareGrant.account_id == account.id,
            AccountShareGrant.state == GrantState.ACTIVE,
            AccountShareGrant.valid_until > work.now,
            AccountShareGrant.objects.contains([GrantObject.DOCUMENTS.value]),
        )
        .options(joinedload(AccountShareGrant.grantee))
    )


def reserve_bytes(work: Work, company_id: UUID, size: int) -> bool:
    """Count `size` bytes against the company's quota, unless that would exceed it.

    One statement: the row's lock orders simultaneous uploads, and each sees the one before.
    """
    fresh = insert(CompanyStorage).values(
        owner_company_id=company_id, used_bytes=size, limit_bytes=DEFAULT_QUOTA
    )
    held = CompanyStorage.__table__.c
    taken = work.session.execute(
        raw(
            fresh.on_conflict_do_update(
                index_elements=[CompanyStorage.owner_company_id],
                set_={"used_bytes": held.used_bytes + size},
                where=held.used_bytes + size <= held.limit_bytes,
            ).returning(held.used_bytes),
            "checking and counting must be one step",
        )
    )
    return taken.first() is not None


def release_bytes(work: Work, company_id: UUID, size: int) -> None:
    """Give back what an upload that ended without a version had announced."""
    held = CompanyStorage.__table__.c
    work.session.execute(
        raw(
            sa.update(CompanyStorage.__table__)  # type: ignore[arg-type]
            .where(held.owner_company_id == company_id)
            .values(used_bytes=sa.func.greatest(held.used_bytes - size, 0)),
            "the counter is changed by what the database holds, not by what was read earlier",
        )
    )
