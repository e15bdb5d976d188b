"""How people want to hear of what: kinds, modes, what they muted, and daily digests."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect, protect_from_tenants

revision = "0020"
down_revision = "0019"

_MINE = f"{OWN} AND person_id = kontor_person()"
_EARLIER = """
UPDATE notifications n SET mode = 'INSTANT', kind = CASE a.subject_type
  WHEN 'deal' THEN 'DEALS' WHEN 'order' THEN 'ORDERS' WHEN 'interchange' THEN 'ORDERS'
  ELSE CASE WHEN a.verb LIKE 'document-%' THEN 'DOCUMENTS' ELSE 'SHARING' END END
FROM activities a WHERE a.id = n.activity_id
"""


def upgrade() -> None:
    _add_digests()
    op.add_column("notifications", sa.Column("kind", sa.String(length=32), nullable=True))
    op.add_column("notifications", sa.Column("mode", sa.String(length=32), nullable=True))
    op.add_column("notifications", sa.Column("digest_id", sa.Uuid(), nullable=True))
    # Row security holds the owner of the tables back too, except where it says otherwise.
    for table in ("notifications", "activities"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_EARLIER)
    for table in ("notifications", "activities"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.alter_column("notifications", "kind", nullable=False)
    op.alter_column("notifications", "mode", nullable=False)
    op.create_foreign_key(
        op.f("fk_notifications_digest_id_digests"),
        "notifications",
        "digests",
        ["digest_id"],
        ["id"],
    )
    op.create_index(
        "ix_notifications_kind",
        "notifications",
        ["person_id", "kind", sa.text("created_at DESC")],
    )
    op.create_index(
        "ix_notifications_for_digest",
        "notifications",
        ["owner_company_id", "person_id"],
        postgresql_where=sa.text("mode = 'DIGEST' AND digest_id IS NULL AND read_at IS NULL"),
    )
    op.create_index("ix_notifications_digest_id", "notifications", ["digest_id"])
    _add_choices()


def _add_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_digests_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_digests_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "company_id", "person_id", "day", name=op.f("uq_digests_company_id_person_id_day")
        ),
    )
    protect_from_tenants("digests")


def _add_choices() -> None:
    _add_owned(
        "notification_settings",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        unique="kind",
    )
    _add_owned(
        "muted_subjects",
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        unique="subject_id",
    )
    protect("notification_settings", read=_MINE, insert=_MINE, update=_MINE)
    protect("muted_subjects", read=_MINE, insert=_MINE, delete=_MINE)


def _add_owned(table: str, *columns: sa.Column[object], unique: str) -> None:
    op.create_table(
        table,
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "owner_company_id",
            "person_id",
            unique,
            name=op.f(f"uq_{table}_owner_company_id_person_id_{unique}"),
        ),
    )
    op.create_index(op.f(f"ix_{table}_owner_company_id"), table, ["owner_company_id"])
