"""Onboarding: checklists, agreements, their executions, and what activation needs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0021"
down_revision = "0020"

_OF_A_PARTNER = "kontor_reach() IN ('COMPANY', 'OWN')"
_FOR_ITS_KIND = (
    "EXISTS (SELECT FROM partner_relationships r WHERE r.partner_id = kontor_company()"
    " AND (cardinality(types) = 0 OR r.type = ANY (types)))"
)
_ACTIVATION = """
CREATE FUNCTION kontor_relationship_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM onboarding_tasks t
    WHERE t.owner_company_id = NEW.partner_id AND t.done_at IS NULL
  ) OR EXISTS (
    SELECT FROM agreements a WHERE a.retired_at IS NULL
      AND (cardinality(a.types) = 0 OR NEW.type = ANY (a.types))
      AND NOT EXISTS (SELECT FROM agreement_executions e
        WHERE e.agreement_id = a.id AND e.owner_company_id = NEW.partner_id)
  ) THEN
    RAISE EXCEPTION 'a task or an agreement of the partner is open'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'onboarding_is_done';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partner_relationships_begins BEFORE UPDATE OF state ON partner_relationships
  FOR EACH ROW WHEN (NEW.state = 'ACTIVE' AND (OLD.state = 'ONBOARDING'
    OR (OLD.state = 'SUSPENDED' AND OLD.suspended_from = 'ONBOARDING')))
  EXECUTE FUNCTION kontor_relationship_begins();
"""


def upgrade() -> None:
    _tasks()
    _agreements()
    _executions()
    op.execute(_ACTIVATION)


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _tasks() -> None:
    op.create_table(
        "onboarding_tasks",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_by_name", sa.String(), nullable=True),
        *_owned("onboarding_tasks"),
        sa.UniqueConstraint(
            "owner_company_id", "key", name=op.f("uq_onboarding_tasks_owner_company_id_key")
        ),
    )
    op.create_index(
        op.f("ix_onboarding_tasks_owner_company_id"), "onboarding_tasks", ["owner_company_id"]
    )
    protect(
        "onboarding_tasks",
        read=f"{OWN} OR {looked_after()}",
        insert=looked_after(),
        update=f"{looked_after()} OR ({OWN} AND side = 'PARTNER')",
    )
    # Whose task it is never changes: a partner would make the host's tasks its own.
    op.execute("REVOKE UPDATE ON onboarding_tasks FROM kontor_app")
    op.execute(
        "GRANT UPDATE (version, done_at, done_by_id, done_by_name) ON onboarding_tasks"
        " TO kontor_app"
    )


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        *_owned("agreements"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "version_id"],
            ["document_versions.owner_company_id", "document_versions.id"],
            name=op.f("fk_agreements_owner_company_id_version_id_document_versions"),
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_agreements_owner_company_id_id")
        ),
    )
    op.create_index(op.f("ix_agreements_owner_company_id"), "agreements", ["owner_company_id"])
    protect(
        "agreements",
        read=f"{OWN} OR ({_OF_A_PARTNER} AND {_FOR_ITS_KIND})",
        insert=f"{OWN} AND kontor_reach() = 'ALL'",
        update=f"{OWN} AND kontor_reach() = 'ALL'",
    )
    op.execute("REVOKE UPDATE ON agreements FROM kontor_app")
    op.execute("GRANT UPDATE (version, retired_at) ON agreements TO kontor_app")


def _executions() -> None:
    op.create_table(
        "agreement_executions",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_name", sa.String(), nullable=False),
        sa.Column("login_name", sa.String(), nullable=False),
        *_owned("agreement_executions"),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_agreement_executions_agreement_id_agreements"),
        ),
        sa.UniqueConstraint(
            "owner_company_id",
            "agreement_id",
            name=op.f("uq_agreement_executions_owner_company_id_agreement_id"),
        ),
    )
    for column in ("owner_company_id", "agreement_id"):
        op.create_index(op.f(f"ix_agreement_executions_{column}"), "agreement_executions", [column])
    protect(
        "agreement_executions",
        read=f"{OWN} OR {looked_after()}",
        insert=f"{OWN} AND {_OF_A_PARTNER} AND signatory_id = kontor_person()"
        " AND EXISTS (SELECT FROM agreements a WHERE a.id = agreement_id"
        " AND a.sha256 = agreement_executions.sha256 AND a.retired_at IS NULL)",
    )
