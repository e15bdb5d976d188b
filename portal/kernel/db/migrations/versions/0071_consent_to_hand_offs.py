"""Whose deal it is agrees before the host offers it to another company.

What is under way goes on as it was begun: there the owner was not asked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

_OPEN = "state IN ('PROPOSED', 'DRAFT', 'OFFERED', 'ACCEPTED', 'IN_TRANSITION')"
_CHECKS = {
    "silence_is_no_consent": "consent_due_at IS NULL OR has_agreed IS TRUE"
    " OR state IN ('PROPOSED', 'DECLINED', 'EXPIRED', 'RECALLED')",
    "answered_when_said": "(has_agreed IS NULL) = (answered_at IS NULL)",
    "proposed_for_a_time": "state <> 'PROPOSED'"
    " OR (consent_due_at IS NOT NULL AND has_agreed IS NULL)",
}


def upgrade() -> None:
    for column in (
        sa.Column("consent_due_at", sa.DateTime(timezone=True)),
        sa.Column("remind_at", sa.DateTime(timezone=True)),
        sa.Column("has_agreed", sa.Boolean()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by_id", sa.Uuid()),
        sa.Column("answered_by_name", sa.String()),
    ):
        op.add_column("handoffs", column)
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_handoffs_{name}"), "handoffs", condition)
    op.drop_index("uq_handoffs_open", "handoffs")
    for name, column_name, is_unique, where in (
        ("uq_handoffs_open", "deal_id", True, _OPEN),
        ("ix_handoffs_consent_due_at", "consent_due_at", False, "state = 'PROPOSED'"),
        ("ix_handoffs_remind_at", "remind_at", False, "remind_at IS NOT NULL"),
    ):
        op.create_index(
            name, "handoffs", [column_name], unique=is_unique, postgresql_where=sa.text(where)
        )
