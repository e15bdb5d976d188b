"""Rules that police the whole house, so that nobody has to remember them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from portal.embedded.postgres import PostgresServer
from portal.kernel.activity import Event
from portal.kernel.db import Owned, metadata
from portal.kernel.permissions import PERMISSIONS
from portal.kernel.policy import read_rules
from portal.kernel.settings import Settings
from portal.web.access import PUBLIC, access_of
from portal.web.timeline import has_sentence

ROOT = Path(__file__).parents[1]
PACKAGES = ("portal", "partners", "documents", "edi", "forums", "deals")

# Tables without an owner. Each has its reason; a new name here is a decision, not a convenience.
SHARED = {
    "alembic_version": "the schema's own version",
    "product_families": "the programme's catalogue, the same for every reader",
    "territories": "the programme's catalogue, the same for every reader",
    "procrastinate_jobs": "the job queue: ids only",
    "procrastinate_events": "the job queue: ids only",
    "procrastinate_periodic_defers": "the job queue: ids only",
    "procrastinate_workers": "the job queue: ids only",
}
UNOWNED_BUT_WALLED = {
    "companies": "is the owner itself",
    "people": "one login, several companies; seen through memberships",
    "activities": "owner and counterparty both read",
    "deal_number_counters": "keyed by its owner",
    "idempotency_keys": "keyed by its owner",
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", None) or getattr(function, "id", "")
            yield str(name), node


def test_every_route_declares_a_permission_that_a_role_holds(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        assert access is not None, rule.endpoint
        assert access.permission == PUBLIC or access.permission in PERMISSIONS, rule.endpoint


def test_every_owned_model_has_a_read_rule() -> None:
    owned = [mapper.class_ for mapper in _mappers() if issubclass(mapper.class_, Owned)]
    assert owned
    assert [model.__name__ for model in owned if model not in read_rules()] == []


def test_every_table_stands_behind_row_security_or_is_listed(postgres: PostgresServer) -> None:
    bare = []
    with _owner(postgres) as connection:
        for name, enabled, forced in connection.execute(
            sa.text(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
            )
        ):
            if not (enabled and forced) and name not in SHARED:
                bare.append(name)
    assert bare == []


def test_every_tenant_table_names_its_owner_and_checks_writes(postgres: PostgresServer) -> None:
    with _owner(postgres) as connection:
        readable = set(
            connection.scalars(
                sa.text("SELECT tablename FROM pg_policies WHERE 'kontor_app' = ANY(roles)")
            )
        )
        unchecked = connection.execute(
            sa.text(
                "SELECT tablename, policyname FROM pg_policies WHERE 'kontor_app' = ANY(roles)"
                " AND cmd IN ('INSERT', 'UPDATE', 'ALL') AND with_check IS NULL"
            )
        ).all()
    assert unchecked == []
    for table in readable - set(UNOWNED_BUT_WALLED):
        owner = metadata.tables[table].c.get("owner_company_id")
        assert owner is not None, table
        assert not owner.nullable, table


def test_tenant_children_point_at_their_parent_by_owner_and_id() -> None:
    checked_otherwise = {
        # The WITH CHECK of the child's policy looks the parent up through the actor's own eyes.
        ("deals", "accounts"),
        ("notifications", "activities"),
        ("login_sessions", "memberships"),
        # A reply and its parent have the room and the audience in common: it is in the key.
        ("messages", "messages"),
        # The portal alone makes offers, each a partner's own, of leads that are the host's.
        ("lead_offers", "leads"),
        # The portal alone enters what a deal earns; what follows has the deal of its accrual.
        ("commission_entries", "deals"),
        # By the holder and the id: it is the holder's registration, the lead stays the host's.
        ("leads", "deals"),
        # The portal alone writes what a hand-off gives to whom: rows of one side, on the other's.
        ("handoff_offers", "handoffs"),
        ("handoff_offers", "deals"),
        ("handoff_turns", "handoff_offers"),
        ("handoff_turns", "account_share_grants"),
        ("handoff_receipts", "handoffs"),
        ("deal_attributions", "deals"),
        # Only a message's author, for the message's own company, says whom it calls.
        ("mentions", "messages"),
    }
    tenant = {
        mapper.local_table.description for mapper in _mappers() if issubclass(mapper.class_, Owned)
    }
    loose = []
    for table in tenant:
        for key in metadata.tables[table].foreign_key_constraints:
            parent = key.referred_table.name
            columns = {column.name for column in key.columns}
            if (
                parent in tenant
                and "owner_company_id" not in columns
                and (table, parent) not in checked_otherwise
                and not _checked_by_policy(table, parent)
            ):
                loose.append((table, parent))
    assert loose == []


def _checked_by_policy(table: str, parent: str) -> bool:
    """Return whether a migration's insert policy of the table looks its parent up."""
    versions = ROOT / "portal/kernel/db/migrations/versions"
    for path in versions.glob("*.py"):
        for block in re.findall(rf'protect\(\s*"{table}".*?\n    \)', path.read_text(), re.DOTALL):
            if re.search(rf"FROM {parent}\b", block):
                return True
    return False


