"""Hand-offs, in tables by who may read them, and shares in deals.

All of it is written by the portal itself alone: whom to ask next, and what is given to whom, is
looked up across companies. A deal that was handed over stays as it was.
"""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0053"
down_revision = "0052"

_SEES_HANDOFF = "EXISTS (SELECT FROM handoffs h WHERE h.id = handoff_id)"
_ASKED_BY_US = (
    "EXISTS (SELECT FROM handoff_turns t WHERE t.offer_id = handoff_offers.id"
    " AND t.owner_company_id = kontor_company() AND NOT t.is_hosts_choice)"
)
_MOVES = """
CREATE OR REPLACE FUNCTION kontor_deal_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT kontor_protection_may_move(OLD.protection, NEW.protection) THEN
    RAISE EXCEPTION 'a protection does not go from % to %', OLD.protection, NEW.protection
      USING ERRCODE = 'check_violation', CONSTRAINT = 'protection_moves';
  END IF;
  IF (OLD.protection = 'TRANSFERRED' OR OLD.stage IN ('WON', 'LOST', 'CLOSED_ERROR')) AND (
    OLD.stage, OLD.stage_reason, OLD.closed_at, OLD.value, OLD.currency, OLD.expected_close,
    OLD.customer_name, OLD.motion, OLD.kind, OLD.territory_code
  ) IS DISTINCT FROM (
    NEW.stage, NEW.stage_reason, NEW.closed_at, NEW.value, NEW.currency, NEW.expected_close,
    NEW.customer_name, NEW.motion, NEW.kind, NEW.territory_code
  ) THEN
    RAISE EXCEPTION 'a closed deal is not changed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_for_good';
  END IF;
  IF NOT kontor_stage_may_move(OLD.stage, NEW.stage) THEN
    RAISE EXCEPTION 'a deal does not go from % to %', OLD.stage, NEW.stage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'deal_moves';
  END IF;
  RETURN NEW;
END $$;
"""
_RECEIPTS_STAY = """
CREATE FUNCTION kontor_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a receipt is not changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_stays';
END $$;
CREATE TRIGGER handoff_receipts_stay BEFORE UPDATE OR DELETE ON handoff_receipts
  FOR EACH ROW EXECUTE FUNCTION kontor_receipt_stays();
"""
_ADD_UP = """
CREATE FUNCTION kontor_attributions_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(percent) FROM deal_attributions
      WHERE deal_id = coalesce(NEW.deal_id, OLD.deal_id)) <> 100 THEN
    RAISE EXCEPTION 'the shares of a deal add up to 100'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'attributions_add_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER deal_attributions_add_up
  AFTER INSERT OR UPDATE OR DELETE ON deal_attributions DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION kontor_attributions_add_up();
"""


def upgrade() -> None:
    _handoffs()
    _offers()
    _turns()
    _tasks()
    _receipts()
    _attributions()
    op.execute(_MOVES)


