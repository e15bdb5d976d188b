"""Database roles: who owns, who works, and the check that they are not the same."""

import sqlalchemy as sa

from portal.kernel.settings import UnsafeSettings

CREATE_ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kontor_app') THEN
    CREATE ROLE kontor_app LOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kontor_system') THEN
    CREATE ROLE kontor_system NOLOGIN NOSUPERUSER NOBYPASSRLS;
    GRANT kontor_system TO kontor_app WITH INHERIT FALSE, SET TRUE;
  END IF;
END $$;
"""


def ensure_roles(connection: sa.Connection) -> None:
    """Create the application's roles when they are missing.

    Raises:
        UnsafeSettings: they are missing and this role may not create them; the SQL is in the
            message, for the database's administrator.
    """
    try:
        connection.execute(sa.text(CREATE_ROLES))
    except sa.exc.ProgrammingError as error:
        raise UnsafeSettings(
            "The database lacks the role kontor_app or kontor_system."
            f" As administrator run:\n{CREATE_ROLES}"
        ) from error


def refuse_unsafe_role(engine: sa.Engine) -> None:
    """Refuse to work as a role that row-level security would not hold back.

    Raises:
        UnsafeSettings: the role is a superuser, bypasses row security or owns tables.
    """
    with engine.connect() as connection:
        row = connection.execute(
            sa.text(
                "SELECT r.rolname, r.rolsuper, r.rolbypassrls,"
                " EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                "   WHERE n.nspname = 'public' AND pg_has_role(r.oid, c.relowner, 'USAGE')) AS owns"
                " FROM pg_roles r WHERE r.rolname = current_user"
            )
        ).one()
    if row.rolsuper or row.rolbypassrls or row.owns:
        raise UnsafeSettings(
            f"KONTOR_DATABASE_URL connects as {row.rolname}, which row-level security does not hold"
            " back. Connect as kontor_app; give the owner as KONTOR_DATABASE_OWNER_URL for"
            " `kontor migrate` only."
        )
