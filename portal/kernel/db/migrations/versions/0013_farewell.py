"""The end of a relationship: plans for open deals, the partner's export, what is final."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import looked_after, protect

revision = "0013"
down_revision = "0012"

_ENDING = """
CREATE FUNCTION kontor_relationship_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'TERMINATED' THEN
    RAISE EXCEPTION 'a relationship that ended cannot begin again'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ended_for_good';
  END IF;
  IF EXISTS (
    SELECT FROM deals d WHERE d.owner_company_id = NEW.partner_id AND (
      d.review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')
      OR (d.protection IN ('PROVISIONAL', 'ACTIVE')
        AND coalesce(d.protected_until, 'infinity') > kontor_now()
        AND NOT EXISTS (
          SELECT FROM closure_plans p WHERE p.deal_id = d.id AND p.closure = 'KEEP')))
  ) THEN
    RAISE EXCEPTION 'a deal of the partner is open and has no plan'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'deals_are_settled';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partner_relationships_ends BEFORE UPDATE OF state ON partner_relationships
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state
    AND (OLD.state = 'TERMINATED' OR NEW.state = 'TERMINATED'))
  EXECUTE FUNCTION kontor_relationship_ends();
"""


def upgrade() -> None:
    op.add_column("partner_relationships", sa.Column("suspended_from", sa.String(32)))
    op.add_column("partner_relationships", sa.Column("last_day", sa.Date()))
    op.add_column("partner_relationships", sa.Column("ended_at", sa.DateTime(timezone=True)))
    _closure_plans()
    _farewells()
    op.execute(_ENDING)


def _owned() -> list[sa.Column[object]]:
    return [
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _closure_plans() -> None:
    op.create_table(
        "closure_plans",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("closure", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        *_owned(),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_closure_plans_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_closure_plans_owner_company_id_deal_id_deals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_plans")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_closure_plans_deal_id")),
    )
    op.create_index(
        op.f("ix_closure_plans_owner_company_id"), "closure_plans", ["owner_company_id"]
    )
    protect("closure_plans", read=looked_after(), insert=looked_after(), update=looked_after())


def _farewells() -> None:
    op.create_table(
        "farewells",
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recipient_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("files", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        *_owned(),
        sa.CheckConstraint(
            "state = 'PENDING' OR (key IS NOT NULL AND sha256 IS NOT NULL AND size > 0)",
            name=op.f("ck_farewells_ready_means_kept"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_farewells_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_farewells")),
        sa.UniqueConstraint("owner_company_id", name="uq_farewells_one_each"),
    )
    op.create_index(op.f("ix_farewells_owner_company_id"), "farewells", ["owner_company_id"])
    protect("farewells", read=looked_after())
