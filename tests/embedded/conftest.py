from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded.postgres import PostgresConfig, PostgresServer
from portal.embedded.s3 import S3Server


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    data = tmp_path_factory.mktemp("stack") / "postgres"
    with PostgresServer(data, PostgresConfig(fast=True)) as server:
        yield server


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[PostgresServer]:
    """A stopped cluster with one table of one row, for what happens around a start."""
    server = PostgresServer(tmp_path / "postgres", PostgresConfig(fast=True))
    with server:
        server.run_sql("CREATE TABLE t AS SELECT 1 AS n", database="kontor")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with S3Server(tmp_path_factory.mktemp("stack") / "s3") as server:
        yield server
