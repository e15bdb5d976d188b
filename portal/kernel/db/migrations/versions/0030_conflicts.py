"""Registrations of one end customer are found across partners, by what identifies its accounts.

Nothing is written down twice: who the customer is stands on the account and on its contacts, and
indexes answer who else is it. Only the portal's own work looks across owners.
"""

import sqlalchemy as sa
from alembic import op

from portal.kernel.db.security import OWN, looked_after, protect

revision = "0030"
down_revision = "0029"

# As in 0028, and what stands beside a name elsewhere; here words stay words.
_FORMS = (
    "gmbh|mbh|ggmbh|ag|kg|kgaa|ohg|gbr|ug|haftungsbeschrankt|se|ev|eg|und|and|co|cie|company|ltd"
    "|limited|plc|llc|llp|lp|inc|incorporated|corp|corporation|sa|sarl|sas|sasu|srl|spa|sl|slu|bv"
    "|nv|cv|vof|oy|oyj|ab|asa|as|aps|ou|uab|sia|kft|zrt|nyrt|bt|doo|dd|sro|sp|z|oo|zoo|sk|spj|spk"
    "|ooo|zao|oao|pao|ao|ip|tov|ood|eood|ad"
    "|et|och|og|i|y|e|the|pte|pty|sdn|bhd|kk|ltda|lda|eirl|hf|ehf|ks|ans|da|hb|kb|ky|tmi|a s|s a"
    "|gesellschaft|aktiengesellschaft|spolka|akcyjna|aktiebolag|aktieselskab|osakeyhtio"
)
_FUNCTIONS = rf"""
CREATE FUNCTION kontor_name_bare(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(coalesce(
    nullif(btrim(regexp_replace(regexp_replace(
      kontor_name_parts(name), '\m({_FORMS})\M', '', 'g'), ' +', ' ', 'g')), ''),
    btrim(kontor_name_parts(name))), 120);
CREATE FUNCTION kontor_name_folded(bare text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(translate(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      replace(bare, 'schtsch', 'sk'), 'shch', 'sk'), 'tsch', 'k'), 'sch', 's'), 'sh', 's'),
      'ch', 'k'), 'kh', 'h'), 'zh', 'z'), 'ts', 'z'), 'tz', 'z'), 'ck', 'k'), 'ph', 'f'),
      'x', 'ks'),
    'wyjcq', 'viikk'), '([a-z])\1+', '\1', 'g');
CREATE FUNCTION kontor_name_skeleton(key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(
    translate(kontor_name_folded(key), 'aeiouh', ''), '([a-z])\1+', '\1', 'g');
"""
_OF_NAMES = "kind = 'NAME_KEY'"
_INDEXES = {
    "ix_account_identities_value": "(kind, value, account_id)",
    "ix_account_identities_skeleton": f"(kontor_name_skeleton(value)) WHERE {_OF_NAMES}",
    "ix_account_identities_head": f"(left(value, 8)) WHERE {_OF_NAMES}",
    "ix_account_identities_tail": f"(right(value, 8)) WHERE {_OF_NAMES}",
    "ix_account_identities_domain": "(reverse(value)) WHERE kind = 'DOMAIN'",
}
_SEEN = "EXISTS (SELECT FROM conflict_holds s WHERE s.id = subject_id)"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(_FUNCTIONS.replace("%", "%%"))
    for name, what in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON account_identities {what}")
    op.execute(
        "CREATE INDEX ix_contacts_mail_domain ON contacts"
        " (reverse(lower(split_part(email, '@', 2))) COLLATE \"C\") WHERE email IS NOT NULL"
    )
    op.add_column(
        "deals",
        sa.Column("is_named_in_writing", sa.Boolean(), nullable=False, server_default="false"),
    )
    op.alter_column("deals", "is_named_in_writing", server_default=None)
    op.drop_index("ix_deals_undecided", "deals")
    op.create_index(
        "ix_deals_undecided",
        "deals",
        ["answer_due_at"],
        postgresql_where=sa.text(
            "review IN ('SUBMITTED', 'IN_REVIEW', 'ACTION_REQUIRED', 'CONFLICT_HOLD')"
        ),
    )
    _settings()
    _holds()


def _settings() -> None:
    op.create_table(
        "conflict_settings",
        sa.Column("conflict_from", sa.Integer(), nullable=False),
        sa.Column("possible_from", sa.Integer(), nullable=False),
        sa.Column("name_similarity", sa.Integer(), nullable=False),
        sa.Column("partner_answer", sa.String(length=32), nullable=False),
        *_owned("conflict_settings"),
        sa.UniqueConstraint("owner_company_id", name=op.f("uq_conflict_settings_owner_company_id")),
        sa.CheckConstraint(
            "0 < possible_from AND possible_from <= conflict_from AND conflict_from <= 100"
            " AND name_similarity BETWEEN 80 AND 100",
            name=op.f("ck_conflict_settings_thresholds_are_in_order"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_settings_owner_company_id"), "conflict_settings", ["owner_company_id"]
    )
    theirs = f"{OWN} AND kontor_reach() = 'ALL'"
    protect("conflict_settings", read=OWN, insert=theirs, update=theirs)


def _holds() -> None:
    op.create_table(
        "conflict_holds",
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by_name", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        *_owned("conflict_holds"),
        sa.ForeignKeyConstraint(
            ["owner_company_id", "deal_id"],
            ["deals.owner_company_id", "deals.id"],
            name=op.f("fk_conflict_holds_owner_company_id_deal_id_deals"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_holds_owner_company_id"), "conflict_holds", ["owner_company_id"]
    )
    op.create_index(
        "uq_conflict_holds_open",
        "conflict_holds",
        ["deal_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    managed = looked_after()
    protect("conflict_holds", read=managed, insert=managed, update=managed)
    for command, clause, column in (
        ("read", "USING", "qual"),
        ("insert", "WITH CHECK", "with_check"),
    ):
        policy = f"activities_{command}"
        rule = op.get_bind().scalar(
            sa.text(f"SELECT {column} FROM pg_policies WHERE policyname = :policy"),
            {"policy": policy},
        )
        op.get_bind().exec_driver_sql(
            f"ALTER POLICY {policy} ON activities {clause}"
            f" (({rule}) AND (subject_type <> 'conflict-hold' OR {_SEEN}))".replace("%", "%%")
        )


def _owned(table: str) -> list["sa.Column[object] | sa.Constraint"]:
    return [
        sa.Column("owner_company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_company_id"],
            ["companies.id"],
            name=op.f(f"fk_{table}_owner_company_id_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
