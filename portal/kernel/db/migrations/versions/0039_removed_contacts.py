"""Contacts can be removed: the row stays and holds nobody, and is never written to again."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_READ = sa.text("SELECT qual FROM pg_policies WHERE policyname = 'contacts_read'")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("refusal_key", sa.String(length=64), nullable=True))
    op.create_check_constraint(
        op.f("ck_contacts_removed_holds_nobody"),
        "contacts",
        "removed_at IS NULL OR (name = '' AND role IS NULL AND email IS NULL AND phone IS NULL"
        " AND preferred_channel IS NULL AND coalesce(consent_source, '') = '')",
    )
    op.create_index(
        "ix_contacts_refusals",
        "contacts",
        ["owner_company_id", "refusal_key"],
        postgresql_where=sa.text("refusal_key IS NOT NULL"),
    )
    op.execute("GRANT UPDATE (removed_at, refusal_key) ON contacts TO kontor_app")
    read = op.get_bind().execute(_READ).scalar_one()
    op.execute(f"ALTER POLICY contacts_update ON contacts USING (removed_at IS NULL AND ({read}))")
