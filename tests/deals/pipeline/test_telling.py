"""Who hears how far a sale is."""

import pytest
import sqlalchemy as sa

from deals.pipeline.jobs import tell_how_far_it_is
from deals.pipeline.states import Stage, StageReason
from partners.notifications.models import Notification
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.services import Services
from tests.deals.pipeline.test_stages import move
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import services

__all__ = ["services", "trade"]


@pytest.mark.parametrize(
    ("reached", "why", "told"),
    [
        (Stage.DEVELOPED, None, {"bob"}),
        (Stage.LOST, StageReason.PRICE, {"bob", "dana"}),
    ],
)
def test_the_seller_hears_of_each_step_and_the_host_of_the_end(
    trade: Trade, services: Services, reached: Stage, why: StageReason | None, told: set[str]
) -> None:
    deal = trade.approved("bob")
    move(trade, deal, reached, why=why)

    with trade.cast.database.work(system_actor("test")) as work:
        (activity,) = work.all(sa.select(Activity).where(Activity.verb == "deal-stage-moved"))
        tell_how_far_it_is(work, activity, services)
        people = set(
            work.session.scalars(
                sa.select(Notification.person_id).where(Notification.activity_id == activity.id)
            )
        )

    assert {name for name, person in trade.cast.people.items() if person.id in people} == told
