"""Of names that begin or end alike those are looked at that have the most letters in common.

They stand beside each other in the order of the alphabet, for which `ix_account_identities_value`
is there, and in that of reversed names.
"""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.drop_index("ix_account_identities_head", "account_identities")
    op.drop_index("ix_account_identities_tail", "account_identities")
    op.execute(
        "CREATE INDEX ix_account_identities_tail ON account_identities (reverse(value))"
        " WHERE kind = 'NAME_KEY'"
    )
