"""Real PostgreSQL and S3, started once per run; every test in a transaction that rolls back."""

import gc
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import Session, SessionTransaction
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from partners.people import passwords
from portal.app import create_app, register_packages
from portal.embedded.postgres import DatabaseUrls, PostgresConfig, PostgresServer
from portal.embedded.s3 import S3Server
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Wall, Work
from portal.kernel.db.migrate import migrate
from portal.kernel.logs import configure_logs
from portal.kernel.services import Services
from portal.kernel.settings import Settings, parse_s3_url
from portal.kernel.storage import Storage
from portal.realtime.serving import COLLECT_AFTER
from tests.cast import Cast, build_cast
from tests.plans import keep_plans

if TYPE_CHECKING:
    from types import CodeType

ORIGIN = "http://127.0.0.1:8000"
WHEN = datetime(2026, 11, 24, 8, 48, tzinfo=UTC)

register_packages()
configure_logs("console")
# Every run tries the same examples, so that a change fails for its own faults; before a release
# KONTOR_EXAMPLES asks for more, and for others each time.
settings.register_profile("same", derandomize=True)
if "KONTOR_EXAMPLES" not in os.environ:
    settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _light_passwords() -> Iterator[None]:
    """Hash with argon2id at its least cost: what is slow on purpose would take a minute in all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
        passwords._nobody.cache_clear()
        yield
        passwords._nobody.cache_clear()


class CompiledTemplates(BytecodeCache):
    """Templates compiled once per run, for all the applications that tests make."""

    def __init__(self) -> None:
        self._codes: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        yield


class StoppedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path_factory.mktemp("pg"), PostgresConfig(fast=True)) as server:
        migrate(server.owner_url)
        yield server


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def storage(s3: S3Server) -> Storage:
    storage = Storage(parse_s3_url(s3.url))
    storage.ensure_bucket()
    return storage


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(WHEN)


class TransactionalDatabase(Database):
    """A database whose units of work all live in one outer transaction of the test."""

    connection: sa.Connection

    def work(self, actor: Actor) -> Work:
        """Open one; when it ends inside another, the other acts again on their one connection."""
        work = self.work_on(self.connection, actor)
        open_ones: list[Work] = self.__dict__.setdefault("open_ones", [])

        def began(*_arguments: object) -> None:
            if work not in open_ones:
                open_ones.append(work)

        def ended(_session: Session, transaction: SessionTransaction) -> None:
            if transaction.parent is not None or work not in open_ones:
                return
            open_ones.remove(work)
            if open_ones:
                self._stand_second_wall(open_ones[-1].session, transaction, self.connection)

        sa.event.listen(work.session, "after_begin", began)
        sa.event.listen(work.session, "after_transaction_end", ended)
        return work

    def end_works(self) -> None:
        """End those a test left open, the youngest first: each is a savepoint in the one before."""
        for work in self.__dict__.get("open_ones", [])[::-1]:
            work.session.close()


@pytest.fixture(scope="session")
def engine_database(postgres: PostgresServer) -> Iterator[Database]:
    database = Database(postgres.app_url, pool_size=4)
    keep_plans(database.engine)
    yield database
    database.close()


class Stage:
    """A transaction in which the cast was hired; each test plays in a savepoint above it.

    Hiring everybody for each test anew was a tenth of the work of the tests that want them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.Connection | None = None
        self._cast = b""

    @contextmanager
    def open(self) -> Iterator[sa.Connection]:
        if self._connection is not None and self._connection.invalidated:
            self.close()
        connection = self._connection or self._hire()
        savepoint = connection.begin_nested()
        try:
            yield connection
        finally:
            try:
                savepoint.rollback()
            except sa.exc.SQLAlchemyError:  # the test cut the connection: the next one hires anew
                self.close()

    def cast(self, database: Database) -> Cast:
        """Return the cast with records of its own: a test may change what it holds."""
        companies, people = pickle.loads(self._cast)  # noqa: S301 - dumped below
        return Cast(database, companies, people)

    def close(self) -> None:
        """Dismiss everybody: a second host in another transaction would wait for this one."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _hire(self) -> sa.Connection:
        self._connection = self._database.engine.connect()
        self._connection.begin()
        # Between two tests that want the cast there may be minutes of others.
        forever = sa.text("SET LOCAL idle_in_transaction_session_timeout = 0")
        self._connection.execute(forever)
        database = _on(self._connection, self._database, StoppedClock(WHEN))
        cast = build_cast(database)
        self._cast = pickle.dumps((cast.companies, cast.people))
        return self._connection


def _on(
    connection: sa.Connection, database: Database, clock: StoppedClock
) -> TransactionalDatabase:
    on_one = TransactionalDatabase.__new__(TransactionalDatabase)
    on_one.__dict__.update(database.__dict__)
    on_one.clock, on_one.walls, on_one.connection = clock, Wall.BOTH, connection
    return on_one


@pytest.fixture(scope="session")
def stage(engine_database: Database) -> Iterator[Stage]:
    stage = Stage(engine_database)
    yield stage
    stage.close()


@pytest.fixture
def database(
    request: pytest.FixtureRequest, engine_database: Database, stage: Stage, clock: StoppedClock
) -> Iterator[TransactionalDatabase]:
    """An empty one; with the cast in it where the test asks for the cast."""
    if "on_stage" in request.fixturenames:
        with stage.open() as connection:
            database = _on(connection, engine_database, clock)
            yield database
            database.end_works()
        return
    stage.close()
    with engine_database.engine.connect() as connection:
        transaction = connection.begin()
        yield _on(connection, engine_database, clock)
        transaction.rollback()


@pytest.fixture(scope="session")
def bare_app(engine_database: Database, storage: Storage, s3: S3Server) -> Flask:
    """Build the application once per run: its hundred routes and templates are always the same."""
    return create_app(Services(settings_of(s3), engine_database, storage))


def settings_of(s3: S3Server) -> Settings:
    return Settings(secret_key="x" * 48, s3_url=s3.url, url=ORIGIN)


@pytest.fixture
def on_stage() -> None:
    """Mark what works above the cast."""


@pytest.fixture
def cast(on_stage: None, database: TransactionalDatabase, stage: Stage) -> Cast:
    """Alice and Bob of Lübeck, Charlie of the rival Danzig, Dana and Olga of the host."""
    return stage.cast(database)


CORPUS = Path(os.environ.get("KONTOR_TEST_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """A migrated database to copy others from; nobody stays connected to it."""
    migrate(postgres.create_database("template").owner)
    return "template"


@contextmanager
def own_database(postgres: PostgresServer, template: str) -> Iterator[DatabaseUrls]:
    """Give a migrated, empty database for what must really commit, and drop it afterwards."""
    name = f"own_{uuid4().hex[:12]}"
    yield postgres.create_database(name, template)
    postgres.drop_database(name)


@pytest.fixture
def own_urls(postgres: PostgresServer, template: str) -> Iterator[DatabaseUrls]:
    with own_database(postgres, template) as urls:
        yield urls


@pytest.fixture
def committing_database(own_urls: DatabaseUrls, clock: StoppedClock) -> Iterator[Database]:
    """An empty database of its own, for what must really commit (several connections, a worker)."""
    database = Database(own_urls.app, pool_size=4, clock=clock)
    yield database
    database.close()


TOGETHER = ("tests/browser", "tests/matrix")
LONGEST = (*TOGETHER, "tests/edi_gateway/test_kills.py")
"""What takes a minute or more: begun first, so that no processor waits for the last one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(share_of(item.nodeid), len(LONGEST)))


def share_of(nodeid: str) -> str:
    """Return what runs on one worker: a file, or the folder whose tests share a portal or world."""
    folders = (folder for folder in TOGETHER if nodeid.startswith(f"{folder}/"))
    return next(folders, nodeid.partition("::")[0])


class Shares(LoadFileScheduling):  # type: ignore[misc]  # untyped
    """Files handed out to workers as they are free, but for those that belong together."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares:
    return Shares(config, log)


def pytest_collection_finish() -> None:
    """Take thousands of tests, and all they import, out of what every collection walks over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests counted: their lines of output that begin with "figure:"."""
    lines = [
        line.removeprefix("figure: ")
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        for line in report.capstdout.splitlines()
        if line.startswith("figure: ")
    ]
    if lines:
        terminalreporter.write_sep("=", "figures")
    for line in sorted(set(lines)):
        terminalreporter.write_line(line)
