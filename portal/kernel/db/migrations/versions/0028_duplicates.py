"""Numbers of registers beside names and domains, and which accounts look like one customer.

Signs of a duplicate are written when an identity is: a search for them through all accounts would
read all of them for each page.
"""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0028"
down_revision = "0027"

# As in 0025: what is left of a name without its legal form is what people call the customer.
_FORMS = (
    "gmbh|mbh|ggmbh|ag|kg|kgaa|ohg|gbr|ug|haftungsbeschrankt|se|ev|eg|und|and|co|cie|company|ltd"
    "|limited|plc|llc|llp|lp|inc|incorporated|corp|corporation|sa|sarl|sas|sasu|srl|spa|sl|slu|bv"
    "|nv|cv|vof|oy|oyj|ab|asa|as|aps|ou|uab|sia|kft|zrt|nyrt|bt|doo|dd|sro|sp|z|oo|zoo|sk|spj|spk"
    "|ooo|zao|oao|pao|ao|ip|tov|ood|eood|ad"
)
_IDENTITIES = """
  INSERT INTO account_identities (account_id, kind, value, owner_company_id)
    SELECT a.id, i.kind, i.value, a.owner_company_id FROM {accounts} a, LATERAL (VALUES
      ('NAME_KEY', kontor_name_key(a.name)), ('DOMAIN', kontor_plain(a.domain)),
      ('NAME_STEM', kontor_name_stem(a.name, a.country))) i(kind, value)
    WHERE i.value <> '' {where}
  ON CONFLICT DO NOTHING;
"""
# Of a name that very many have, the first twenty are enough to begin with.
_SIGNS = """
  INSERT INTO duplicate_signs (owner_company_id, newer_id, older_id, kind)
    SELECT f.owner_company_id, greatest(f.account_id, o.account_id),
      least(f.account_id, o.account_id), f.kind
    FROM {identities} f CROSS JOIN LATERAL (
      SELECT i.account_id FROM account_identities i
      WHERE i.owner_company_id = f.owner_company_id AND i.kind = f.kind AND i.value = f.value
        AND i.account_id <> f.account_id ORDER BY i.account_id LIMIT 20) o
    WHERE (f.kind NOT IN ('NAME_KEY', 'NAME_STEM') OR EXISTS (
        SELECT FROM accounts a JOIN accounts b ON b.id = o.account_id AND b.country = a.country
        WHERE a.id = f.account_id AND (f.kind = 'NAME_KEY' OR kontor_is_close(a.name, b.name))))
      AND NOT EXISTS (SELECT FROM account_pair_decisions d
        WHERE d.owner_company_id = f.owner_company_id
          AND d.newer_id = greatest(f.account_id, o.account_id)
          AND d.older_id = least(f.account_id, o.account_id))
  ON CONFLICT DO NOTHING;
"""
_FUNCTIONS = rf"""
CREATE FUNCTION kontor_name_stem(name text, country text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT country || ' ' || left(string_agg(
      DISTINCT CASE WHEN word ~ '[0-9]' THEN word ELSE left(word, 5) END, ' '), 120)
    FROM regexp_split_to_table(
      regexp_replace(kontor_name_parts(name), '\m({_FORMS})\M', '', 'g'), ' +') word
    WHERE word <> '');
CREATE FUNCTION kontor_is_close(one text, other text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN kontor_name_key(one) <> kontor_name_key(other)
    AND similarity(kontor_name_parts(one), kontor_name_parts(other)) >= 0.5;
CREATE OR REPLACE FUNCTION kontor_account_identities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_IDENTITIES.format(accounts="born", where="")}
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION kontor_account_identified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM account_identities
    WHERE account_id = NEW.id AND kind IN ('NAME_KEY', 'DOMAIN', 'NAME_STEM');
  {_IDENTITIES.format(accounts="accounts", where="AND a.id = NEW.id")}
  RETURN NULL;
END $$;
DROP TRIGGER accounts_identified ON accounts;
CREATE TRIGGER accounts_identified AFTER UPDATE OF name, domain, country ON accounts FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.domain IS DISTINCT FROM NEW.domain
    OR OLD.country IS DISTINCT FROM NEW.country)
  EXECUTE FUNCTION kontor_account_identified();
"""
_SIGNALS = f"""
CREATE FUNCTION kontor_duplicate_signs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {_SIGNS.format(identities="fresh")}
  RETURN NULL;
END $$;
CREATE FUNCTION kontor_duplicate_signs_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM duplicate_signs s USING gone g WHERE s.newer_id = g.account_id AND s.kind = g.kind;
  DELETE FROM duplicate_signs s USING gone g WHERE s.older_id = g.account_id AND s.kind = g.kind;
  RETURN NULL;
END $$;
CREATE TRIGGER account_identities_signs AFTER INSERT ON account_identities
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION kontor_duplicate_signs();
CREATE TRIGGER account_identities_signs_end AFTER DELETE ON account_identities
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION kontor_duplicate_signs_end();
CREATE FUNCTION kontor_told_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM duplicate_signs s WHERE s.owner_company_id = NEW.owner_company_id
    AND s.newer_id = NEW.newer_id AND s.older_id = NEW.older_id;
  RETURN NULL;
END $$;
CREATE TRIGGER account_pair_decisions_told AFTER INSERT ON account_pair_decisions
  FOR EACH ROW EXECUTE FUNCTION kontor_told_apart();
"""
_READ = ("accounts", "account_identities")


