"""Real web processes on loopback, over a committed database of their own, with real sockets."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from deals.models import Deal
from forums.models import Room
from forums.opening import open_room
from portal.embedded.postgres import DatabaseUrls, PostgresServer
from portal.embedded.redis import RedisServer
from portal.kernel.db import Database
from tests.cast import Cast, build_cast
from tests.conftest import own_database
from tests.realtime.web import Web

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def urls(postgres: PostgresServer, template: str) -> Iterator[DatabaseUrls]:
    with own_database(postgres, template) as urls:
        yield urls


@pytest.fixture(scope="module")
def committed(urls: DatabaseUrls) -> Iterator[Database]:
    """Stand for another process than the web's, with a bell of its own if a test asks."""
    database = Database(urls.app, pool_size=6)
    yield database
    database.close()


@pytest.fixture(scope="module")
def people(committed: Database) -> Cast:
    return build_cast(committed)


@pytest.fixture(scope="module")
def web(urls: DatabaseUrls, people: Cast) -> Iterator[Web]:
    with Web(urls.app) as web:
        yield web


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(Path(tmp_path_factory.mktemp("redis"))) as server:
        yield server


@pytest.fixture
def room(people: Cast, committed: Database) -> Room:
    """Open the room of a new deal that Alice of Lübeck registered with Dana's host."""
    account = people.account(f"Customer {next(_numbers)}")
    people.share(account, "luebeck")
    deal = people.deal(account)
    with committed.work(people.alice) as work:
        return open_room(work, work.get(Deal, deal.id))
