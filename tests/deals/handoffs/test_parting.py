"""A partner that leaves: what it offered is recalled, and where it was asked the next one is."""

import pytest
import sqlalchemy as sa

from deals.handoffs.parting import _cut
from deals.handoffs.states import HandOffState, OfferState
from partners.companies.models import Company
from partners.farewell.parting import Parting
from portal.kernel.actor import system_actor
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.deals.handoffs.stage import Stage


def test_what_waits_for_who_leaves_goes_to_the_next(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", "novgorod")
    _leave(cast, "danzig")
    assert handing.offers() == {"danzig": OfferState.EXPIRED, "novgorod": OfferState.PENDING}


def test_what_who_leaves_offered_is_recalled(handing: Stage, cast: Cast) -> None:
    handing.hand_off("danzig", "novgorod")
    _leave(cast, "luebeck")
    assert handing.offers() == {"danzig": OfferState.RECALLED}
    assert handing.handoff.state is HandOffState.RECALLED


@pytest.mark.parametrize("is_late", [False, True])
def test_what_was_proposed_to_who_leaves_is_recalled(
    proposing: Stage, cast: Cast, clock: StoppedClock, is_late: bool
) -> None:
    proposing.hand_off("danzig", by="dana")
    if is_late:
        clock.advance(days=7)
    _leave(cast, "luebeck")
    assert proposing.handoff.state is HandOffState.RECALLED
    assert proposing.offers() == {}


def _leave(cast: Cast, name: str) -> None:
    dana = cast.dana
    with cast.database.work(system_actor("test")) as work:
        partner = work.one(sa.select(Company).where(Company.id == cast.companies[name].id))
        _cut(Parting(work, partner, dana, "They sell elsewhere"))
