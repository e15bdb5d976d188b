import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import create_engine, text

from portal.embedded.account import Account
from portal.embedded.binaries import postgres_binary
from portal.embedded.child import Child
from portal.embedded.errors import AlreadyRunningError, EmbeddedError
from portal.embedded.postgres import PostgresConfig, PostgresServer
from tests.embedded.clients import query

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can play other accounts")


def test_both_urls_lead_to_the_database_each_as_its_role(postgres: PostgresServer) -> None:
    for url, role in ((postgres.owner_url, "kontor_owner"), (postgres.app_url, "kontor_app")):
        with create_engine(url).connect() as connection:
            row = connection.execute(text("SELECT current_user, current_database()")).one()
        assert tuple(row) == (role, "kontor")


def test_no_role_of_the_portal_may_bypass_row_security(postgres: PostgresServer) -> None:
    rows = postgres.run_sql(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'kontor%'"
    )
    assert rows.split() == ["f", "f", "f"]


def test_the_app_role_owns_nothing(postgres: PostgresServer) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE relowner = 'kontor_app'::regrole"
    assert query(postgres, owned) == [(0,)]
    with pytest.raises(errors.InsufficientPrivilege):
        query(postgres, "CREATE TABLE mine ()")


def test_the_app_becomes_the_system_role_only_by_saying_so(postgres: PostgresServer) -> None:
    member = "SELECT inherit_option, set_option, admin_option FROM pg_auth_members"
    assert query(postgres, f"{member} WHERE roleid = 'kontor_system'::regrole") == [
        (False, True, False)
    ]
    with psycopg.connect(postgres.conninfo()) as connection:
        connection.execute("SET LOCAL ROLE kontor_system")
        assert connection.execute("SELECT current_user").fetchone() == ("kontor_system",)


def test_the_owner_may_install_the_extensions_that_search_needs(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.conninfo("kontor_owner")) as connection:
        for name in ("pg_trgm", "btree_gist", "unaccent"):
            connection.execute(f"CREATE EXTENSION {name}".encode())
        row = connection.execute("SELECT unaccent('Lübeck'), show_trgm('Lü')").fetchone()
        assert row is not None
        assert row[0] == "Lubeck"
        assert len(row[1]) == 3
        connection.rollback()


def test_words_with_umlauts_are_words_whatever_the_machine_speaks(
    postgres: PostgresServer,
) -> None:
    found = query(postgres, "SELECT to_tsvector('simple', 'LÜBECK Größe')::text")
    assert found == [("'größe':2 'lübeck':1",)]


def test_it_listens_on_no_network(postgres: PostgresServer) -> None:
    assert postgres.run_sql("SHOW listen_addresses") == ""
    assert postgres.socket_folder.stat().st_mode & 0o077 == 0


def test_the_default_configuration_is_durable(tmp_path: Path) -> None:
    flags = list(PostgresConfig().flags(tmp_path))
    assert {"fsync=on", "full_page_writes=on", "synchronous_commit=on"} <= set(flags)


def test_checksums_guard_the_pages(postgres: PostgresServer) -> None:
    assert postgres.run_sql("SHOW data_checksums") == "on"


def test_a_database_is_copied_from_a_template(postgres: PostgresServer) -> None:
    postgres.create_database("plan")
    postgres.run_sql("CREATE TABLE drawn (n int)", database="plan")
    urls = postgres.create_database('built "twice"', template="plan")
    with create_engine(urls.owner).connect() as connection:
        assert connection.execute(text("SELECT current_database()")).scalar() == 'built "twice"'
    assert postgres.run_sql("SELECT count(*) FROM drawn", database='built "twice"') == "0"
    postgres.drop_database('built "twice"')
    assert postgres.run_sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'built%'") == "0"


def test_a_clone_in_a_very_deep_folder_starts(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a folder with a long name"] * 8)
    assert len(os.fsencode(deep)) > 200
    with PostgresServer(deep / "postgres", PostgresConfig(fast=True)) as server:
        assert query(server, "SELECT 1") == [(1,)]


def test_a_second_start_finds_the_rows(cluster: PostgresServer) -> None:
    with cluster:
        assert cluster.run_sql("SELECT n FROM t", database="kontor") == "1"


def test_a_folder_that_is_running_is_refused_to_a_second_process(postgres: PostgresServer) -> None:
    second = PostgresServer(postgres.data)
    with pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}"):
        second.start()
    assert second.is_held()
    assert query(postgres, "SELECT 1") == [(1,)]


