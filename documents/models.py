"""Documents: what stands on an account, a deal or a partner, its versions, and who fetched them.

Nothing here is visible before its bytes were checked: a browser writes to a staging key under an
`Upload`, and only a checked upload becomes a `Version`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.actor import ActorKind
from portal.kernel.db import Base, Owned
from portal.kernel.errors import Conflict, TransitionRefused
from portal.kernel.ids import new_id
from portal.kernel.storage import received_key, staging_key
from portal.kernel.words import said

DEFAULT_QUOTA: Final = 20 * 1024**3


class Document(Owned, Base):
    """A file of one company about one subject. The owner is the company on whose side it stands.

    On a deal that is the partner, whoever of the two put it there; on a shared account it is the
    company that put it there, so that two grantees never meet in one audience.
    """

    __tablename__ = "documents"

    title: Mapped[str]
    subject_type: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[UUID]
    account_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    latest_number: Mapped[int] = mapped_column(default=0)
    latest_at: Mapped[datetime]

    latest: Mapped["Version"] = relationship(
        primaryjoin="and_(Version.document_id == Document.id,"
        " Version.number == Document.latest_number)",
        lazy="raise",
        viewonly=True,
        uselist=False,
    )

    def next_number(self, at: datetime) -> int:
        self.latest_number += 1
        self.latest_at = at
        return self.latest_number

    __table_args__ = (
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.Index("ix_documents_subject", "subject_id", sa.text("latest_at DESC"), "id"),
        sa.Index("ix_documents_latest", sa.text("latest_at DESC"), "id"),
    )


class Scan(StrEnum):
    """What the scan of a version found. Only a clean one is ever handed out."""

    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    ERROR = "ERROR"


class Version(Owned, Base):
    """The bytes a document had from one upload on: length in bytes, SHA-256 in lower-case hex.

    It never changes; the application role has not even the right to update one.
    """

    __tablename__ = "document_versions"

    document_id: Mapped[UUID]
    number: Mapped[int]
    file_name: Mapped[str]
    key: Mapped[str]
    """Where the store holds it: `company/sha256`."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    content_type: Mapped[str]
    """Found by content, never taken from the browser."""
    scan: Mapped[Scan]
    uploader_id: Mapped[UUID | None]
    uploader_name: Mapped[str]
    uploader_company_id: Mapped[UUID | None]
    uploader_company_name: Mapped[str]

    document: Mapped[Document] = relationship(
        primaryjoin="foreign(Version.document_id) == Document.id", lazy="raise", viewonly=True
    )

    @property
    def is_clean(self) -> bool:
        return self.scan is Scan.CLEAN

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"], ["documents.owner_company_id", "documents.id"]
        ),
        sa.UniqueConstraint("owner_company_id", "id"),
        sa.UniqueConstraint("document_id", "number"),
        sa.CheckConstraint("size > 0", name="is_not_empty"),
    )


class UploadState(StrEnum):
    """OPEN: bytes may arrive. CHECKING: a job reads them. The other three are ends."""

    OPEN = "OPEN"
    CHECKING = "CHECKING"
    VERIFIED = "VERIFIED"
    REFUSED = "REFUSED"
    ABORTED = "ABORTED"


UPLOAD_TRANSITIONS: Final[dict[UploadState, frozenset[UploadState]]] = {
    UploadState.OPEN: frozenset(UploadState) - {UploadState.OPEN},
    UploadState.CHECKING: frozenset({UploadState.VERIFIED, UploadState.REFUSED}),
    UploadState.VERIFIED: frozenset(),
    UploadState.REFUSED: frozenset(),
    UploadState.ABORTED: frozenset(),
}


class Upload(Owned, Base):
    """The intent to put a file somewhere: written before the first byte, kept as its record."""

    __tablename__ = "document_uploads"

    subject_type: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    document_id: Mapped[UUID | None]
    """The document that gets a further version; None makes a new one."""
    file_name: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    declared_type: Mapped[str | None]
    declared_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    state: Mapped[UploadState] = mapped_column(default=UploadState.OPEN)
    expires_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    """When the check was left to a job; None while open or when it was checked at once."""
    finished_at: Mapped[datetime | None]
    refusal: Mapped[str | None]
    version_id: Mapped[UUID | None]
    uploader_kind: Mapped[ActorKind]
    uploader_id: Mapped[UUID]
    uploader_name: Mapped[str]
    uploader_company_id: Mapped[UUID]
    uploader_company_name: Mapped[str]

    @property
    def staging_key(self) -> str:
        """Where the browser's presigned address writes."""
        return staging_key(self.owner_company_id, self.id)

    @property
    def received_key(self) -> str:
        """Where the bytes stand while they are checked: no address to it is ever handed out."""
        return received_key(self.owner_company_id, self.id)

    def ensure_open(self, now: datetime) -> None:
        """Refuse to go on with an upload that ended.

        Raises:
            Conflict: it was aborted, or its day is over.
        """
        if self.state is UploadState.ABORTED or self.expires_at <= now:
            raise Conflict(said("This upload has ended. Choose the file again."))

    def receive(self, *, at: datetime) -> None:
        self._enter(UploadState.CHECKING)
        self.received_at = at

    def verify(self, version_id: UUID, *, at: datetime) -> None:
        self._enter(UploadState.VERIFIED)
        self.version_id = version_id
        self.finished_at = at

    def refuse(self, refusal: str, *, at: datetime) -> None:
        self._enter(UploadState.REFUSED)
        self.refusal = refusal
        self.finished_at = at

    def abort(self, *, at: datetime) -> None:
        self._enter(UploadState.ABORTED)
        self.finished_at = at

    def _enter(self, state: UploadState) -> None:
        if state not in UPLOAD_TRANSITIONS[self.state]:
            raise TransitionRefused(said("This upload has ended. Choose the file again."))
        self.state = state

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"], ["documents.owner_company_id", "documents.id"]
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "version_id"],
            ["document_versions.owner_company_id", "document_versions.id"],
        ),
        sa.Index(
            "ix_document_uploads_unfinished",
            "expires_at",
            postgresql_where=sa.text("state IN ('OPEN', 'CHECKING')"),
        ),
    )


class CompanyStorage(Base):
    """How many bytes a company holds or has announced, and how many it may: one row to lock."""

    __tablename__ = "company_storage"

    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"), primary_key=True)
    used_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    limit_bytes: Mapped[int] = mapped_column(sa.BigInteger, default=DEFAULT_QUOTA)

    __table_args__ = (
        sa.CheckConstraint("used_bytes BETWEEN 0 AND limit_bytes", name="within_the_limit"),
    )


class AccessReceipt(Base):
    """Who fetched which version, and when: shown to the owner, never changed, never removed."""

    __tablename__ = "access_receipts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    owner_company_id: Mapped[UUID] = mapped_column(sa.ForeignKey("companies.id"))
    document_id: Mapped[UUID]
    number: Mapped[int]
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    actor_company_id: Mapped[UUID]
    actor_company_name: Mapped[str]

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"], ["documents.owner_company_id", "documents.id"]
        ),
        sa.Index("ix_access_receipts_document_at", "document_id", sa.text("at DESC")),
    )
