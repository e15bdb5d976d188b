"""When each company last worked on an account, kept by triggers, for the order of its list."""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0052"
down_revision = "0051"

_TRIGGERS = """
CREATE FUNCTION kontor_touch(company uuid, account uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO account_touches (owner_company_id, account_id, is_own, at)
    SELECT company, a.id, a.owner_company_id = company, kontor_now()
    FROM accounts a WHERE a.id = account
  ON CONFLICT (owner_company_id, account_id)
    DO UPDATE SET at = greatest(account_touches.at, excluded.at)
$$;
CREATE FUNCTION kontor_accounts_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_touches (owner_company_id, account_id, is_own, at)
    SELECT o.owner_company_id, o.id, true, o.created_at FROM opened o;
  RETURN NULL;
END $$;
CREATE FUNCTION kontor_account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kontor_touch(NEW.owner_company_id, NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION kontor_account_worked_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM kontor_touch(NEW.owner_company_id, NEW.account_id);
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_touched AFTER INSERT ON accounts REFERENCING NEW TABLE AS opened
  FOR EACH STATEMENT EXECUTE FUNCTION kontor_accounts_opened();
CREATE TRIGGER accounts_changed AFTER UPDATE OF name, domain, country, place ON accounts
  FOR EACH ROW EXECUTE FUNCTION kontor_account_changed();
CREATE TRIGGER interactions_touch AFTER INSERT ON interactions
  FOR EACH ROW EXECUTE FUNCTION kontor_account_worked_on();
CREATE TRIGGER contacts_touch AFTER INSERT ON contacts
  FOR EACH ROW EXECUTE FUNCTION kontor_account_worked_on();
"""
_SO_FAR = """
INSERT INTO account_touches (owner_company_id, account_id, is_own, at)
SELECT t.owner_company_id, t.account_id, bool_or(a.owner_company_id = t.owner_company_id), max(t.at)
FROM (
  SELECT owner_company_id, id AS account_id, created_at AS at FROM accounts
  UNION ALL SELECT owner_company_id, account_id, created_at FROM interactions
  UNION ALL SELECT owner_company_id, account_id, created_at FROM contacts
) t JOIN accounts a ON a.id = t.account_id
GROUP BY t.owner_company_id, t.account_id
"""
_READ_ONCE = ("accounts", "interactions", "contacts")


def upgrade() -> None:
    op.create_table(
        "account_touches",
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_account_touches_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_touches_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner_company_id", "account_id", name=op.f("pk_account_touches")),
    )
    op.create_index("ix_account_touches_account", "account_touches", ["account_id"])
    op.create_index(
        "ix_account_touches_latest",
        "account_touches",
        ["owner_company_id", "is_own", "at", "account_id"],
    )
    # Row security holds the owner of the tables back too, except where it says otherwise.
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_SO_FAR)
    for table in _READ_ONCE:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(_TRIGGERS)
    sees = "EXISTS (SELECT FROM accounts s WHERE s.id = account_id)"
    protect(
        "account_touches",
        read=f"{OWN} AND (is_own OR {sees})",
        insert=f"{OWN} AND {sees}",
        update=OWN,
    )
    op.execute("REVOKE UPDATE ON account_touches FROM kontor_app")
    op.execute("GRANT UPDATE (at) ON account_touches TO kontor_app")
