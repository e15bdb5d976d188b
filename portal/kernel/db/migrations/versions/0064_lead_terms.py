"""What is promised on leads, as terms of the programme; each offer keeps what it promised."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"

_TERMS = (("lead_answer_days", "1"), ("lead_contact_days", "2"), ("most_leads", "10"))
_PROMISED = (("answer_days", "1"), ("contact_days", "2"))


def upgrade() -> None:
    for table, columns in (("programmes", _TERMS), ("lead_offers", _PROMISED)):
        for name, so_far in columns:
            op.add_column(
                table, sa.Column(name, sa.Integer(), nullable=False, server_default=so_far)
            )
            op.alter_column(table, name, server_default=None)
    op.create_check_constraint(
        op.f("ck_programmes_promises_on_leads_are_positive"),
        "programmes",
        "lead_answer_days > 0 AND lead_contact_days > 0 AND most_leads > 0",
    )
