"""Since when nothing has happened to an open deal, and how long it may be so."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0051"
down_revision = "0050"

_SEES_DEAL = "EXISTS (SELECT FROM deals d WHERE d.id = deal_id)"
_TERMS = (
    ("stalls_qualified", "15"),
    ("stalls_developed", "15"),
    ("stalls_proposed", "10"),
    ("stalls_negotiated", "10"),
    ("nudge_again_days", "5"),
    ("nudge_host_days", "5"),
)


def upgrade() -> None:
    for name, default in _TERMS:
        op.add_column(
            "programmes", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
        op.alter_column("programmes", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_programmes_patience_is_positive"),
        "programmes",
        " AND ".join(f"{name} > 0" for name, _default in _TERMS),
    )
    _pulses()


def _pulses() -> None:
    op.create_table(
        "pulses",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_step_on", sa.Date()),
        sa.Column("stalls_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("nudge_at", sa.DateTime(timezone=True)),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_pulses_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_pulses_owner_company_id_companies"),
        ),
        sa.CheckConstraint(
            "nudges BETWEEN 0 AND 3 AND (nudge_at IS NULL) = (nudges = 3)",
            name=op.f("ck_pulses_nudged_until_the_host_knows"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulses")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_pulses_deal_id")),
    )
    op.create_index(op.f("ix_pulses_owner_company_id"), "pulses", ["owner_company_id"])
    op.create_index(
        "ix_pulses_nudge_at",
        "pulses",
        ["nudge_at"],
        postgresql_where=sa.text("nudge_at IS NOT NULL"),
    )
    op.create_index("ix_pulses_stalls_at", "pulses", ["stalls_at"])
    of_the_deal = f"{_SEES_DEAL} AND ({OWN} OR {looked_after()})"
    protect("pulses", read=_SEES_DEAL, insert=of_the_deal, update=of_the_deal)
