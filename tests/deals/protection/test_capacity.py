"""A partner holds only as many exclusive protections as the programme gives."""

from dataclasses import replace

import pytest

from deals.actions import approve_deal
from deals.approval.award import BESIDE_OTHERS
from deals.programme.actions import set_programme
from deals.programme.models import DEFAULTS
from deals.protection.actions import release_protection
from deals.protection.states import ProtectionState
from portal.kernel.errors import Conflict
from tests.deals.protection.conftest import Trade


def test_one_more_than_the_programme_gives_is_refused_with_what_could_be_released(
    trade: Trade,
) -> None:
    with trade.cast.database.work(trade.cast.actor("adam")) as work:
        set_programme(work, replace(DEFAULTS, most_protections=1), {}, ())
    held, second = trade.approved(), trade.register(family="SENSORS")

    with pytest.raises(Conflict, match=held.number):
        trade.do("dana", second, approve_deal)
    third = trade.register(family="CABINETS")
    trade.do("dana", third, lambda work, deal: approve_deal(work, deal, BESIDE_OTHERS))
    trade.do("alice", held, lambda work, deal: release_protection(work, deal, "Lost"))
    trade.do("dana", second, approve_deal)

    assert trade.now(second).protection is ProtectionState.ACTIVE
