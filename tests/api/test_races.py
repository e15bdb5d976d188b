"""What only shows when transactions really commit, side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from deals.models import Deal
from portal.app import create_app
from portal.embedded.postgres import PostgresServer
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage
from tests.api.conftest import Machine, a_registration, issue
from tests.cast import build_cast
from tests.conftest import ORIGIN, StoppedClock, own_database

KEYS = 20
PARALLEL = 8


@pytest.fixture(scope="module")
def committed(postgres: PostgresServer, template: str) -> Iterator[Database]:
    """A database of this module's own, in which nothing rolls back."""
    with own_database(postgres, template) as urls:
        clock = StoppedClock(datetime(2026, 11, 24, 8, 48, tzinfo=UTC))
        database = Database(urls.app, pool_size=PARALLEL, clock=clock)
        yield database
        database.close()


@pytest.fixture(scope="module")
def app_of(committed: Database, storage: Storage) -> Flask:
    settings = Settings(
        secret_key="x" * 48, s3_url="http://access-key:secret@127.0.0.1:9/b", url=ORIGIN
    )
    return create_app(Services(settings=settings, database=committed, storage=storage))


def test_a_request_sent_eight_times_at_once_has_one_effect_and_one_answer(
    committed: Database, app_of: Flask, tmp_path: Path
) -> None:
    cast = build_cast(committed)
    account = cast.account()
    cast.share(account, "luebeck")
    issued = issue(cast, "alice")
    token = Machine(FlaskClient(app_of), issued.client, issued.secret).take_token().token
    body = a_registration(str(account.id))

    def send(key: str) -> tuple[int, bytes, str]:
        machine = Machine(FlaskClient(app_of), issued.client, issued.secret, token)
        answer = machine.post("/deals", body, headers={"Idempotency-Key": key})
        return answer.status_code, answer.get_data(), answer.headers.get("Location", "")

    keys = [f"key-{n}" for n in range(KEYS) for _ in range(PARALLEL)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(zip(keys, pool.map(send, keys), strict=True))

    assert {answer[0] for _, answer in answers} == {201}
    for key in set(keys):
        assert len({answer for sent, answer in answers if sent == key}) == 1
    with committed.work(system_actor("test")) as work:
        numbers = list(work.session.scalars(sa.select(Deal.number).order_by(Deal.number)))
    assert numbers == [f"DR-LUB-{n:04d}" for n in range(1, KEYS + 1)]
