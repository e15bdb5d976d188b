"""The demo world is built by actions, in one go, on an empty portal."""

import sqlalchemy as sa

from deals.models import Deal
from deals.review.states import Review
from portal.demo.people import FIGURES
from portal.demo.world import build_world, is_empty
from portal.embedded.s3 import S3Server
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage


def test_the_demo_world_furnishes_an_empty_portal(
    committing_database: Database, storage: Storage, s3: S3Server
) -> None:
    services = Services(Settings(secret_key="x" * 48, s3_url=s3.url), committing_database, storage)
    assert is_empty(services.database)

    world = build_world(services)

    assert not is_empty(services.database)
    assert set(world.people) == {figure.email.split("@")[0] for figure in FIGURES}
    with services.database.work(system_actor("test")) as work:
        states = set(work.session.scalars(sa.select(Deal.review).distinct()))
    assert {Review.SUBMITTED, Review.IN_REVIEW, Review.ACTION_REQUIRED} <= states
    assert {Review.APPROVED, Review.REJECTED, Review.WITHDRAWN} <= states
