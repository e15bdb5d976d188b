"""The matrix's world, built once: everything after it happens in savepoints that roll back."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.embedded.cluster import SUPERUSER
from portal.embedded.postgres import PostgresServer
from portal.kernel.db import Database, Wall
from portal.kernel.db.database import CONNECT_ARGS
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage
from portal.web.api.bearer import EXTENSION, ApiState
from portal.web.api.limits import Buckets, Rate
from tests.conftest import ORIGIN, Stage, StoppedClock, TransactionalDatabase
from tests.matrix.asking import Asker
from tests.matrix.judging import Judge
from tests.matrix.world import World, build_world
from tests.plans import keep_plans


@pytest.fixture(scope="package")
def world_database(
    postgres: PostgresServer, engine_database: Database, stage: Stage
) -> Iterator[TransactionalDatabase]:
    """Yield a database on one connection of the application role.

    The connection was opened by the superuser, so that a test may take a policy away within the
    transaction (`RESET SESSION AUTHORIZATION`) and get it back with the rollback.
    """
    stage.close()
    database = TransactionalDatabase.__new__(TransactionalDatabase)
    database.__dict__.update(engine_database.__dict__)
    database.clock = StoppedClock(datetime(2026, 11, 24, 8, 48, tzinfo=UTC))
    database.walls = Wall.BOTH
    url = sa.make_url(postgres.owner_url).set(username=SUPERUSER)
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=CONNECT_ARGS)
    keep_plans(engine)
    with engine.connect() as connection:
        transaction = connection.begin()
        connection.execute(sa.text("SET SESSION AUTHORIZATION kontor_app"))
        database.connection = connection
        yield database
        transaction.rollback()


@pytest.fixture(scope="package")
def matrix_services(world_database: TransactionalDatabase, storage: Storage, s3: Any) -> Services:
    settings = Settings(secret_key="x" * 48, s3_url=s3.url, url=ORIGIN)
    return Services(settings=settings, database=world_database, storage=storage)


@pytest.fixture(scope="package")
def matrix_app(matrix_services: Services) -> Flask:
    app = create_app(matrix_services)
    callers = app.extensions[EXTENSION].callers
    # The clock stands still: no bucket would ever fill up again.
    app.extensions[EXTENSION] = ApiState(callers, Buckets(Rate(requests=10**9)))
    return app


@pytest.fixture(scope="package")
def world(world_database: TransactionalDatabase, matrix_services: Services) -> World:
    clock = world_database.clock
    assert isinstance(clock, StoppedClock)
    return build_world(world_database, matrix_services, clock)


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    """Write no line for each of thirty thousand requests."""
    log = logging.getLogger("portal.web")
    log.setLevel(logging.WARNING)
    yield
    log.setLevel(logging.NOTSET)


@pytest.fixture(scope="package")
def asker(matrix_app: Flask, world: World) -> Asker:
    return Asker(matrix_app, world)


@pytest.fixture(scope="package")
def judge(asker: Asker, world: World) -> Judge:
    return Judge(asker, world)


@pytest.fixture
def savepoint(world: World) -> Iterator[sa.Connection]:
    """Let a test change the world for itself."""
    connection = world.database.connection
    changed = connection.begin_nested()
    yield connection
    changed.rollback()
    world.database.walls = Wall.BOTH
