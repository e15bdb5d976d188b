"""The wait-list, disputes against decisions, and protections that come back."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0040"
down_revision = "0039"

_UNDECIDED = (
    "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')"
)
_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"
_SEES_DISPUTE = "EXISTS (SELECT FROM disputes d WHERE d.id = dispute_id)"
# Whom the decision is disputed of is asked of the dispute, not of whoever decides it.
_SAME_PERSON = """against_id IS NOT DISTINCT FROM (
  SELECT d.against_id FROM disputes d WHERE d.id = dispute_id)"""
_MOVES = """
CREATE OR REPLACE FUNCTION kontor_protection_may_move(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN before = after OR (before, after) IN (
  ('NONE', 'PROVISIONAL'), ('NONE', 'ACTIVE'),
  ('PROVISIONAL', 'ACTIVE'), ('PROVISIONAL', 'RELEASED'), ('PROVISIONAL', 'REVOKED'),
  ('ACTIVE', 'EXPIRED'), ('ACTIVE', 'RELEASED'), ('ACTIVE', 'REVOKED'),
  ('ACTIVE', 'TRANSFERRED'), ('ACTIVE', 'FULFILLED'),
  ('REVOKED', 'NONE'), ('REVOKED', 'ACTIVE'));
"""
_ENDING = """
CREATE OR REPLACE FUNCTION kontor_relationship_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'TERMINATED' THEN
    RAISE EXCEPTION 'a relationship that ended cannot begin again'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ended_for_good';
  END IF;
  IF EXISTS (
    SELECT FROM deals d WHERE d.owner_company_id = NEW.partner_id AND (
      d.review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')
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
"""


def upgrade() -> None:
    op.execute(_MOVES)
    op.execute(_ENDING)
    _indexes()
    _terms()
    _disputes()
    _decisions()


def _indexes() -> None:
    for name, columns, where in (
        (
            "ix_deals_open",
            ["account_id", "territory_code"],
            f"{_UNDECIDED} OR protection IN ('PROVISIONAL', 'ACTIVE')",
        ),
        ("ix_deals_undecided", ["answer_due_at"], _UNDECIDED),
        (
            "ix_deals_waiting",
            ["customer_key", "territory_code", "submission_sequence"],
            _UNDECIDED,
        ),
    ):
        op.drop_index(name, "deals")
        op.create_index(name, "deals", columns, postgresql_where=sa.text(where))


def _terms() -> None:
    for name, default in (("dispute_days", "5"), ("dispute_window_days", "30")):
        op.add_column(
            "programmes", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
        op.alter_column("programmes", name, server_default=None)
    check = op.f("ck_programmes_limits_are_positive")
    op.drop_constraint(check, "programmes", type_="check")
    op.create_check_constraint(
        check,
        "programmes",
        "reply_days > 0 AND most_protections > 0 AND dispute_days > 0 AND dispute_window_days > 0",
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("claim", sa.String(length=2000), nullable=False),
        sa.Column("opened_by_name", sa.String(), nullable=False),
        sa.Column("against_id", sa.Uuid()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("appeal", sa.String(length=2000)),
        sa.Column("appeal_until", sa.DateTime(timezone=True)),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_disputes_owner_company_id_deal_id_deals"),
        ),
        *_keys("disputes"),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_disputes_owner_company_id_id")),
    )
    op.create_index(op.f("ix_disputes_owner_company_id"), "disputes", ["owner_company_id"])
    op.create_index("ix_disputes_deal", "disputes", ["deal_id", "created_at"])
    for name, column, where, unique in (
        ("uq_disputes_open", "deal_id", "state <> 'FINAL'", True),
        ("ix_disputes_due", "due_at", "state IN ('OPEN', 'INVESTIGATING', 'APPEALED')", False),
        ("ix_disputes_appeal_until", "appeal_until", "state = 'DECIDED'", False),
    ):
        op.create_index(name, "disputes", [column], unique=unique, postgresql_where=sa.text(where))
    protect(
        "disputes",
        read=f"({OWN} OR {looked_after()}) AND {_SEES_DEAL}",
        insert=f"{OWN} AND state = 'OPEN' AND {_SEES_DEAL}",
        update=f"{looked_after()} OR ({OWN} AND state = 'APPEALED')",
    )
    # What is disputed, and of whom, stays as it was.
    op.execute("REVOKE UPDATE ON disputes FROM kontor_app")
    op.execute(
        "GRANT UPDATE (version, state, due_at, is_late, appeal, appeal_until) ON disputes"
        " TO kontor_app"
    )


def _decisions() -> None:
    op.create_table(
        "dispute_decisions",
        sa.Column("dispute_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.Column("against_id", sa.Uuid()),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "dispute_id"],
            ["disputes.owner_company_id", "disputes.id"],
            name=op.f("fk_dispute_decisions_owner_company_id_dispute_id_disputes"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS DISTINCT FROM against_id",
            name=op.f("ck_dispute_decisions_nobody_judges_their_own_decision"),
        ),
        sa.CheckConstraint(
            "round IN (1, 2)", name=op.f("ck_dispute_decisions_there_is_one_appeal")
        ),
        *_keys("dispute_decisions"),
        sa.UniqueConstraint(
            "dispute_id", "round", name=op.f("uq_dispute_decisions_dispute_id_round")
        ),
        sa.UniqueConstraint(
            "dispute_id",
            "decided_by_id",
            name=op.f("uq_dispute_decisions_dispute_id_decided_by_id"),
        ),
    )
    op.create_index(
        op.f("ix_dispute_decisions_owner_company_id"), "dispute_decisions", ["owner_company_id"]
    )
    # Nobody decides in another's name, whatever the application says.
    protect(
        "dispute_decisions",
        read=_SEES_DISPUTE,
        insert=f"{looked_after()} AND decided_by_id = kontor_person() AND {_SAME_PERSON}",
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