def test_the_application_role_owns_nothing_and_bypasses_nothing(postgres: PostgresServer) -> None:
    with _owner(postgres) as connection:
        roles = connection.execute(
            sa.text(
                "SELECT rolsuper, rolbypassrls FROM pg_roles"
                " WHERE rolname IN ('kontor_app', 'kontor_system')"
            )
        ).all()
        owned = connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
                " WHERE r.rolname IN ('kontor_app', 'kontor_system')"
            )
        )
        definers = connection.scalar(
            sa.text(
                "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                " WHERE n.nspname = 'public' AND p.prosecdef"
            )
        )
    assert [tuple(role) for role in roles] == [(False, False), (False, False)]
    assert owned == 0
    assert definers == 0


def test_models_and_migrations_do_not_drift(postgres: PostgresServer) -> None:
    with _owner(postgres) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _o, name, kind, *_: (
                    kind != "table" or not str(name).startswith("procrastinate")
                )
            },
        )
        differences = [
            difference
            for difference in compare_metadata(context, metadata)
            if "procrastinate" not in str(difference)
        ]
    assert differences == []


def test_every_event_has_a_sentence(app: Flask) -> None:
    assert [event.__name__ for event in _events() if not has_sentence(event)] == []


def test_only_the_edges_commit() -> None:
    allowed = {Path("portal/kernel/db/work.py"), Path("portal/web/access.py")}
    found = [
        str(path)
        for path, tree in sources()
        for name, _ in calls(tree)
        if name == "commit" and path not in allowed
    ]
    assert found == []


def test_only_the_composition_root_imports_another_packages_edges() -> None:
    edges = {"views", "api", "forms", "sockets"}
    found = []
    for path, tree in sources():
        if path == Path("portal/app.py"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                named = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
                found += [
                    f"{path}: {name}"
                    for name in named
                    if name.split(".")[0] in PACKAGES
                    and edges & set(name.split("."))
                    and not name.startswith("portal.web")
                    and not name.startswith(".".join(path.parent.parts))
                ]
    assert found == []


def test_raw_statements_live_in_the_kernel_and_in_queries() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for name, call in calls(tree)
        if name in {"raw", "text", "exec_driver_sql"}
        and not path.is_relative_to("portal/kernel")
        and not path.is_relative_to("portal/embedded")
        and path.name not in {"queries.py", "doctor.py"}
        and path.parent.name != "queries"
        and not _is_edi_core(path)
        and not _is_a_server_side_expression(path, call)
        and not _is_an_element_s_text(call)
    ]
    assert found == []


def _is_edi_core(path: Path) -> bool:
    """The core cannot talk to a database: the import contracts forbid it SQLAlchemy."""
    return any(path.is_relative_to(f"edi/{part}") for part in ("syntax", "messages", "canonical"))


def _is_a_server_side_expression(path: Path, call: ast.Call) -> bool:
    """Index expressions and partial-index conditions of models are DDL, not queries."""
    return path.name == "models.py" or "models" in path.parts


def _is_an_element_s_text(call: ast.Call) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and not (
        isinstance(function.value, ast.Name) and function.value.id in {"sa", "sqlalchemy"}
    )


def test_every_setting_says_what_it_is_for() -> None:
    assert [f.name for f in fields(Settings) if not f.metadata.get("help")] == []


def test_no_template_carries_inline_script_or_style() -> None:
    found = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.html")
        if re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|<[^>]*\son[a-z]+=|hx-on|=.js:",
            path.read_text(),
        )
    ]
    assert found == []


def test_lock_files_name_no_addresses() -> None:
    locks = [*ROOT.glob("requirements/*.lock"), ROOT / "assets/package-lock.json"]
    assert [
        str(p)
        for p in locks
        if re.search(r'"resolved"|index-url|https?://\S+\.(whl|tgz|gz)', p.read_text())
    ] == []


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Flask:
    from portal.app import create_app
    from portal.kernel.services import Services

    database = request.getfixturevalue("database")
    storage = request.getfixturevalue("storage")
    s3 = request.getfixturevalue("s3")
    settings = Settings(secret_key="x" * 48, s3_url=s3.url)
    return create_app(Services(settings, database, storage))


def _mappers() -> list[sa.orm.Mapper[object]]:
    from portal.kernel.db import Base

    return list(Base.registry.mappers)


def _events() -> list[type[Event]]:
    found, waiting = [], [Event]
    while waiting:
        for event in waiting.pop().__subclasses__():
            waiting.append(event)
            if event.__module__.split(".")[0] in PACKAGES:
                found.append(event)
    return found


def _owner(postgres: PostgresServer) -> sa.Connection:
    return sa.create_engine(postgres.owner_url, poolclass=sa.NullPool).connect()
