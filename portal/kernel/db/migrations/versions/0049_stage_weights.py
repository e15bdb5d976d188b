"""What a deal of each stage weighs in the forecast, as terms of the programme."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

_WEIGHTS = (
    ("weight_qualified", "10"),
    ("weight_developed", "25"),
    ("weight_proposed", "50"),
    ("weight_negotiated", "75"),
)


def upgrade() -> None:
    for name, default in _WEIGHTS:
        op.add_column(
            "programmes", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
        op.alter_column("programmes", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_programmes_weights_grow_with_the_stage"),
        "programmes",
        "0 <= weight_qualified AND weight_qualified <= weight_developed"
        " AND weight_developed <= weight_proposed AND weight_proposed <= weight_negotiated"
        " AND weight_negotiated <= 100",
    )
