"""Customers that belong to a group say so: the parent company on accounts and registrations.

Each key of a parent has an index of its own, so that registrations of one group are found across
partners. Of registrations only those that are open are looked for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

_OPEN = (
    " AND (review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD', 'WAIT_LISTED')"
    " OR protection IN ('PROVISIONAL', 'ACTIVE'))"
)
_KEYS = {
    "name": "kontor_name_key(parent_name), parent_country",
    "domain": "reverse(parent_domain)",
    "number": "parent_number",
}


def upgrade() -> None:
    for table, only in (("accounts", ""), ("deals", _OPEN)):
        op.add_column(table, sa.Column("parent_name", sa.String(200)))
        op.add_column(table, sa.Column("parent_country", sa.String(2)))
        op.add_column(table, sa.Column("parent_domain", sa.String(253, collation="C")))
        op.add_column(table, sa.Column("parent_number", sa.String(20, collation="C")))
        op.create_check_constraint(
            op.f(f"ck_{table}_a_parents_name_has_a_country"),
            table,
            "(parent_name IS NULL) = (parent_country IS NULL)",
        )
        for part, keys in _KEYS.items():
            op.execute(
                f"CREATE INDEX ix_{table}_parent_{part} ON {table} ({keys})"
                f" WHERE parent_{part} IS NOT NULL{only}"
            )
