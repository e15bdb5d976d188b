"""What the tests of protections share: registrations on one customer of two rivals."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.models import Deal
from deals.protection.jobs import keep_time
from deals.protection.models import Protection
from deals.queries import get_deal
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from tests.cast import Cast

Step = Callable[[Work, Deal], object]


class Trade:
    """One customer that Lübeck and Danzig both sell to, and what they and the host do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.account = cast.account()
        cast.share(self.account, "luebeck")
        cast.share(self.account, "danzig")

    def register(self, who: str = "alice", family: str = "DRIVES") -> Deal:
        return self.cast.deal(self.account, who, family)

    def approved(self, who: str = "alice", **how: object) -> Deal:
        deal = self.register(who)
        self.do("dana", deal, lambda work, found: approve_deal(work, found, **how))  # type: ignore[arg-type]
        return deal

    def do(self, who: str, deal: Deal, step: Step) -> None:
        with self.cast.database.work(self.cast.actor(who)) as work:
            step(work, get_deal(work, deal.id))

    def now(self, deal: Deal) -> Deal:
        with self.cast.database.work(system_actor("test")) as work:
            return get_deal(work, deal.id)

    def spans(self, deal: Deal) -> list[Protection]:
        with self.cast.database.work(system_actor("test")) as work:
            return list(work.all(sa.select(Protection).where(Protection.deal_id == deal.id)))

    def keep_time(self) -> tuple[int, int, int]:
        return keep_time(self.cast.database)

    def told(self, deal: Deal, *verbs: str) -> list[str]:
        """Return what was recorded of a deal, of these verbs, in its order."""
        with self.cast.database.work(system_actor("test")) as work:
            return list(
                work.session.scalars(
                    sa.select(Activity.verb)
                    .where(Activity.subject_id == deal.id, Activity.verb.in_(verbs))
                    .order_by(Activity.at, Activity.id)
                )
            )


@pytest.fixture
def trade(cast: Cast) -> Trade:
    return Trade(cast)
