"""What the host plans for a leaver's deals is told to those who see the plan, and not to it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_MOVE = """
UPDATE activities a SET subject_type = 'closure-plan', subject_id = p.id,
  owner_company_id = a.actor_company_id, account_id = NULL
FROM closure_plans p WHERE a.verb = 'closure-planned' AND p.deal_id = a.subject_id
"""
_SEEN = "EXISTS (SELECT FROM closure_plans s WHERE s.id = subject_id)"


def upgrade() -> None:
    # Row security holds the owner of the tables back too, except where it says otherwise.
    for table in ("activities", "closure_plans"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(_MOVE)
    for table in ("activities", "closure_plans"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
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
            f" (({rule}) AND (subject_type <> 'closure-plan' OR {_SEEN}))".replace("%", "%%")
        )
