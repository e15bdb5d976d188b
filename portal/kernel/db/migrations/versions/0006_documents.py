"""Documents: their versions, the uploads they come from, quotas and receipts."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, managed, protect

revision = "0006"
down_revision = "0005"

_MINE = "documents.owner_company_id = kontor_company()"
_SIDE = f"({_MINE} OR {managed('documents.owner_company_id')})"
_GRANTED = (
    "EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = s.id"
    " AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'"
    " AND g.valid_until > kontor_now() AND 'DOCUMENTS' = ANY (g.objects))"
)
# Sub-selects obey the policies of the tables they read: a subject not visible is not there.
_READ = f"""
  (subject_type = 'deal' AND {_SIDE}
    AND EXISTS (SELECT FROM deals s WHERE s.id = subject_id))
  OR (subject_type = 'partner' AND {_SIDE}
    AND EXISTS (SELECT FROM companies s WHERE s.id = subject_id))
  OR (subject_type = 'account' AND EXISTS (SELECT FROM accounts s WHERE s.id = subject_id AND (
    {_MINE}
    OR (s.owner_company_id = kontor_company()
      AND (kontor_reach() IN ('COMPANY', 'OWN') OR {managed("documents.owner_company_id")}))
    OR (s.owner_company_id = documents.owner_company_id AND {_GRANTED}))))
"""
_WRITE = f"""
  (subject_type = 'deal' AND {_SIDE} AND EXISTS (SELECT FROM deals s WHERE s.id = subject_id
    AND s.owner_company_id = documents.owner_company_id AND s.account_id = documents.account_id))
  OR (subject_type = 'partner' AND {_SIDE} AND account_id IS NULL
    AND subject_id = documents.owner_company_id)
  OR (subject_type = 'account' AND {_MINE} AND account_id = subject_id AND EXISTS (
"""
_SEEN = "EXISTS (SELECT FROM documents d WHERE d.id = document_id{more})"
_UPLOADER = "uploader_id = kontor_person() AND uploader_company_id = kontor_company()"


def upgrade() -> None:
    op.create_table(
        "company_storage",
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("used_bytes", sa.BigInteger(), nullable=False),
        sa.Column("limit_bytes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "used_bytes BETWEEN 0 AND limit_bytes", name=op.f("ck_company_storage_within_the_limit")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_company_storage_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("owner_company_id", name=op.f("pk_company_storage")),
    )
    op.create_table(
        "documents",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("latest_number", sa.Integer(), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_documents_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_documents_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_documents_owner_company_id_id")
        ),
    )
    op.create_index(op.f("ix_documents_account_id"), "documents", ["account_id"], unique=False)
    op.create_index(
        "ix_documents_latest",
        "documents",
        [sa.literal_column("latest_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_documents_owner_company_id"), "documents", ["owner_company_id"], unique=False
    )
    op.create_index(
        "ix_documents_subject",
        "documents",
        ["subject_id", sa.literal_column("latest_at DESC"), "id"],
        unique=False,
    )
    op.create_table(
        "access_receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_company_id", sa.Uuid(), nullable=False),
        sa.Column("actor_company_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"],
            ["documents.owner_company_id", "documents.id"],
            name=op.f("fk_access_receipts_owner_company_id_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_access_receipts_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_receipts")),
    )
    op.create_index(
        "ix_access_receipts_document_at",
        "access_receipts",
        ["document_id", sa.literal_column("at DESC")],
        unique=False,
    )
    op.create_table(
        "document_versions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("scan", sa.String(length=32), nullable=False),
        sa.Column("uploader_id", sa.Uuid(), nullable=True),
        sa.Column("uploader_name", sa.String(), nullable=False),
        sa.Column("uploader_company_id", sa.Uuid(), nullable=True),
        sa.Column("uploader_company_name", sa.String(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_versions_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"],
            ["documents.owner_company_id", "documents.id"],
            name=op.f("fk_document_versions_owner_company_id_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_document_versions_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_versions")),
        sa.UniqueConstraint(
            "document_id", "number", name=op.f("uq_document_versions_document_id_number")
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_document_versions_owner_company_id_id")
        ),
    )
    op.create_index(
        op.f("ix_document_versions_owner_company_id"),
        "document_versions",
        ["owner_company_id"],
        unique=False,
    )
    op.create_table(
        "document_uploads",
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("declared_type", sa.String(), nullable=True),
        sa.Column("declared_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("uploader_kind", sa.String(length=32), nullable=False),
        sa.Column("uploader_id", sa.Uuid(), nullable=False),
        sa.Column("uploader_name", sa.String(), nullable=False),
        sa.Column("uploader_company_id", sa.Uuid(), nullable=False),
        sa.Column("uploader_company_name", sa.String(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "document_id"],
            ["documents.owner_company_id", "documents.id"],
            name=op.f("fk_document_uploads_owner_company_id_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_document_uploads_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "version_id"],
            ["document_versions.owner_company_id", "document_versions.id"],
            name=op.f("fk_document_uploads_owner_company_id_version_id_document_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_uploads")),
    )
    op.create_index(
        op.f("ix_document_uploads_owner_company_id"),
        "document_uploads",
        ["owner_company_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_document_uploads_subject_id"), "document_uploads", ["subject_id"], unique=False
    )
    op.create_index(
        "ix_document_uploads_unfinished",
        "document_uploads",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('OPEN', 'CHECKING')"),
    )
    protect(
        "documents",
        read=_READ,
        insert=f"{_WRITE} SELECT FROM accounts s WHERE s.id = subject_id"
        f" AND (s.owner_company_id = kontor_company() OR {_GRANTED})))",
        update=f"{_WRITE} SELECT FROM accounts s WHERE s.id = subject_id"
        f" AND (s.owner_company_id = kontor_company() OR {_GRANTED})))",
    )
    protect(
        "document_versions",
        read=_SEEN.format(more=""),
        insert=f"({OWN} OR {managed()}) AND "
        + _SEEN.format(more=" AND d.owner_company_id = document_versions.owner_company_id"),
    )
    protect(
        "document_uploads",
        read=_UPLOADER,
        insert=f"{_UPLOADER} AND ({OWN} OR {managed()})",
        update=_UPLOADER,
    )
    protect(
        "company_storage",
        read=f"{OWN} OR {managed()}",
        insert=f"{OWN} OR {managed()}",
        update=f"{OWN} OR {managed()}",
        owned=False,
    )
    protect(
        "access_receipts",
        read=f"{OWN} AND (kontor_reach() IN ('COMPANY', 'OWN')"
        f" OR actor_company_id = kontor_company() OR {managed('actor_company_id')}) AND "
        + _SEEN.format(more=""),
        insert="actor_id = kontor_person() AND actor_company_id = kontor_company() AND "
        + _SEEN.format(more=" AND d.owner_company_id = access_receipts.owner_company_id"),
        owned=False,
    )
