"""Rooms of a deal that went to another company, or that a third company works on too."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0059"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("came_from_name", sa.String()))
    op.add_column("rooms", sa.Column("went_to_name", sa.String()))
    for table in ("rooms", "room_companies"):
        op.add_column(table, sa.Column("with_company_id", sa.Uuid()))
        op.create_foreign_key(
            op.f(f"fk_{table}_with_company_id_companies"),
            table,
            "companies",
            ["with_company_id"],
            ["id"],
        )
    op.drop_index("uq_rooms_open", "rooms")
    op.create_index(
        "uq_rooms_open",
        "rooms",
        ["subject_id", "subject_type", "owner_company_id", "with_company_id"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
        postgresql_nulls_not_distinct=True,
    )
    _change("room_companies_read", "USING", "qual", "OR with_company_id = kontor_company()")
    # Only the portal itself opens a room for a third company, when the two agreed.
    for table in ("rooms", "room_companies"):
        _change(f"{table}_insert", "WITH CHECK", "with_check", "AND with_company_id IS NULL")


def _change(policy: str, clause: str, column: str, more: str) -> None:
    rule = op.get_bind().scalar(
        sa.text(f"SELECT {column} FROM pg_policies WHERE policyname = :policy"),
        {"policy": policy},
    )
    table = policy.rsplit("_", 1)[0]
    op.get_bind().exec_driver_sql(
        f"ALTER POLICY {policy} ON {table} {clause} (({rule}) {more})".replace("%", "%%")
    )