def test_a_full_folder_that_is_no_cluster_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "thesis.tex").write_text("years of work")
    with pytest.raises(OSError, match="not empty"):
        PostgresServer(tmp_path / "postgres", PostgresConfig(fast=True)).start()
    assert (tmp_path / "postgres" / "thesis.tex").exists()


@pytest.mark.kill
def test_a_killed_postmaster_leaves_a_pid_file_that_stops_nobody(cluster: PostgresServer) -> None:
    cluster.start()
    assert cluster.pid
    os.kill(cluster.pid, signal.SIGKILL)
    cluster.stop()
    assert (cluster.data / "postmaster.pid").exists()
    with cluster:
        assert cluster.run_sql("SELECT n FROM t", database="kontor") == "1"


@pytest.mark.kill
def test_a_stale_pid_that_now_belongs_to_another_program_is_not_touched(
    cluster: PostgresServer,
) -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as stranger:
        lines = [stranger.pid, cluster.data, int(time.time()), 5432, cluster.socket_folder, "", ""]
        (cluster.data / "postmaster.pid").write_text("\n".join(map(str, lines)) + "\n")
        with cluster:
            assert cluster.run_sql("SELECT n FROM t", database="kontor") == "1"
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.kill
def test_an_orphan_that_still_runs_is_stopped_and_replaced(cluster: PostgresServer) -> None:
    cluster.start()
    orphan = cluster._child
    assert orphan
    cluster._child = None  # as if its parent had gone without a word
    cluster._lock.release()
    successor = PostgresServer(cluster.data, PostgresConfig(fast=True))
    with successor:
        assert successor.pid != orphan.pid
        assert successor.run_sql("SELECT n FROM t", database="kontor") == "1"
    assert orphan.exit_code == 0


@pytest.mark.kill
def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with PostgresServer(tmp_path / "postgres", PostgresConfig(fast=True)) as server:
        assert query(server, "SELECT 1") == [(1,)]


@as_root
def test_root_runs_it_under_an_account_without_rights(postgres: PostgresServer) -> None:
    status = Path(f"/proc/{postgres.pid}/status").read_text()
    uid = next(line.split()[1:] for line in status.splitlines() if line.startswith("Uid:"))
    assert "0" not in uid
    capabilities = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    assert int(capabilities.split()[1], 16) in {0, 1 << 2}  # at most CAP_DAC_READ_SEARCH


@as_root
def test_another_process_of_that_account_is_not_let_in(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    psql = [str(postgres_binary("psql")), "-h", str(postgres.socket_folder), "-U", "postgres"]
    account = postgres._account.able_to_reach([postgres_binary("psql")])
    with (tmp_path / "out").open("wb") as log:
        intruder = Child(
            [*psql, "-c", "SELECT 1"], death_signal=signal.SIGKILL, account=account, log=log
        )
        assert intruder.wait(10) == 2
    assert "Peer authentication failed" in (tmp_path / "out").read_text()


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(cluster: PostgresServer) -> None:
    cluster.socket_folder.mkdir(exist_ok=True)
    os.chown(cluster.socket_folder, 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        cluster.start()
    cluster.socket_folder.rmdir()
    cluster.socket_folder.symlink_to("/etc")
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        cluster.start()
    cluster.socket_folder.unlink()


@as_root
def test_a_cluster_of_a_user_started_by_root_stays_the_users(cluster: PostgresServer) -> None:
    Account(uid=33, gid=33).adopt(cluster.data)  # www-data
    server = PostgresServer(cluster.data, PostgresConfig(fast=True))
    with server:
        assert server.run_sql("SELECT n FROM t", database="kontor") == "1"
    assert {path.stat().st_uid for path in cluster.data.iterdir()} == {33}


def test_the_socket_path_is_short_wherever_the_data_is(postgres: PostgresServer) -> None:
    path = str(postgres.socket_folder / ".s.PGSQL.5432")
    assert len(path) < 107
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(path)
