"""Approvals by several people, conflicts decided with a rule, and two limits of the programme."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0037"
down_revision = "0036"

_THE_HOST = f"{OWN} AND kontor_reach() = 'ALL'"
_SEEN = "EXISTS (SELECT FROM approvals s WHERE s.id = subject_id)"
_BOTH = f"{looked_after()} AND {looked_after('rival_company_id')}"


def upgrade() -> None:
    _limits()
    _steps()
    _approvals()
    _decisions()


def _limits() -> None:
    for name, default in (("reply_days", "5"), ("most_protections", "100")):
        op.add_column(
            "programmes", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
        op.alter_column("programmes", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_programmes_limits_are_positive"),
        "programmes",
        "reply_days > 0 AND most_protections > 0",
    )
    for name in ("reply_due_at", "reply_warn_at"):
        op.add_column("deals", sa.Column(name, sa.DateTime(timezone=True)))
    op.create_index(
        "ix_deals_reply_warn_at",
        "deals",
        ["reply_warn_at"],
        postgresql_where=sa.text("review = 'ACTION_REQUIRED'"),
    )


def _steps() -> None:
    op.create_table(
        "approval_steps",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_amount", sa.Numeric(18, 2), nullable=False),
        sa.Column("approver", sa.String(length=32), nullable=False),
        *_record(),
        sa.CheckConstraint(
            "from_amount >= 0", name=op.f("ck_approval_steps_amount_is_not_negative")
        ),
        *_keys("approval_steps"),
        sa.UniqueConstraint(
            "owner_company_id",
            "currency",
            "from_amount",
            "approver",
            name=op.f("uq_approval_steps_owner_company_id_currency_from_amount_approver"),
        ),
    )
    op.create_index(
        op.f("ix_approval_steps_owner_company_id"), "approval_steps", ["owner_company_id"]
    )
    protect("approval_steps", read=OWN, insert=_THE_HOST, delete=_THE_HOST)


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("approver", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True)),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_approvals_owner_company_id_deal_id_deals"),
        ),
        *_keys("approvals"),
    )
    op.create_index(op.f("ix_approvals_owner_company_id"), "approvals", ["owner_company_id"])
    op.create_index("ix_approvals_deal", "approvals", ["deal_id", "created_at"])
    op.create_index(
        "uq_approvals_person",
        "approvals",
        ["deal_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    # Nobody approves in another's name, whatever the application says.
    protect(
        "approvals",
        read=looked_after(),
        insert=f"{looked_after()} AND person_id = kontor_person()",
        update=looked_after(),
    )
    op.execute("REVOKE UPDATE ON approvals FROM kontor_app")
    op.execute("GRANT UPDATE (version, voided_at) ON approvals TO kontor_app")
    for command, clause, column in (
        ("read", "USING", "qual"),
        ("insert", "WITH CHECK", "with_check"),
    ):
        policy = f"activities_{command}"
        rule = op.get_bind().scalar(
            sa.text(f"SELECT {column} FROM pg_policies WHERE policyname = :policy"),
            {"policy": policy},
        )
        op.get_bind().exec_driver_sql(
            f"ALTER POLICY {policy} ON activities {clause}"
            f" (({rule}) AND (subject_type <> 'deal-approval' OR {_SEEN}))".replace("%", "%%")
        )


def _decisions() -> None:
    op.create_table(
        "conflict_decisions",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("rival_company_id", sa.Uuid(), nullable=False),
        sa.Column("rival_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Uuid()),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_conflict_decisions_owner_company_id_deal_id_deals"),
        ),
        sa.ForeignKeyConstraint(
            ["rival_company_id", "rival_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_conflict_decisions_rival_company_id_rival_id_deals"),
        ),
        sa.CheckConstraint("deal_id <> rival_id", name=op.f("ck_conflict_decisions_there_are_two")),
        sa.CheckConstraint(
            "rule <> 'CP-5' OR sentence <> ''",
            name=op.f("ck_conflict_decisions_a_choice_has_a_sentence"),
        ),
        *_keys("conflict_decisions"),
    )
    op.create_index(
        op.f("ix_conflict_decisions_owner_company_id"), "conflict_decisions", ["owner_company_id"]
    )
    op.create_index("ix_conflict_decisions_deal", "conflict_decisions", ["deal_id", "created_at"])
    protect(
        "conflict_decisions",
        read=_BOTH,
        insert=f"{_BOTH} AND EXISTS (SELECT FROM deals d WHERE d.id = rival_id"
        " AND d.owner_company_id = rival_company_id)",
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
