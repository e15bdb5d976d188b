"""Accounts are found by the beginnings of their words, and listed by name, country or age.

Row security lets an index answer only what is leakproof: comparisons of text are, ILIKE and the
operators of trigrams are not. So the words stand in a table of their own, written by triggers.
"""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, protect

revision = "0023"
down_revision = "0022"

_FUNCTIONS = r"""
CREATE FUNCTION kontor_plain(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(normalize(
    replace(replace(replace(translate(lower(value), 'øłđðħı', 'olddhi'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), NFKD), '[\u0300-\u036f]', '', 'g');
CREATE FUNCTION kontor_pieces(plain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_split_to_array(plain,
      '[][\s!"#$%&''()*+,/:;<=>?@\\^_`{|}~\u00a0-\u00bf\u2000-\u206f]+')
    || regexp_split_to_array(plain,
      '[][\s!"#$%&''()*+,/:;<=>?@\\^_`{|}~\u00a0-\u00bf\u2000-\u206f.-]+')
    || btrim(regexp_replace(plain,
      '[][\s!"#$%&''()*+,/:;<=>?@\\^_`{|}~\u00a0-\u00bf\u2000-\u206f]+', ' ', 'g'));
CREATE FUNCTION kontor_words(name text, domain text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN kontor_pieces(kontor_plain(name))
    || CASE WHEN lower(name) ~ '[äöüå]' THEN kontor_pieces(kontor_plain(replace(replace(
      replace(replace(lower(name), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa'))) END
    || kontor_plain(domain)
    || kontor_pieces(regexp_replace(kontor_plain(domain), '\.[^.]*$', ''));
CREATE FUNCTION kontor_account_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_words (account_id, word, owner_company_id, name)
    SELECT a.id, left(btrim(word, '.-'), 64), a.owner_company_id, left(a.name, 200)
    FROM born a, unnest(kontor_words(a.name, a.domain)) word WHERE btrim(word, '.-') <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION kontor_account_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM account_words WHERE account_id = NEW.id;
  INSERT INTO account_words (account_id, word, owner_company_id, name)
    SELECT NEW.id, left(btrim(word, '.-'), 64), NEW.owner_company_id, left(NEW.name, 200)
    FROM unnest(kontor_words(NEW.name, NEW.domain)) word WHERE btrim(word, '.-') <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_words AFTER INSERT ON accounts REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION kontor_account_words();
CREATE TRIGGER accounts_renamed AFTER UPDATE OF name, domain ON accounts FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.domain IS DISTINCT FROM NEW.domain)
  EXECUTE FUNCTION kontor_account_renamed();
"""
_EARLIER = """
INSERT INTO account_words (account_id, word, owner_company_id, name)
SELECT a.id, left(btrim(word, '.-'), 64), a.owner_company_id, left(a.name, 200)
FROM accounts a, unnest(kontor_words(a.name, a.domain)) word WHERE btrim(word, '.-') <> ''
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    op.create_table(
        "account_words",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.String(length=64, collation="C"), nullable=False),
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        # No reference to the account: it would be checked word by word, and a word that pointed
        # elsewhere would find nothing, as what is found are accounts that both walls let through.
        sa.PrimaryKeyConstraint("account_id", "word", name=op.f("pk_account_words")),
    )
    # As they are: what looks like a parameter in a pattern is none.
    op.get_bind().exec_driver_sql(_FUNCTIONS.replace("%", "%%"))
    # Row security holds the owner of the tables back too, except where it says otherwise.
    op.execute("ALTER TABLE accounts NO FORCE ROW LEVEL SECURITY")
    op.get_bind().exec_driver_sql(_EARLIER)
    op.execute("ALTER TABLE accounts FORCE ROW LEVEL SECURITY")
    op.create_index(
        "ix_account_words_owner",
        "account_words",
        ["owner_company_id", "word", "name", "account_id"],
    )
    # As EXISTS: asked row by row it costs little, where a list of all one holds is made first.
    granted = (
        "EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = {table}.{column}"
        " AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'"
        " AND g.valid_until > kontor_now())"
    )
    seen = f"{OWN} OR {granted.format(table='accounts', column='id')}"
    op.execute(f"ALTER POLICY accounts_read ON accounts USING ({seen})")
    op.execute(f"ALTER POLICY accounts_update ON accounts USING ({seen}) WITH CHECK ({OWN})")
    protect(
        "account_words",
        read=f"{OWN} OR {granted.format(table='account_words', column='account_id')}",
        insert=OWN,
        delete=OWN,
    )
    op.drop_index("ix_accounts_owner_name", "accounts")
    op.drop_index("ix_accounts_name", "accounts")
    op.create_index("ix_accounts_owner_name", "accounts", ["owner_company_id", "name", "id"])
    op.create_index(
        "ix_accounts_owner_newest", "accounts", ["owner_company_id", "created_at", "id"]
    )
    op.create_index(
        "ix_accounts_owner_country", "accounts", ["owner_company_id", "country", "name", "id"]
    )
