"""The country beside each last work on an account: one country in that order, by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

_TRIGGERS = """
CREATE OR REPLACE FUNCTION kontor_touch(company uuid, account uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO account_touches (owner_company_id, account_id, is_own, at, country)
    SELECT company, a.id, a.owner_company_id = company, kontor_now(), a.country
    FROM accounts a WHERE a.id = account
  ON CONFLICT (owner_company_id, account_id)
    DO UPDATE SET at = greatest(account_touches.at, excluded.at), country = excluded.country
$$;
CREATE OR REPLACE FUNCTION kontor_accounts_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_touches (owner_company_id, account_id, is_own, at, country)
    SELECT o.owner_company_id, o.id, true, o.created_at, o.country FROM opened o;
  RETURN NULL;
END $$;
"""
# Row security holds the owner of the tables back too, except where it says otherwise.
_READ_ONCE = ("accounts", "account_touches")


def upgrade() -> None:
    op.add_column("account_touches", sa.Column("country", sa.String(2)))
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE account_touches t SET country = a.country FROM accounts a WHERE a.id = t.account_id"
    )
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.alter_column("account_touches", "country", nullable=False)
    op.create_index(
        "ix_account_touches_country",
        "account_touches",
        ["owner_company_id", "is_own", "country", "at", "account_id"],
    )
    op.execute(_TRIGGERS)
    op.execute("GRANT UPDATE (country) ON account_touches TO kontor_app")
