"""Trading agreements, interchanges with their messages, and the orders that came in by them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, managed, protect, protect_from_tenants

revision = "0008"
down_revision = "0007"

EVIDENCE_IS_FIXED = """
CREATE FUNCTION interchange_evidence_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.sha256, NEW.storage_key, NEW.key, NEW.direction)
     IS DISTINCT FROM (OLD.sha256, OLD.storage_key, OLD.key, OLD.direction) THEN
    RAISE EXCEPTION 'the evidence of an interchange cannot change'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.state <> OLD.state
     AND OLD.state IN ('ACKNOWLEDGED', 'DUPLICATE', 'PARTIAL', 'ACCEPTED', 'REJECTED') THEN
    RAISE EXCEPTION 'an interchange that is % stays so', lower(OLD.state)
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER interchanges_evidence_is_fixed BEFORE UPDATE ON interchanges
  FOR EACH ROW EXECUTE FUNCTION interchange_evidence_is_fixed();
"""


def upgrade() -> None:
    op.create_table(
        "trading_agreements",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("syntax", sa.String(length=8), nullable=False),
        sa.Column("syntax_version", sa.String(length=12), nullable=False),
        sa.Column("partner_qualifier", sa.String(length=4), nullable=False),
        sa.Column("partner_identifier", sa.String(length=35), nullable=False),
        sa.Column("partner_group", sa.String(length=35), nullable=False),
        sa.Column("host_qualifier", sa.String(length=4), nullable=False),
        sa.Column("host_identifier", sa.String(length=35), nullable=False),
        sa.Column("host_group", sa.String(length=35), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("wants_acknowledgement", sa.Boolean(), nullable=False),
        sa.Column("acknowledgement_hours", sa.Integer(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_trading_agreements_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_agreements")),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_trading_agreements_owner_company_id_id")
        ),
        sa.UniqueConstraint(
            "owner_company_id",
            "partner_qualifier",
            "partner_identifier",
            "host_qualifier",
            "host_identifier",
            name="uq_trading_agreements_identifiers",
        ),
    )
    op.create_index(
        op.f("ix_trading_agreements_owner_company_id"),
        "trading_agreements",
        ["owner_company_id"],
        unique=False,
    )
    op.create_table(
        "interchanges",
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("syntax", sa.String(length=8), nullable=False),
        sa.Column("sender_qualifier", sa.String(length=4), nullable=False),
        sa.Column("sender", sa.String(length=35), nullable=False),
        sa.Column("receiver_qualifier", sa.String(length=4), nullable=False),
        sa.Column("receiver", sa.String(length=35), nullable=False),
        sa.Column("control_number", sa.String(length=14), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("holds_key", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledgement_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_attention", sa.Boolean(), nullable=False),
        sa.Column("has_message_errors", sa.Boolean(), nullable=False),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("first_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledgement_id", sa.Uuid(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "acknowledgement_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchanges_acknowledgement",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "agreement_id"],
            ["trading_agreements.owner_company_id", "trading_agreements.id"],
            name="fk_interchanges_agreement",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "first_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchanges_first",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_interchanges_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interchanges")),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_interchanges_owner_company_id_id")
        ),
        sa.UniqueConstraint("owner_company_id", "key", "sha256", name="uq_interchanges_same_bytes"),
    )
    op.create_index(
        "ix_interchanges_attention",
        "interchanges",
        [sa.literal_column("created_at DESC")],
        unique=False,
        postgresql_where=sa.text("needs_attention"),
    )
    op.create_index(
        "ix_interchanges_content",
        "interchanges",
        ["owner_company_id", "content_sha256"],
        unique=False,
    )
    op.create_index(
        "ix_interchanges_control_number", "interchanges", ["control_number"], unique=False
    )
    op.create_index(
        "ix_interchanges_newest",
        "interchanges",
        [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_interchanges_outbox",
        "interchanges",
        ["owner_company_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'BUILT'"),
    )
    op.create_index(
        op.f("ix_interchanges_owner_company_id"), "interchanges", ["owner_company_id"], unique=False
    )
    op.create_index(
        "uq_interchanges_key_holder",
        "interchanges",
        ["owner_company_id", "key"],
        unique=True,
        postgresql_where=sa.text("holds_key"),
    )
    op.create_table(
        "trading_control_numbers",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("interchange", sa.Integer(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["trading_agreements.id"],
            name=op.f("fk_trading_control_numbers_agreement_id_trading_agreements"),
        ),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_trading_control_numbers")),
    )
    op.create_table(
        "interchange_messages",
        sa.Column("interchange_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("group_code", sa.String(length=8), nullable=False),
        sa.Column("group_number", sa.String(length=14), nullable=False),
        sa.Column("number", sa.String(length=14), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("segment_position", sa.Integer(), nullable=False),
        sa.Column("segment_count", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "interchange_id"],
            ["interchanges.owner_company_id", "interchanges.id"],
            name="fk_interchange_messages_interchange",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_interchange_messages_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interchange_messages")),
        sa.UniqueConstraint(
            "interchange_id",
            "position",
            name=op.f("uq_interchange_messages_interchange_id_position"),
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_interchange_messages_owner_company_id_id")
        ),
    )
    op.create_index(
        "ix_interchange_messages_group",
        "interchange_messages",
        ["owner_company_id", "group_code", "group_number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_interchange_messages_owner_company_id"),
        "interchange_messages",
        ["owner_company_id"],
        unique=False,
    )
    op.create_index(
        "ix_interchange_messages_reference", "interchange_messages", ["reference"], unique=False
    )
    op.create_table(
        "orders",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=35), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("stated_total", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("parties", postgresql.JSONB(), nullable=False),
        sa.Column("dates", postgresql.JSONB(), nullable=False),
        sa.Column("refs", postgresql.JSONB(), nullable=False),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "agreement_id"],
            ["trading_agreements.owner_company_id", "trading_agreements.id"],
            name="fk_orders_agreement",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "message_id"],
            ["interchange_messages.owner_company_id", "interchange_messages.id"],
            name="fk_orders_message",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_orders_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "owner_company_id", "agreement_id", "number", "purpose", name="uq_orders_business_key"
        ),
        sa.UniqueConstraint("owner_company_id", "id", name=op.f("uq_orders_owner_company_id_id")),
    )
    op.create_index("ix_orders_message", "orders", ["message_id"], unique=False)
    op.create_index(
        "ix_orders_newest", "orders", [sa.literal_column("created_at DESC"), "id"], unique=False
    )
    op.create_index(
        op.f("ix_orders_owner_company_id"), "orders", ["owner_company_id"], unique=False
    )
    op.create_index(
        "ix_orders_owner_newest",
        "orders",
        ["owner_company_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("price", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("products", postgresql.JSONB(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity_is_positive")),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "order_id"],
            ["orders.owner_company_id", "orders.id"],
            name="fk_order_lines_order",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_order_lines_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_order_lines_order_id_position")),
    )
    op.create_index(
        op.f("ix_order_lines_owner_company_id"), "order_lines", ["owner_company_id"], unique=False
    )
    op.create_table(
        "order_responses",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "message_id"],
            ["interchange_messages.owner_company_id", "interchange_messages.id"],
            name="fk_order_responses_message",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "order_id"],
            ["orders.owner_company_id", "orders.id"],
            name="fk_order_responses_order",
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_order_responses_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_responses")),
        sa.UniqueConstraint("order_id", name="uq_order_responses_one_answer"),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_order_responses_owner_company_id_id")
        ),
    )
    op.create_index(
        op.f("ix_order_responses_owner_company_id"),
        "order_responses",
        ["owner_company_id"],
        unique=False,
    )
    op.execute(EVIDENCE_IS_FIXED)
    read = f"{OWN} OR {managed()}"
    protect("trading_agreements", read=read, insert=managed(), update=managed())
    protect("interchanges", read=read, insert=f"{OWN} AND direction = 'IN'", update=read)
    protect("interchange_messages", read=read)
    protect("orders", read=read, update=managed())
    protect("order_lines", read=read)
    protect("order_responses", read=read, insert=managed())
    protect_from_tenants("trading_control_numbers")
