"""The life of a protection and of a sale: clocks, extensions, and maps that the database holds."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0033"
down_revision = "0032"

_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"
# A partner ends its own protections, and holds one open for as long as its request is not answered.
_OWN_END = f"""
({OWN} AND (state IN ('RELEASED', 'FULFILLED')
  OR (state = 'ACTIVE' AND upper_inf(during) AND EXISTS (
    SELECT FROM extension_requests r WHERE r.deal_id = protections.deal_id
    AND r.owner_company_id = protections.owner_company_id AND r.state = 'ASKED'))))
"""
_MOVES = """
CREATE FUNCTION kontor_protection_may_move(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN before = after OR (before, after) IN (
  ('NONE', 'PROVISIONAL'), ('NONE', 'ACTIVE'),
  ('PROVISIONAL', 'ACTIVE'), ('PROVISIONAL', 'RELEASED'), ('PROVISIONAL', 'REVOKED'),
  ('ACTIVE', 'EXPIRED'), ('ACTIVE', 'RELEASED'), ('ACTIVE', 'REVOKED'),
  ('ACTIVE', 'TRANSFERRED'), ('ACTIVE', 'FULFILLED'));
CREATE FUNCTION kontor_stage_may_move(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN before = after OR (before, after) IN (
  ('QUALIFIED', 'DEVELOPED'), ('DEVELOPED', 'PROPOSED'), ('PROPOSED', 'NEGOTIATED'),
  ('NEGOTIATED', 'WON'))
  OR (before IN ('QUALIFIED', 'DEVELOPED', 'PROPOSED', 'NEGOTIATED')
    AND after IN ('LOST', 'CLOSED_ERROR'));
CREATE FUNCTION kontor_protection_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT kontor_protection_may_move(OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'a protection does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'protection_moves';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protections_move BEFORE UPDATE OF state ON protections
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION kontor_protection_moves();
CREATE FUNCTION kontor_deal_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT kontor_protection_may_move(OLD.protection, NEW.protection) THEN
    RAISE EXCEPTION 'a protection does not go from % to %', OLD.protection, NEW.protection
      USING ERRCODE = 'check_violation', CONSTRAINT = 'protection_moves';
  END IF;
  IF OLD.stage IN ('WON', 'LOST', 'CLOSED_ERROR') AND (
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
CREATE TRIGGER deals_move BEFORE UPDATE ON deals
  FOR EACH ROW EXECUTE FUNCTION kontor_deal_moves();
"""
_COLUMNS: tuple[sa.Column[object], ...] = (
    sa.Column("clock_from", sa.DateTime(timezone=True)),
    sa.Column("warned", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("warn_at", sa.DateTime(timezone=True)),
    sa.Column("is_exclusive", sa.Boolean(), nullable=False, server_default="true"),
    sa.Column("protected_from", sa.DateTime(timezone=True)),
    sa.Column("reminded_days", sa.Integer()),
    sa.Column("revoked_for", sa.String(length=32)),
    sa.Column("stage_reason", sa.String(length=32)),
    sa.Column("closed_at", sa.DateTime(timezone=True)),
    sa.Column("corrects_id", sa.Uuid()),
)
# What was submitted before is warned of once: when its promise is broken.
_FILL = """
UPDATE deals SET clock_from = submitted_at,
  protected_from = CASE WHEN protection <> 'NONE' THEN decided_at END,
  warn_at = CASE WHEN review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')
    THEN answer_due_at END
"""


def upgrade() -> None:
    for column in _COLUMNS:
        op.add_column("deals", column)
    for name in ("warned", "is_exclusive"):
        op.alter_column("deals", name, server_default=None)
    # Row security holds the owner of the tables back too, except where it says otherwise.
    op.execute("ALTER TABLE deals NO FORCE ROW LEVEL SECURITY")
    op.execute(_FILL)
    op.execute("ALTER TABLE deals FORCE ROW LEVEL SECURITY")
    op.create_unique_constraint(op.f("uq_deals_corrects_id"), "deals", ["corrects_id"])
    op.create_foreign_key(
        op.f("fk_deals_owner_company_id_corrects_id_deals"),
        "deals",
        "deals",
        ["owner_company_id", "corrects_id"],
        ["owner_company_id", "id"],
    )
    op.create_index(
        "ix_deals_warn_at",
        "deals",
        ["warn_at"],
        postgresql_where=sa.text("review IN ('SUBMITTED', 'IN_REVIEW', 'CONFLICT_HOLD')"),
    )
    op.create_index(
        "ix_deals_waiting",
        "deals",
        ["customer_key", "territory_code", "submission_sequence"],
        postgresql_where=sa.text(
            "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')"
        ),
    )
    _extension_requests()
    _cooling_offs()
    op.execute(
        "ALTER POLICY protections_update ON protections"
        f" WITH CHECK ({looked_after()} OR {_OWN_END})"
    )
    op.execute(_MOVES)


def _extension_requests() -> None:
    op.create_table(
        "extension_requests",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", sa.String(length=2000), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Uuid()),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_extension_requests_owner_company_id_deal_id_deals"),
        ),
        *_keys("extension_requests"),
    )
    op.create_index(
        op.f("ix_extension_requests_owner_company_id"), "extension_requests", ["owner_company_id"]
    )
    op.create_index(
        "uq_extension_requests_one",
        "extension_requests",
        ["deal_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('ASKED', 'GRANTED')"),
    )
    op.create_index(
        "ix_extension_requests_deal",
        "extension_requests",
        ["deal_id", sa.literal_column("created_at DESC")],
    )
    op.create_index(
        "ix_extension_requests_asked",
        "extension_requests",
        ["created_at"],
        postgresql_where=sa.text("state = 'ASKED'"),
    )
    protect(
        "extension_requests",
        read=f"({OWN} OR {looked_after()}) AND {_SEES_DEAL}",
        insert=f"{OWN} AND state = 'ASKED' AND {_SEES_DEAL}",
        update=f"{looked_after()} OR ({OWN} AND state = 'DROPPED')",
    )
    # What was asked, and by whom, stays as it was; the host only answers.
    op.execute("REVOKE UPDATE ON extension_requests FROM kontor_app")
    op.execute("GRANT UPDATE (version, state, answered_at) ON extension_requests TO kontor_app")


def _cooling_offs() -> None:
    op.create_table(
        "cooling_offs",
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        *_record(),
        *_keys("cooling_offs"),
    )
    op.create_index(op.f("ix_cooling_offs_owner_company_id"), "cooling_offs", ["owner_company_id"])
    op.create_index(
        "ix_cooling_offs_customer", "cooling_offs", ["owner_company_id", "customer_key", "until"]
    )
    one_side = f"({OWN} OR {looked_after()})"
    protect("cooling_offs", read=one_side, insert=one_side)


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
