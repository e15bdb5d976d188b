"""The programme's numbers and the host's holidays, as data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0032"
down_revision = "0031"

# Only the host's people have this reach: whoever looks after every partner speaks for the host.
_THE_HOST = f"{OWN} AND kontor_reach() = 'ALL'"
_NUMBERS = (
    "review_days",
    "first_warning",
    "second_warning",
    "protection_days",
    "extension_days",
    "extension_window_days",
    "cooling_off_days",
)


def upgrade() -> None:
    op.create_table(
        "programmes",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        sa.Column("reminders", postgresql.ARRAY(sa.Integer()), nullable=False),
        *_record(),
        sa.CheckConstraint(
            "review_days > 0 AND protection_days > 0 AND extension_days > 0"
            " AND extension_window_days > 0 AND cooling_off_days >= 0",
            name=op.f("ck_programmes_numbers_are_days"),
        ),
        sa.CheckConstraint(
            "0 < first_warning AND first_warning < second_warning AND second_warning < 100",
            name=op.f("ck_programmes_warnings_are_in_order"),
        ),
        *_keys("programmes"),
        sa.UniqueConstraint("owner_company_id", name=op.f("uq_programmes_owner_company_id")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        *_record(),
        *_keys("holidays"),
        sa.UniqueConstraint(
            "owner_company_id", "day", name=op.f("uq_holidays_owner_company_id_day")
        ),
    )
    for table in ("programmes", "holidays"):
        op.create_index(op.f(f"ix_{table}_owner_company_id"), table, ["owner_company_id"])
    protect("programmes", read="true", insert=_THE_HOST, update=_THE_HOST)
    protect("holidays", read="true", insert=_THE_HOST, delete=_THE_HOST)


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
