"""Sheets of customers taken in, and what makes two accounts of one owner the same customer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from portal.kernel.db.security import OWN, protect

revision = "0025"
down_revision = "0024"

# Legal forms, without points: what is left of a name is what people call the customer.
_FORMS = (
    "gmbh|mbh|ggmbh|ag|kg|kgaa|ohg|gbr|ug|haftungsbeschrankt|se|ev|eg|und|and|co|cie|company|ltd"
    "|limited|plc|llc|llp|lp|inc|incorporated|corp|corporation|sa|sarl|sas|sasu|srl|spa|sl|slu|bv"
    "|nv|cv|vof|oy|oyj|ab|asa|as|aps|ou|uab|sia|kft|zrt|nyrt|bt|doo|dd|sro|sp|z|oo|zoo|sk|spj|spk"
    "|ooo|zao|oao|pao|ao|ip|tov|ood|eood|ad"
)
_FUNCTIONS = rf"""
CREATE FUNCTION kontor_latin(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN replace(replace(replace(replace(replace(replace(replace(replace(translate(
    value, 'абвгдезиклмнопрстуфыэіьъ', 'abvgdeziklmnoprstufyei'),
    'ж', 'zh'), U&'\0445', 'kh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'iu'),
    'я', 'ia');
CREATE FUNCTION kontor_name_parts(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN replace(replace(replace(regexp_replace(replace(replace(
    kontor_latin(kontor_plain(name)), 'a/s', 'as'), '.', ''), '[^a-z0-9]+', ' ', 'g'),
    'ae', 'a'), 'oe', 'o'), 'ue', 'u');
CREATE FUNCTION kontor_name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(coalesce(
    nullif(replace(
      regexp_replace(kontor_name_parts(name), '\m({_FORMS})\M', '', 'g'), ' ', ''), ''),
    nullif(replace(kontor_name_parts(name), ' ', ''), ''),
    kontor_plain(name)), 120);
CREATE FUNCTION kontor_account_identities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_identities (account_id, kind, value, owner_company_id)
    SELECT a.id, i.kind, i.value, a.owner_company_id FROM born a, LATERAL (VALUES
      ('NAME_KEY', kontor_name_key(a.name)), ('DOMAIN', kontor_plain(a.domain))) i(kind, value)
    WHERE i.value <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION kontor_account_identified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM account_identities
    WHERE account_id = NEW.id AND kind IN ('NAME_KEY', 'DOMAIN');
  INSERT INTO account_identities (account_id, kind, value, owner_company_id)
    SELECT NEW.id, i.kind, i.value, NEW.owner_company_id FROM (VALUES
      ('NAME_KEY', kontor_name_key(NEW.name)), ('DOMAIN', kontor_plain(NEW.domain))) i(kind, value)
    WHERE i.value <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_identities AFTER INSERT ON accounts REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION kontor_account_identities();
CREATE TRIGGER accounts_identified AFTER UPDATE OF name, domain ON accounts FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.domain IS DISTINCT FROM NEW.domain)
  EXECUTE FUNCTION kontor_account_identified();
"""
_EARLIER = """
INSERT INTO account_identities (account_id, kind, value, owner_company_id)
SELECT a.id, i.kind, i.value, a.owner_company_id FROM accounts a, LATERAL (VALUES
  ('NAME_KEY', kontor_name_key(a.name)), ('DOMAIN', kontor_plain(a.domain))) i(kind, value)
WHERE i.value <> ''
"""


def upgrade() -> None:
    op.create_table(
        "account_identities",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=253, collation="C"), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        # No reference to the account, for the reason given for its words.
        sa.PrimaryKeyConstraint("account_id", "kind", "value", name=op.f("pk_account_identities")),
    )
    op.get_bind().exec_driver_sql(_FUNCTIONS.replace("%", "%%"))
    # Row security holds the owner of the tables back too, except where it says otherwise.
    op.execute("ALTER TABLE accounts NO FORCE ROW LEVEL SECURITY")
    op.get_bind().exec_driver_sql(_EARLIER)
    op.execute("ALTER TABLE accounts FORCE ROW LEVEL SECURITY")
    op.create_index(
        "ix_account_identities_owner",
        "account_identities",
        ["owner_company_id", "kind", "value", "account_id"],
    )
    protect("account_identities", read=OWN, insert=OWN, delete=OWN)
    op.create_table(
        "account_imports",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("ignored", postgresql.JSONB(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_account_imports_owner_company_id_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_account_imports_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_imports")),
    )
    op.create_index(
        op.f("ix_account_imports_owner_company_id"), "account_imports", ["owner_company_id"]
    )
    op.create_index(
        "ix_account_imports_newest", "account_imports", ["owner_company_id", "created_at", "id"]
    )
    protect("account_imports", read=OWN, insert=OWN, update=OWN)
    # What a company imports is its own affair, as its accounts are: whatever else the rule says.
    rule = op.get_bind().scalar(
        sa.text("SELECT qual FROM pg_policies WHERE policyname = 'activities_read'")
    )
    op.get_bind().exec_driver_sql(
        f"ALTER POLICY activities_read ON activities USING (({rule})"
        f" AND (subject_type <> 'account-import' OR {OWN}))".replace("%", "%%")
    )
