"""Sheets of leads, tried out and then taken in row by row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0066"
down_revision = "0065"

_MINE = f"{OWN} AND person_id = kontor_person()"
_ON_MINE = "EXISTS (SELECT FROM lead_sheets s WHERE s.id = sheet_id)"


def upgrade() -> None:
    _sheets()
    _rows()
    # Whether somebody is there already is asked by the e-mail address.
    op.create_index(
        "ix_lead_contacts_email", "lead_contacts", ["owner_company_id", sa.text("lower(email)")]
    )


def _sheets() -> None:
    op.create_table(
        "lead_sheets",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "ready", "taken_in", "left_out")
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_lead_sheets_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_lead_sheets_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_sheets")),
        sa.UniqueConstraint(
            "owner_company_id", "id", name=op.f("uq_lead_sheets_owner_company_id_id")
        ),
    )
    op.create_index(op.f("ix_lead_sheets_owner_company_id"), "lead_sheets", ["owner_company_id"])
    op.create_index(
        "ix_lead_sheets_newest",
        "lead_sheets",
        ["owner_company_id", "person_id", "created_at", "id"],
    )
    protect("lead_sheets", read=_MINE, insert=_MINE, update=_MINE)


def _rows() -> None:
    op.create_table(
        "lead_sheet_rows",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("key", sa.String(280), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("lead_id", sa.Uuid()),
        *_record(),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_lead_sheet_rows_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "sheet_id"],
            ["lead_sheets.owner_company_id", "lead_sheets.id"],
            name=op.f("fk_lead_sheet_rows_owner_company_id_sheet_id_lead_sheets"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "lead_id"],
            ["leads.owner_company_id", "leads.id"],
            name=op.f("fk_lead_sheet_rows_owner_company_id_lead_id_leads"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_sheet_rows")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_lead_sheet_rows_sheet_id_number")),
        sa.CheckConstraint(
            "(state = 'TAKEN_IN') <= (lead_id IS NOT NULL)",
            name=op.f("ck_lead_sheet_rows_taken_in_as_a_lead"),
        ),
    )
    op.create_index(
        op.f("ix_lead_sheet_rows_owner_company_id"), "lead_sheet_rows", ["owner_company_id"]
    )
    op.create_index("ix_lead_sheet_rows_key", "lead_sheet_rows", ["sheet_id", "key"])
    op.create_index("ix_lead_sheet_rows_state", "lead_sheet_rows", ["sheet_id", "state", "number"])
    protect("lead_sheet_rows", read=_ON_MINE, insert=f"{OWN} AND {_ON_MINE}", update=_ON_MINE)


def _record() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
