"""Receipts of complete submissions, which nobody can change, and the chain of their order."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0046"
down_revision = "0045"

_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"
_OF_MY_RECEIPT = (
    "EXISTS (SELECT FROM deal_receipts r WHERE r.id = receipt_id"
    " AND r.sha256 = deal_receipt_links.sha256)"
)
# For the portal itself too, whose role may write every table.
_FOR_GOOD = """
CREATE FUNCTION kontor_receipt_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a receipt is neither changed nor taken away'
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION kontor_link_is_sealed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.seal IS NOT NULL OR (OLD.receipt_id, OLD.sequence, OLD.sha256)
      IS DISTINCT FROM (NEW.receipt_id, NEW.sequence, NEW.sha256) THEN
    RAISE EXCEPTION 'a link of the chain is sealed once and then kept'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.execute(_FOR_GOOD)
    _receipts()
    _links()


def _receipts() -> None:
    op.create_table(
        "deal_receipts",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_record(),
        *_keys("deal_receipts"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_receipts_owner_company_id_deal_id_deals"),
        ),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_deal_receipts_owner_company_id_id")
        ),
        sa.UniqueConstraint("deal_id", "place", name=op.f("uq_deal_receipts_deal_id_place")),
        sa.UniqueConstraint(
            "owner_company_id", "number", name=op.f("uq_deal_receipts_owner_company_id_number")
        ),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name=op.f("ck_deal_receipts_has_the_hash_of_its_content"),
        ),
    )
    op.create_index(
        op.f("ix_deal_receipts_owner_company_id"), "deal_receipts", ["owner_company_id"]
    )
    op.create_index("ix_deal_receipts_number", "deal_receipts", ["number"])
    protect(
        "deal_receipts",
        read=f"({OWN} OR {looked_after()}) AND {_SEES_DEAL}",
        insert=f"{OWN} AND {_SEES_DEAL}",
        owned=False,
    )
    op.execute(
        "CREATE TRIGGER deal_receipts_are_kept BEFORE UPDATE OR DELETE ON deal_receipts"
        " FOR EACH ROW EXECUTE FUNCTION kontor_receipt_is_kept()"
    )


def _links() -> None:
    op.create_table(
        "deal_receipt_links",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("seal", sa.String(64)),
        sa.Column("sealed_at", sa.DateTime(timezone=True)),
        *_record(),
        *_keys("deal_receipt_links"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "receipt_id"],
            ["deal_receipts.owner_company_id", "deal_receipts.id"],
            name=op.f("fk_deal_receipt_links_owner_company_id_receipt_id_deal_receipts"),
        ),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_deal_receipt_links_receipt_id")),
        sa.UniqueConstraint("sequence", name=op.f("uq_deal_receipt_links_sequence")),
    )
    op.create_index(
        op.f("ix_deal_receipt_links_owner_company_id"), "deal_receipt_links", ["owner_company_id"]
    )
    op.create_index(
        "ix_deal_receipt_links_unsealed",
        "deal_receipt_links",
        ["sequence"],
        postgresql_where=sa.text("seal IS NULL"),
    )
    # A submission writes its place and reads nobody's, not even its own again.
    protect(
        "deal_receipt_links",
        read="kontor_reach() = 'ALL'",
        insert=f"{OWN} AND seal IS NULL AND {_OF_MY_RECEIPT}",
    )
    op.execute(
        "CREATE TRIGGER deal_receipt_links_are_kept BEFORE DELETE ON deal_receipt_links"
        " FOR EACH ROW EXECUTE FUNCTION kontor_receipt_is_kept()"
    )
    op.execute(
        "CREATE TRIGGER deal_receipt_links_are_sealed_once BEFORE UPDATE ON deal_receipt_links"
        " FOR EACH ROW EXECUTE FUNCTION kontor_link_is_sealed_once()"
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
