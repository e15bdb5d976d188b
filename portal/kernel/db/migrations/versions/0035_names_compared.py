"""Names are compared in one way: the same legal forms are left out, and Greek is read as well.

Up to here what finds a name and what compares it left out different forms. The list stands once
from now on, in `kontor_name_bare`. How spelling is folded was chosen by pairs whose answer is
known (tests/deals/conflicts/pairs.py).
"""

# ruff: noqa: RUF001 - Greek letters that look like others are meant

from alembic import op

revision = "0035"
down_revision = "0034"

_FORMS = (
    "gmbh|mbh|ggmbh|ag|kg|kgaa|ohg|gbr|ug|haftungsbeschrankt|se|ev|eg|ek|efk|und|and|co|cie|company"
    "|ltd|limited|plc|llc|llp|lp|inc|incorporated|corp|corporation|sa|sarl|sas|sasu|srl|spa|sl|slu"
    "|bv|nv|cv|vof|oy|oyj|ab|asa|as|aps|ou|uab|sia|kft|zrt|nyrt|bt|doo|dd|sro|sp|z|oo|zoo|sk|spj|spk"
    "|ooo|zao|oao|pao|ao|ip|tov|ood|eood|ad|et|och|og|i|y|e|a|the|pte|pty|sdn|bhd|kk|ltda|lda|eirl"
    "|hf|ehf|ks|ans|da|hb|kb|ky|tmi|epe|ike|gesellschaft|aktiengesellschaft|spolka|akcyjna"
    "|aktiebolag|aktieselskab|osakeyhtio"
)
_FUNCTIONS = rf"""
CREATE OR REPLACE FUNCTION kontor_latin(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    translate(replace(value, 'ου', 'ou'),
      'абвгдезиклмнопрстуфыэі' || 'αβγδεζηικλμνξοπρσςτυφω' || 'ьъ',
      'abvgdeziklmnoprstufyei' || 'avgdeziiklmnxoprsstyfo'),
    'ж', 'zh'), U&'\0445', 'kh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'iu'),
    'я', 'ia'), 'θ', 'th'), 'χ', 'ch'), 'ψ', 'ps');
CREATE OR REPLACE FUNCTION kontor_name_bare(name text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(coalesce(
    nullif(btrim(regexp_replace(regexp_replace(
      kontor_name_parts(name), '\m({_FORMS})\M', '', 'g'), ' +', ' ', 'g')), ''),
    btrim(kontor_name_parts(name))), 120);
CREATE OR REPLACE FUNCTION kontor_name_key(name text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(
    coalesce(nullif(replace(kontor_name_bare(name), ' ', ''), ''), kontor_plain(name)), 120);
CREATE OR REPLACE FUNCTION kontor_name_stem(name text, country text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT country || ' ' || left(string_agg(
      DISTINCT CASE WHEN word ~ '[0-9]' THEN word ELSE left(word, 5) END, ' '), 120)
    FROM regexp_split_to_table(kontor_name_bare(name), ' +') word WHERE word <> '');
CREATE OR REPLACE FUNCTION kontor_name_folded(bare text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(replace(replace(replace(translate(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      replace(bare, 'schtsch', 'sk'), 'shch', 'sk'), 'tsch', 'k'), 'sch', 's'), 'sh', 's'),
      'ch', 'k'), 'kh', 'h'), 'zh', 's'), 'ts', 's'), 'tz', 's'), 'ck', 'k'), 'ph', 'f'),
      'x', 'ks'),
    'wyjcqz', 'viikks'), 'iu', 'u'), 'ia', 'a'), 'ie', 'e'), '([a-z])\1+', '\1', 'g');
"""
_INDEX = """
CREATE INDEX ix_account_identities_skeleton ON account_identities (kontor_name_skeleton(value))
  WHERE kind = 'NAME_KEY'
"""
# Only what reads otherwise now is written anew: with it come the signs of duplicates.
_ANEW = """
DELETE FROM account_identities i USING accounts a
  WHERE i.account_id = a.id AND (
    (i.kind = 'NAME_KEY' AND i.value <> kontor_name_key(a.name))
    OR (i.kind = 'NAME_STEM' AND i.value IS DISTINCT FROM kontor_name_stem(a.name, a.country)));
INSERT INTO account_identities (account_id, kind, value, owner_company_id)
  SELECT a.id, i.kind, i.value, a.owner_company_id FROM accounts a, LATERAL (VALUES
    ('NAME_KEY', kontor_name_key(a.name)),
    ('NAME_STEM', kontor_name_stem(a.name, a.country))) i(kind, value)
  WHERE i.value <> ''
ON CONFLICT DO NOTHING;
"""
_READ = ("accounts", "account_identities", "duplicate_signs", "account_pair_decisions")


def upgrade() -> None:
    op.drop_index("ix_account_identities_skeleton", "account_identities")
    _sql(_FUNCTIONS)
    # Row security holds the owner of the tables back too, except where it says otherwise.
    for table in _READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    _sql(_ANEW)
    for table in _READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(_INDEX)


def _sql(statements: str) -> None:
    """Run them as they are: what looks like a parameter in a pattern is none."""
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
