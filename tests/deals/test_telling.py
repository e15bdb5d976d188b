"""Who is told of what, through the queue that tells them."""

import asyncio

import pytest
import sqlalchemy as sa

from deals.actions import withdraw_deal
from deals.models import Deal
from partners.notifications.models import Notification
from portal.embedded.s3 import S3Server
from portal.kernel.activity import Activity
from portal.kernel.db import Database
from portal.kernel.jobs import run_worker
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage
from tests.cast import Cast, build_cast


@pytest.fixture
def told(committing_database: Database, storage: Storage, s3: S3Server) -> Cast:
    """A story of three steps whose jobs have all been worked."""
    cast = build_cast(committing_database)
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account, "alice")
    with committing_database.work(cast.alice) as work:
        withdraw_deal(work, work.get(Deal, deal.id))
    settings = Settings(secret_key="x" * 48, s3_url=s3.url)
    services = Services(settings, committing_database, storage)
    for _ in range(3):
        asyncio.run(run_worker(services, wait=False))
    return cast


def inbox_of(cast: Cast, name: str) -> list[str]:
    with cast.database.work(cast.actor(name)) as work:
        statement = sa.select(Activity.verb).join(Notification).order_by(Activity.at, Activity.id)
        return list(work.session.scalars(statement))


def test_each_side_is_told_what_the_other_did_and_the_rival_nothing(told: Cast) -> None:
    assert inbox_of(told, "alice") == ["account-shared"]
    assert inbox_of(told, "dana") == ["deal-registered", "deal-withdrawn"]
    for stranger in ("charlie", "nina", "emil", "bob"):
        assert inbox_of(told, stranger) == []