def upgrade() -> None:
    op.create_index(
        "uq_account_identities_registered",
        "account_identities",
        ["account_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind IN ('VAT', 'DUNS', 'LEI', 'GLN')"),
    )
    _tables()
    _sql(_FUNCTIONS)
    # Row security holds the owner of the tables back too, except where it says otherwise.
    for table in _READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _sql(_IDENTITIES.format(accounts="accounts", where="AND i.kind = 'NAME_STEM'"))
    _sql(_SIGNS.format(identities="account_identities"))
    for table in _READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _sql(_SIGNALS)
    protect("account_pair_decisions", read=OWN, insert=OWN)
    protect("duplicate_signs", read=OWN, insert=OWN, delete=OWN)
    # What a company says of its accounts is its own affair: whatever else the rule says.
    rule = op.get_bind().scalar(
        sa.text("SELECT qual FROM pg_policies WHERE policyname = 'activities_read'")
    )
    _sql(
        f"ALTER POLICY activities_read ON activities USING (({rule})"
        f" AND (subject_type <> 'account-pair' OR {OWN}))"
    )


def _tables() -> None:
    op.create_table(
        "duplicate_signs",
        *_pair(),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint(
            "owner_company_id", "newer_id", "older_id", "kind", name=op.f("pk_duplicate_signs")
        ),
    )
    for side in ("newer", "older"):
        op.create_index(f"ix_duplicate_signs_{side}", "duplicate_signs", [f"{side}_id"])
    op.create_table(
        "account_pair_decisions",
        *_pair(),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "older_id < newer_id", name=op.f("ck_account_pair_decisions_older_is_older")
        ),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f("fk_account_pair_decisions_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_pair_decisions")),
        sa.UniqueConstraint(
            "owner_company_id",
            "newer_id",
            "older_id",
            name=op.f("uq_account_pair_decisions_owner_company_id_newer_id_older_id"),
        ),
    )
    op.create_index(
        op.f("ix_account_pair_decisions_owner_company_id"),
        "account_pair_decisions",
        ["owner_company_id"],
    )


def _pair() -> list["sa.Column[object]"]:
    names = ("owner_company_id", "newer_id", "older_id")
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _sql(statements: str) -> None:
    """Run them as they are: what looks like a parameter in a pattern is none."""
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
