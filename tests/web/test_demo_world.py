"""The demo world is built by actions, in one go, on an empty portal."""

from pathlib import Path

import sqlalchemy as sa

from deals.models import Deal
from deals.review.states import Review
from documents.models import Document
from forums.models import Room
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
        rooms = work.all(sa.select(Room).where(Room.last_seq > 0))
        survey = work.one(sa.select(Document).where(Document.title.contains("Brightwater")))
        surveyed = work.get(Deal, survey.subject_id)
    assert {Review.SUBMITTED, Review.IN_REVIEW, Review.ACTION_REQUIRED} <= states
    assert {Review.APPROVED, Review.REJECTED, Review.WITHDRAWN} <= states
    # What people say and add is about the customer on whose deal they do.
    talked_about = {room.title.partition(", ")[2] for room in rooms}
    assert "Brightwater Foods" in talked_about
    assert "Castellan Insurance" not in talked_about
    assert surveyed.customer_name == "Brightwater Foods"


def test_the_readme_names_everybody_of_the_demo_world() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    assert {each.email for each in FIGURES if f"`{each.email}`" not in readme} == set()
