"""The ledger of commissions: rates that are only added to, and entries whose sums always hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0058"
down_revision = "0057"

_THE_HOST = f"{OWN} AND kontor_reach() = 'ALL'"
# Amounts of a company are not for its sellers.
_READS = f"({OWN} AND kontor_reach() <> 'OWN') OR {looked_after()}"
_RULES = """
CREATE FUNCTION kontor_ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a row of % is never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_is_append_only';
END $$;
CREATE FUNCTION kontor_commission_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  base record;
  approved numeric;
  paid numeric;
  clawed numeric;
BEGIN
  IF NEW.kind = 'ACCRUED' THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('commission ' || NEW.accrual_id, 0));
  SELECT e.amount, e.currency, e.deal_id, e.kind INTO base
    FROM commission_entries e WHERE e.id = NEW.accrual_id;
  SELECT coalesce(sum(e.amount) FILTER (WHERE e.kind = 'APPROVED'), 0),
    coalesce(sum(e.amount) FILTER (WHERE e.kind = 'PAID'), 0),
    coalesce(sum(e.amount) FILTER (WHERE e.kind = 'CLAWED_BACK'), 0)
    INTO approved, paid, clawed
    FROM commission_entries e WHERE e.accrual_id = NEW.accrual_id;
  IF base.kind IS DISTINCT FROM 'ACCRUED' OR base.currency <> NEW.currency
    OR base.deal_id <> NEW.deal_id
    OR (NEW.kind = 'APPROVED' AND approved + NEW.amount > base.amount - clawed)
    OR (NEW.kind = 'PAID' AND paid + NEW.amount > least(approved, base.amount - clawed))
    OR (NEW.kind = 'CLAWED_BACK' AND clawed + NEW.amount > base.amount)
  THEN
    RAISE EXCEPTION 'the ledger does not add up'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commission_sums';
  END IF;
  IF NEW.kind = 'PAID' AND EXISTS (
    SELECT FROM commission_entries e
    WHERE e.accrual_id = NEW.accrual_id AND e.kind = 'APPROVED' AND e.by_id = NEW.by_id
  ) THEN
    RAISE EXCEPTION 'whoever approved it does not pay it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commission_two_people';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commission_entries_add_up BEFORE INSERT ON commission_entries
  FOR EACH ROW EXECUTE FUNCTION kontor_commission_sums();
CREATE TRIGGER commission_entries_are_kept BEFORE UPDATE OR DELETE ON commission_entries
  FOR EACH ROW EXECUTE FUNCTION kontor_ledger_is_kept();
CREATE TRIGGER commission_rates_are_kept BEFORE UPDATE OR DELETE ON commission_rates
  FOR EACH ROW EXECUTE FUNCTION kontor_ledger_is_kept();
"""


def upgrade() -> None:
    _rates()
    _entries()
    op.execute(_RULES)
    _activities()


def _activities() -> None:
    """What happened in the ledger is, as the ledger, not for sellers."""
    rule = op.get_bind().scalar(
        sa.text("SELECT qual FROM pg_policies WHERE policyname = 'activities_read'")
    )
    op.get_bind().exec_driver_sql(
        f"ALTER POLICY activities_read ON activities USING (({rule})"
        " AND (kontor_reach() <> 'OWN' OR subject_type <> 'commission'))".replace("%", "%%")
    )


def _rates() -> None:
    op.create_table(
        "commission_rates",
        sa.Column("motion", sa.String(32), nullable=False),
        sa.Column("family_code", sa.String()),
        sa.Column("per_cent", sa.Numeric(5, 2)),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.String(), nullable=False),
        *_record(),
        sa.ForeignKeyConstraint(
            ["family_code"],
            ["product_families.code"],
            name=op.f("fk_commission_rates_family_code_product_families"),
        ),
        sa.CheckConstraint(
            "per_cent BETWEEN 0 AND 100", name=op.f("ck_commission_rates_rate_is_a_share")
        ),
        *_keys("commission_rates"),
    )
    op.create_index(
        op.f("ix_commission_rates_owner_company_id"), "commission_rates", ["owner_company_id"]
    )
    op.create_index(
        "ix_commission_rates_newest",
        "commission_rates",
        ["motion", "family_code", sa.text("created_at DESC")],
    )
    protect("commission_rates", read=OWN, insert=f"{_THE_HOST} AND set_by_id = kontor_person()")


def _entries() -> None:
    op.create_table(
        "commission_entries",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("accrual_id", sa.Uuid()),
        sa.Column("deal_company_id", sa.Uuid(), nullable=False),
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount", sa.Numeric(18, 2), nullable=False),
        sa.Column("breakdown", JSONB()),
        sa.Column("reason", sa.String(2000)),
        sa.Column("reference", sa.String(80)),
        sa.Column("paid_on", sa.Date()),
        sa.Column("by_id", sa.Uuid()),
        sa.Column("by_name", sa.String(), nullable=False),
        *_record(),
        sa.ForeignKeyConstraint(
            ["deal_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_commission_entries_deal_company_id_deal_id_deals"),
        ),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_commission_entries_{name}"))
            for name, condition in (
                ("amount_is_positive", "amount > 0"),
                ("follows_an_accrual", "(kind = 'ACCRUED') = (accrual_id IS NULL)"),
                (
                    "a_payment_has_a_reference",
                    "(kind = 'PAID') = (paid_on IS NOT NULL AND reference IS NOT NULL)",
                ),
                ("taken_back_for_a_reason", "kind <> 'CLAWED_BACK' OR reason IS NOT NULL"),
            )
        ),
        *_keys("commission_entries"),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_commission_entries_owner_company_id_id")
        ),
    )
    op.create_foreign_key(
        "fk_commission_entries_accrual",
        "commission_entries",
        "commission_entries",
        ["owner_company_id", "accrual_id"],
        ["owner_company_id", "id"],
    )
    accrued = sa.text("kind = 'ACCRUED'")
    for name, columns, is_unique, where in (
        (op.f("ix_commission_entries_owner_company_id"), ["owner_company_id"], False, None),
        ("uq_commission_entries_accrued", ["deal_id", "owner_company_id"], True, accrued),
        ("ix_commission_entries_accrual", ["accrual_id"], False, None),
        (
            "ix_commission_entries_newest",
            ["created_at", "id"],
            False,
            accrued,
        ),
    ):
        op.create_index(
            name, "commission_entries", columns, unique=is_unique, postgresql_where=where
        )
    # Nobody settles in another's name; what is accrued the portal itself enters.
    protect(
        "commission_entries",
        read=_READS,
        insert="kontor_reach() = 'ALL' AND kind <> 'ACCRUED' AND by_id = kontor_person()",
    )


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
