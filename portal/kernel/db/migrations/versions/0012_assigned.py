"""Who looks after whom is looked up once per transaction, not once per policy.

The condition "a channel manager sees the partners assigned to them" stood as a sub-select, with row
security of its own, in nearly every policy, and policies nest: counting what waits for a person
took nearly four hundred sub-plans, thirty times as long to start as to run. The policies now
compare with an array that the transaction was told when it began.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ASSIGNED = """
CREATE FUNCTION kontor_assigned() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN kontor_reach() = 'ASSIGNED'
    THEN coalesce(nullif(current_setting('kontor.assigned', true), '')::uuid[], '{}')
    ELSE '{}' END;
CREATE FUNCTION kontor_assigned_to(person uuid) RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
  IF person = kontor_person() AND kontor_reach() = 'ASSIGNED' THEN
    RETURN kontor_assigned();
  END IF;
  RETURN coalesce((SELECT array_agg(partner_id) FROM partner_relationships
    WHERE channel_manager_id = person), '{}');
END $$;
CREATE FUNCTION kontor_act(company text, person text, reach text, at text, as_role text)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('kontor.company', company, true), set_config('kontor.person', person, true),
    set_config('kontor.reach', reach, true), set_config('kontor.now', at, true),
    set_config('kontor.assigned', '', true);
  IF reach = 'ASSIGNED' THEN
    PERFORM set_config('kontor.assigned', array_agg(partner_id)::text, true)
    FROM partner_relationships WHERE channel_manager_id = person::uuid;
  END IF;
  PERFORM set_config('role', as_role, true);
END $$;
"""
_AS_LOOK_UP = re.compile(
    r"\(kontor_reach\(\) = 'ASSIGNED'::text\) AND \((?P<company>[\w.]+) IN"
    r" \( SELECT (?:partner_relationships\.)?partner_id\s+FROM partner_relationships\s+"
    r"WHERE \((?:partner_relationships\.)?channel_manager_id = kontor_person\(\)\)\)\)"
)
_AS_ARRAY = r"\g<company> = ANY ((SELECT kontor_assigned())::uuid[])"
_POLICIES = sa.text(
    "SELECT tablename, policyname, qual, with_check FROM pg_policies"
    " WHERE schemaname = current_schema() AND tablename <> 'partner_relationships'"
    " AND concat(qual, with_check) LIKE '%channel_manager_id = kontor_person()%'"
)


def upgrade() -> None:
    op.execute(_ASSIGNED)
    for table, policy, read, write in op.get_bind().execute(_POLICIES).all():
        using = f" USING ({_rewritten(read)})" if read else ""
        check = f" WITH CHECK ({_rewritten(write)})" if write else ""
        op.execute(f"ALTER POLICY {policy} ON {table}{using}{check}")
    left = op.get_bind().execute(_POLICIES).all()
    if left:
        raise RuntimeError(f"policies that still look partners up: {[row[1] for row in left]}")


def _rewritten(condition: str) -> str:
    return _AS_LOOK_UP.sub(_AS_ARRAY, condition)
