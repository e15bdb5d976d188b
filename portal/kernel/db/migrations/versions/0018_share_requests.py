"""Offers that wait for an answer, requests of partners, and reminders of a grant's end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0018"
down_revision = "0017"

_LIVE = "state IN ('OFFERED', 'ACTIVE', 'SUSPENDED')"
_OF_A_PARTNER = "kontor_reach() IN ('COMPANY', 'OWN')"
_GIVES = f"{OWN} AND kontor_reach() <> 'OWN'"
_TAKES = "grantee_company_id = kontor_company() AND kontor_reach() <> 'OWN'"
# Whoever holds a grant answers the offer of it; its terms are the grantor's alone.
_TERMS_ARE_THE_GRANTORS = """
CREATE FUNCTION kontor_grant_terms_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF kontor_company() <> OLD.owner_company_id
    AND (NEW.account_id, NEW.customer_name, NEW.grantee_company_id, NEW.objects, NEW.access,
         NEW.purpose, NEW.valid_until)
    IS DISTINCT FROM (OLD.account_id, OLD.customer_name, OLD.grantee_company_id, OLD.objects,
         OLD.access, OLD.purpose, OLD.valid_until) THEN
    RAISE EXCEPTION 'only the grantor changes the terms of a grant'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_share_grants_terms_are_fixed BEFORE UPDATE ON account_share_grants
  FOR EACH ROW EXECUTE FUNCTION kontor_grant_terms_are_fixed();
"""
_ACTIVITY = f"""
  ((kontor_reach() IN ('COMPANY', 'OWN')
      AND ({OWN} OR counterparty_company_id = kontor_company()))
    OR ({OWN} AND kontor_reach() IN ('ALL', 'ASSIGNED')
      AND (counterparty_company_id IS NULL OR {looked_after("counterparty_company_id")}))
    OR ({looked_after()}
      AND (subject_type <> 'account' OR EXISTS (SELECT FROM accounts s WHERE s.id = subject_id))
      AND (subject_type <> 'grant'
        OR EXISTS (SELECT FROM account_share_grants s WHERE s.id = subject_id))
      AND (subject_type <> 'api-client'
        OR EXISTS (SELECT FROM api_clients s WHERE s.id = subject_id))))
  AND (kontor_reach() <> 'OWN' OR subject_type <> 'deal'
    OR EXISTS (SELECT FROM deals s WHERE s.id = subject_id))
"""
_ASKED = f"({_OF_A_PARTNER} AND {OWN}) OR {looked_after()}"


def upgrade() -> None:
    op.add_column("account_share_grants", sa.Column("customer_name", sa.String(), nullable=True))
    op.add_column("account_share_grants", sa.Column("reminded_days", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE account_share_grants g SET customer_name = a.name FROM accounts a"
        " WHERE a.id = g.account_id"
    )
    op.alter_column("account_share_grants", "customer_name", nullable=False)
    op.drop_index("uq_account_share_grants_active", "account_share_grants")
    op.create_index(
        "uq_account_share_grants_active",
        "account_share_grants",
        ["account_id", "grantee_company_id"],
        unique=True,
        postgresql_where=sa.text(_LIVE),
    )
    op.create_index(
        "ix_account_share_grants_given",
        "account_share_grants",
        ["owner_company_id", "valid_until", "id"],
    )
    op.create_index(
        "ix_account_share_grants_held",
        "account_share_grants",
        ["grantee_company_id", "valid_until", "id"],
    )
    op.create_index(
        "ix_account_share_grants_ending",
        "account_share_grants",
        ["valid_until"],
        postgresql_where=sa.text(_LIVE),
    )
    op.execute(_TERMS_ARE_THE_GRANTORS)
    op.execute(
        "ALTER POLICY account_share_grants_update ON account_share_grants"
        f" USING (({_GIVES}) OR ({_TAKES} AND state = 'OFFERED'))"
        f" WITH CHECK (({_GIVES}) OR ({_TAKES} AND state IN ('ACTIVE', 'DECLINED')))"
    )
    op.execute(f"ALTER POLICY activities_read ON activities USING ({_ACTIVITY})")
    op.create_table(
        "account_share_requests",
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_domain", sa.String(), nullable=True),
        sa.Column("customer_country", sa.String(length=2), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("objects", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("access", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_account_share_requests_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_share_requests")),
    )
    op.create_index(
        op.f("ix_account_share_requests_owner_company_id"),
        "account_share_requests",
        ["owner_company_id"],
    )
    op.create_index(
        "ix_account_share_requests_newest",
        "account_share_requests",
        [sa.literal_column("created_at DESC"), "id"],
    )
    op.create_index(
        "ix_account_share_requests_owner_newest",
        "account_share_requests",
        ["owner_company_id", sa.literal_column("created_at DESC"), "id"],
    )
    op.create_index(
        "uq_account_share_requests_open",
        "account_share_requests",
        ["owner_company_id", "customer_key"],
        unique=True,
        postgresql_where=sa.text("state = 'REQUESTED'"),
    )
    protect(
        "account_share_requests",
        read=_ASKED,
        insert=f"{OWN} AND kontor_reach() = 'COMPANY' AND state = 'REQUESTED'",
        update=f"({OWN} AND state = 'WITHDRAWN') OR {looked_after()}",
    )
