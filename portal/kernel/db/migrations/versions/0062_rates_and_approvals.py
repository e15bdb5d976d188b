"""Whoever set a rate of commission does not approve what came of it."""

from alembic import op

revision = "0062"
down_revision = "0061"

# The rate of a line is the newest of its family by then, or else the newest of all families.
_SETTER = """
CREATE FUNCTION kontor_rate_set_by(of_motion text, of_family text, by_then timestamptz)
RETURNS uuid LANGUAGE sql STABLE
RETURN coalesce(
  (SELECT CASE WHEN r.per_cent IS NOT NULL THEN r.set_by_id END FROM commission_rates r
    WHERE r.motion = of_motion AND r.family_code = of_family AND r.created_at <= by_then
    ORDER BY r.created_at DESC, r.id DESC LIMIT 1),
  (SELECT CASE WHEN r.per_cent IS NOT NULL THEN r.set_by_id END FROM commission_rates r
    WHERE r.motion = of_motion AND r.family_code IS NULL AND r.created_at <= by_then
    ORDER BY r.created_at DESC, r.id DESC LIMIT 1));
CREATE FUNCTION kontor_commission_rate_setters(accrual uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT DISTINCT setter FROM (
    SELECT kontor_rate_set_by(d.motion, line.value->>'family', e.created_at) AS setter
    FROM commission_entries e JOIN deals d ON d.id = e.deal_id,
      LATERAL jsonb_array_elements(e.breakdown) AS line
    WHERE e.id = accrual) AS lines
  WHERE setter IS NOT NULL;
END;
CREATE FUNCTION kontor_rate_and_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.by_id IN (SELECT kontor_commission_rate_setters(NEW.accrual_id)) THEN
    RAISE EXCEPTION 'whoever set the rate does not approve what came of it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commission_rate_two_people';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commission_entries_rate_two_people BEFORE INSERT ON commission_entries
  FOR EACH ROW WHEN (NEW.kind = 'APPROVED') EXECUTE FUNCTION kontor_rate_and_approval();
"""


def upgrade() -> None:
    op.execute(_SETTER)
