"""A deal that is sold together: one company more reads this one deal, until it is closed."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0056"
down_revision = "0055"

_SHARED_WITH_US = (
    "(stage NOT IN ('WON', 'LOST', 'CLOSED_ERROR') AND protection <> 'TRANSFERRED'"
    " AND kontor_reach() IN ('COMPANY', 'OWN') AND EXISTS ("
    "SELECT FROM deal_access a WHERE a.deal_id = deals.id"
    " AND a.company_id = kontor_company() AND a.ended_at IS NULL))"
)


def upgrade() -> None:
    op.create_table(
        "deal_access",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_deal_access_owner_company_id_deal_id_deals"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["companies.id"], name=op.f(f"fk_deal_access_{column}_companies")
            )
            for column in ("company_id", "owner_company_id")
        ),
        sa.CheckConstraint(
            "owner_company_id <> company_id", name=op.f("ck_deal_access_not_to_oneself")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_access")),
    )
    op.create_index(op.f("ix_deal_access_owner_company_id"), "deal_access", ["owner_company_id"])
    op.create_index("ix_deal_access_company", "deal_access", ["company_id", "deal_id"])
    op.create_index(
        "uq_deal_access_running",
        "deal_access",
        ["deal_id", "company_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    # It asks no other table: what may be read of deals asks it.
    protect(
        "deal_access",
        read=f"({OWN} AND kontor_reach() = 'COMPANY') OR company_id = kontor_company()"
        f" OR {looked_after()} OR {looked_after('company_id')}",
    )
    rule = op.get_bind().scalar(
        sa.text("SELECT qual FROM pg_policies WHERE policyname = 'deals_read'")
    )
    op.get_bind().exec_driver_sql(
        f"ALTER POLICY deals_read ON deals USING (({rule}) OR {_SHARED_WITH_US})".replace("%", "%%")
    )