def _handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("responsibilities", sa.String(1000), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("fallback", sa.String(32), nullable=False),
        sa.Column("is_hosts", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("offered_by_id", sa.Uuid()),
        sa.Column("offered_by_name", sa.String(), nullable=False),
        sa.Column("receiver_company_id", sa.Uuid()),
        sa.Column("receiver_name", sa.String()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(1000)),
        sa.Column("back_id", sa.Uuid()),
        *_record(),
        *_keys("handoffs"),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_handoffs_owner_company_id_id")),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_handoffs_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "back_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_handoffs_owner_company_id_back_id_deals"),
        ),
        _company("handoffs", "receiver_company_id"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_handoffs_percent_is_one")),
        sa.CheckConstraint(
            "(receiver_company_id IS NOT NULL)"
            " = (state IN ('ACCEPTED', 'IN_TRANSITION', 'COMPLETED', 'RETURNED'))",
            name=op.f("ck_handoffs_whoever_took_it"),
        ),
    )
    newest = sa.text("created_at DESC")
    is_open = sa.text("state IN ('DRAFT', 'OFFERED', 'ACCEPTED', 'IN_TRANSITION')")
    op.create_index(op.f("ix_handoffs_owner_company_id"), "handoffs", ["owner_company_id"])
    op.create_index(
        "uq_handoffs_open", "handoffs", ["deal_id"], unique=True, postgresql_where=is_open
    )
    op.create_index("ix_handoffs_deal", "handoffs", ["deal_id", newest])
    op.create_index("ix_handoffs_newest", "handoffs", ["owner_company_id", newest, "id"])
    op.create_index("ix_handoffs_state", "handoffs", ["state", newest, "id"])
    protect(
        "handoffs",
        read=f"{looked_after()} OR ({OWN} AND EXISTS (SELECT FROM deals d WHERE d.id = deal_id))",
    )


def _offers() -> None:
    op.create_table(
        "handoff_offers",
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("territory_code", sa.String(16), nullable=False),
        sa.Column("families", sa.String(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("value_from", sa.Numeric(18, 2), nullable=False),
        sa.Column("value_below", sa.Numeric(18, 2)),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("responsibilities", sa.String(1000), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by_id", sa.Uuid()),
        sa.Column("answered_by_name", sa.String()),
        sa.Column("reason", sa.String(1000)),
        sa.Column("giver_company_id", sa.Uuid()),
        sa.Column("giver_name", sa.String()),
        sa.Column("customer_name", sa.String()),
        sa.Column("deal_id", sa.Uuid()),
        *_record(),
        *_keys("handoff_offers"),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_handoff_offers_owner_company_id_id")
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_offers_handoff_id_handoffs")
        ),
        sa.ForeignKeyConstraint(
            ["territory_code"],
            ["territories.code"],
            name=op.f("fk_handoff_offers_territory_code_territories"),
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_handoff_offers_deal_id_deals")
        ),
        _company("handoff_offers", "giver_company_id"),
        sa.CheckConstraint(
            "(customer_name IS NOT NULL) = (state IN ('ACCEPTED', 'COMPLETED', 'RETURNED'))",
            name=op.f("ck_handoff_offers_named_once_accepted"),
        ),
    )
    pending = sa.text("state = 'PENDING'")
    accepted = sa.text("state IN ('ACCEPTED', 'COMPLETED', 'RETURNED')")
    for name, columns, is_unique, where in (
        (op.f("ix_handoff_offers_owner_company_id"), ["owner_company_id"], False, None),
        ("uq_handoff_offers_pending", ["handoff_id"], True, pending),
        ("uq_handoff_offers_accepted", ["handoff_id"], True, accepted),
        ("ix_handoff_offers_deal", ["deal_id"], False, None),
        ("ix_handoff_offers_expires_at", ["expires_at"], False, pending),
        ("ix_handoff_offers_remind_at", ["remind_at"], False, sa.text("remind_at IS NOT NULL")),
    ):
        op.create_index(name, "handoff_offers", columns, unique=is_unique, postgresql_where=where)
    op.create_index(
        "ix_handoff_offers_newest",
        "handoff_offers",
        ["owner_company_id", sa.text("created_at DESC"), "id"],
    )


def _turns() -> None:
    op.create_table(
        "handoff_turns",
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("is_hosts_choice", sa.Boolean(), nullable=False),
        sa.Column("offer_id", sa.Uuid()),
        sa.Column("grant_id", sa.Uuid()),
        *_record(),
        *_keys("handoff_turns"),
        _of_handoff("handoff_turns"),
        _company("handoff_turns", "company_id"),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["handoff_offers.id"],
            name=op.f("fk_handoff_turns_offer_id_handoff_offers"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["account_share_grants.id"],
            name=op.f("fk_handoff_turns_grant_id_account_share_grants"),
        ),
        sa.UniqueConstraint(
            "handoff_id", "position", name=op.f("uq_handoff_turns_handoff_id_position")
        ),
        sa.UniqueConstraint("offer_id", name=op.f("uq_handoff_turns_offer_id")),
    )
    op.create_index(
        op.f("ix_handoff_turns_owner_company_id"), "handoff_turns", ["owner_company_id"]
    )
    protect(
        "handoff_turns",
        read=f"{_SEES_HANDOFF} AND ({looked_after()} OR NOT is_hosts_choice)",
    )
    protect("handoff_offers", read=f"{OWN} OR {looked_after()} OR {_ASKED_BY_US}")


def _tasks() -> None:
    op.create_table(
        "handoff_tasks",
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_company_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by_name", sa.String()),
        *_record(),
        *_keys("handoff_tasks"),
        _of_handoff("handoff_tasks"),
        _company("handoff_tasks", "receiver_company_id"),
        sa.UniqueConstraint("handoff_id", "task", name=op.f("uq_handoff_tasks_handoff_id_task")),
    )
    op.create_index(
        op.f("ix_handoff_tasks_owner_company_id"), "handoff_tasks", ["owner_company_id"]
    )
    protect(
        "handoff_tasks",
        read=f"{looked_after()} OR {looked_after('receiver_company_id')}"
        f" OR receiver_company_id = kontor_company() OR ({OWN} AND {_SEES_HANDOFF})",
    )


def _receipts() -> None:
    op.create_table(
        "handoff_receipts",
        sa.Column("handoff_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_record(),
        *_keys("handoff_receipts"),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name=op.f("fk_handoff_receipts_handoff_id_handoffs")
        ),
        sa.UniqueConstraint("handoff_id", "side", name=op.f("uq_handoff_receipts_handoff_id_side")),
    )
    op.create_index(
        op.f("ix_handoff_receipts_owner_company_id"), "handoff_receipts", ["owner_company_id"]
    )
    protect(
        "handoff_receipts",
        read=f"{looked_after()} OR ({OWN} AND"
        f" (kontor_reach() <> 'OWN' OR side = 'RECEIVER' OR {_SEES_HANDOFF}))",
    )
    op.execute(_RECEIPTS_STAY)


def _attributions() -> None:
    op.create_table(
        "deal_attributions",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        *_record(),
        *_keys("deal_attributions"),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_deal_attributions_deal_id_deals")
        ),
        sa.UniqueConstraint(
            "deal_id",
            "owner_company_id",
            name=op.f("uq_deal_attributions_deal_id_owner_company_id"),
        ),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 100", name=op.f("ck_deal_attributions_percent_is_one")
        ),
    )
    op.create_index(
        op.f("ix_deal_attributions_owner_company_id"), "deal_attributions", ["owner_company_id"]
    )
    protect("deal_attributions", read=f"{OWN} OR {looked_after()}")
    op.execute(_ADD_UP)


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        _company(table, "owner_company_id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _company(table: str, column: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], ["companies.id"], name=op.f(f"fk_{table}_{column}_companies")
    )


def _of_handoff(table: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["owner_company_id", "handoff_id"],
        ["handoffs.owner_company_id", "handoffs.id"],
        name=op.f(f"fk_{table}_owner_company_id_handoff_id_handoffs"),
    )
