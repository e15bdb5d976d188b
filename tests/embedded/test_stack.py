import io
import os
import signal
import time
from pathlib import Path

import pytest

from portal.embedded.errors import EmbeddedError
from portal.embedded.stack import EmbeddedStack
from tests.embedded.clients import minio, query

SETTINGS = {"KONTOR_DATABASE_URL", "KONTOR_DATABASE_OWNER_URL", "KONTOR_S3_URL"}


def test_the_second_start_takes_less_than_two_and_a_half_seconds(tmp_path: Path) -> None:
    with EmbeddedStack(tmp_path / "var") as first:
        assert set(first.environment()) == SETTINGS
    began = time.monotonic()
    with EmbeddedStack(tmp_path / "var"):
        seconds = time.monotonic() - began
    print(f"figure: second start of the stack: {seconds:.2f} s")
    assert seconds < 2.5


def test_two_stacks_in_two_folders_know_nothing_of_each_other(tmp_path: Path) -> None:
    with EmbeddedStack(tmp_path / "a") as one, EmbeddedStack(tmp_path / "b") as other:
        assert not set(one.environment().values()) & set(other.environment().values())
        assert one.postgres
        assert other.postgres
        one.postgres.run_sql("CREATE TABLE only_here ()", database="kontor")
        here = "SELECT count(*) FROM pg_class WHERE relname = 'only_here'"
        assert query(one.postgres, here) == [(1,)]
        assert query(other.postgres, here) == [(0,)]
        assert one.s3
        assert other.s3
        minio(one.s3.url).put_object("kontor", "only-here", io.BytesIO(b"x"), 1)
        assert not list(minio(other.s3.url).list_objects("kontor"))


def test_another_command_in_the_folder_finds_the_running_stack(tmp_path: Path) -> None:
    beside = EmbeddedStack(tmp_path / "var")
    assert not beside.is_held()
    with EmbeddedStack(tmp_path / "var") as running:
        assert beside.is_held()
        assert beside.environment() == running.environment()
    assert not beside.is_held()


def test_if_one_server_cannot_start_none_is_left_running(tmp_path: Path) -> None:
    (tmp_path / "var" / "s3").mkdir(parents=True)
    (tmp_path / "var" / "s3" / "access.json").write_text("not JSON")
    stack = EmbeddedStack(tmp_path / "var")
    with pytest.raises(EmbeddedError, match=r"access\.json"):
        stack.start()
    assert stack.postgres
    assert not stack.postgres.is_running
    assert not stack.postgres.is_held()


@pytest.mark.kill
def test_a_server_that_died_is_revived_with_its_data(tmp_path: Path) -> None:
    with EmbeddedStack(tmp_path / "var") as stack:
        assert stack.postgres
        assert stack.s3
        stack.postgres.run_sql("CREATE TABLE t AS SELECT 1 AS n", database="kontor")
        before = stack.environment()
        for server in (stack.postgres, stack.s3):
            assert server.pid
            os.kill(server.pid, signal.SIGKILL)
        while stack.postgres.is_running or stack.s3.is_running:
            time.sleep(0.01)
        stack.revive()
        assert stack.postgres.run_sql("SELECT n FROM t", database="kontor") == "1"
        assert stack.environment() == before
