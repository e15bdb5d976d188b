"""Grants are looked for row by row, each by an index.

As EXISTS or IN, PostgreSQL may make a list of all that a company holds, once for each policy and
read rule of a statement: it takes three equal conditions on one company for three different ones,
and so the list for a single row.
"""

from alembic import op

from portal.kernel.db.security import OWN, looked_after

revision = "0031"
down_revision = "0030"

_GRANTED = (
    "(SELECT g.account_id FROM account_share_grants g WHERE g.account_id = {account}"
    " AND g.grantee_company_id = kontor_company() AND g.state = 'ACTIVE'"
    " AND g.valid_until > kontor_now() LIMIT 1) IS NOT NULL"
)
_HELD_FROM = (
    "(SELECT g.id FROM account_share_grants g WHERE g.grantee_company_id = kontor_company()"
    " AND g.owner_company_id = companies.id LIMIT 1) IS NOT NULL"
)
# An offer tells whose it is; whoever made it learns who is there to take it from the answer only.
_GIVEN_TO = (
    "(SELECT g.id FROM account_share_grants g WHERE g.owner_company_id = kontor_company()"
    " AND g.grantee_company_id = companies.id AND g.state NOT IN ('OFFERED', 'DECLINED')"
    " LIMIT 1) IS NOT NULL"
)


def upgrade() -> None:
    # By one account this index was taken for good: it was asked for each of five hundred partners.
    op.drop_index("ix_account_share_grants_grantee", "account_share_grants")
    op.create_index(
        "ix_account_share_grants_account",
        "account_share_grants",
        ["account_id", "grantee_company_id", "owner_company_id", "state", "valid_until"],
    )
    op.create_index(
        "ix_account_share_grants_between",
        "account_share_grants",
        ["grantee_company_id", "owner_company_id", "state"],
    )
    op.create_index("ix_companies_trade_name", "companies", ["trade_name", "id"])
    account = f"{OWN} OR {_GRANTED.format(account='accounts.id')}"
    word = f"{OWN} OR {_GRANTED.format(account='account_words.account_id')}"
    op.execute(f"ALTER POLICY accounts_read ON accounts USING ({account})")
    op.execute(f"ALTER POLICY accounts_update ON accounts USING ({account}) WITH CHECK ({OWN})")
    op.execute(f"ALTER POLICY account_words_read ON account_words USING ({word})")
    op.execute(
        "ALTER POLICY companies_read ON companies USING (id = kontor_company() OR kind = 'HOST'"
        f" OR {looked_after('id')} OR (kontor_reach() IN ('COMPANY', 'OWN')"
        f" AND ({_HELD_FROM} OR {_GIVEN_TO})))"
    )
