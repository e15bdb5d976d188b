"""The second tenant wall: row-level security, written by migrations with `protect`.

The application connects as `kontor_app`, which owns nothing. Who acts is told per transaction by
`Database`; the functions `kontor_company()`, `kontor_person()`, `kontor_reach()` and
`kontor_now()` read it back, and are NULL when nobody was named: then no row is visible.
`kontor_assigned()` are the partners whom the acting channel manager looks after.

The portal's own work (sign-in look-ups, job handlers) steps into the role `kontor_system` for one
transaction, with its name in the audit trail. No tenant statement runs under it.
"""

from alembic import op

SCOPE_FUNCTIONS = """
CREATE FUNCTION kontor_company() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('kontor.company', true), '')::uuid;
CREATE FUNCTION kontor_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('kontor.person', true), '')::uuid;
CREATE FUNCTION kontor_reach() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('kontor.reach', true), '');
CREATE FUNCTION kontor_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(nullif(current_setting('kontor.now', true), '')::timestamptz, now());
CREATE FUNCTION kontor_owner_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.owner_company_id IS DISTINCT FROM OLD.owner_company_id THEN
    RAISE EXCEPTION 'a row of % cannot change its owner', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
"""

OWN = "owner_company_id = kontor_company()"


def managed(column: str = "owner_company_id") -> str:
    """Return SQL as the migrations up to 0011 wrote it; 0012 rewrites it as `looked_after`."""
    return (
        f"(kontor_reach() = 'ALL' OR (kontor_reach() = 'ASSIGNED' AND {column} IN"  # noqa: S608
        " (SELECT partner_id FROM partner_relationships"
        " WHERE channel_manager_id = kontor_person())))"
    )


def looked_after(column: str = "owner_company_id") -> str:
    """Return SQL: the acting host person looks after the company in `column`."""
    return f"(kontor_reach() = 'ALL' OR {column} = ANY ((SELECT kontor_assigned())::uuid[]))"


def protect(
    table: str,
    *,
    read: str,
    insert: str | None = None,
    update: str | None = None,
    delete: str | None = None,
    owned: bool = True,
) -> None:
    """Put a table behind the second wall.

    `read`, `insert`, `update` and `delete` are SQL conditions; None means the application role
    may not do it at all. `update` is what the row must satisfy afterwards (`read` before).
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _system_may(table)
    op.execute(f"GRANT SELECT ON {table} TO kontor_app")
    op.execute(f"CREATE POLICY {table}_read ON {table} FOR SELECT TO kontor_app USING ({read})")
    if insert:
        op.execute(f"GRANT INSERT ON {table} TO kontor_app")
        op.execute(
            f"CREATE POLICY {table}_insert ON {table} FOR INSERT TO kontor_app"
            f" WITH CHECK ({insert})"
        )
    if update:
        op.execute(f"GRANT UPDATE ON {table} TO kontor_app")
        op.execute(
            f"CREATE POLICY {table}_update ON {table} FOR UPDATE TO kontor_app"
            f" USING ({read}) WITH CHECK ({update})"
        )
    if delete:
        op.execute(f"GRANT DELETE ON {table} TO kontor_app")
        op.execute(
            f"CREATE POLICY {table}_delete ON {table} FOR DELETE TO kontor_app USING ({delete})"
        )
    if owned:
        op.execute(
            f"CREATE TRIGGER {table}_owner_is_fixed BEFORE UPDATE OF owner_company_id ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION kontor_owner_is_fixed()"
        )


def protect_from_tenants(table: str) -> None:
    """Put a table out of every tenant's reach: only the portal's own work reads or writes it."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    _system_may(table)


def _system_may(table: str) -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO kontor_system")
    op.execute(
        f"CREATE POLICY {table}_system ON {table} TO kontor_system USING (true) WITH CHECK (true)"
    )
