"""A customer is split: one partner is alone for a part of the products, another for the rest."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from deals.actions import approve_deal
from deals.approval.award import ALONE, BESIDE_OTHERS, Award
from deals.approval.models import Approver
from deals.conflicts.detection import DETECTOR, detect, scope_of
from deals.models import Deal
from deals.programme.actions import NewStep, set_programme
from deals.programme.models import DEFAULTS
from deals.protection.states import ProtectionState
from deals.registration.actions import NewLine, register_deal
from deals.review.states import Review
from partners.accounts.models import Account
from portal.kernel.errors import Conflict, Invalid
from tests.cast import a_deal
from tests.conftest import StoppedClock
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]
BrowserOf = Callable[[str], Browser]
BOTH = (NewLine("DRIVES", 240, Decimal(184_000)), NewLine("SENSORS", 90, Decimal(21_600)))
DRIVES = Award.part(["DRIVES"])
SENSORS = Award.part(["SENSORS"])


def of_both(trade: Trade, who: str) -> Deal:
    with trade.cast.database.work(trade.cast.actor(who)) as work:
        return register_deal(work, work.get(Account, trade.account.id), a_deal(lines=BOTH))


def approve(trade: Trade, deal: Deal, award: Award, by: str = "dana") -> None:
    trade.do(by, deal, lambda work, found: approve_deal(work, found, award))


def protected(trade: Trade, deal: Deal) -> list[str]:
    return sorted(
        each.family_code
        for each in trade.spans(deal)
        if each.state is ProtectionState.ACTIVE and each.is_exclusive
    )


def test_each_of_two_partners_is_alone_in_its_part(trade: Trade) -> None:
    ours, theirs = of_both(trade, "alice"), of_both(trade, "charlie")

    approve(trade, ours, DRIVES)
    approve(trade, theirs, SENSORS)

    assert (protected(trade, ours), protected(trade, theirs)) == (["DRIVES"], ["SENSORS"])
    assert trade.now(ours).left_out == ["SENSORS"]


def test_the_part_that_one_has_is_refused_to_the_other_by_the_database(trade: Trade) -> None:
    ours, theirs = of_both(trade, "alice"), of_both(trade, "charlie")
    approve(trade, ours, DRIVES)

    for award in (DRIVES, ALONE):
        with pytest.raises(Conflict, match="exclusive protection"):
            approve(trade, theirs, award)


@pytest.mark.parametrize("families", [[], ["DRIVES", "SENSORS"], ["PUMPS"], ["DRIVES", "PUMPS"]])
def test_a_split_names_some_of_what_was_registered_and_not_all(
    trade: Trade, families: list[str]
) -> None:
    deal = of_both(trade, "alice")

    with pytest.raises(Invalid):
        approve(trade, deal, Award.part(families))

    assert trade.now(deal).review is Review.SUBMITTED


def test_what_was_protected_because_the_host_was_late_ends_where_it_is_left_out(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = of_both(trade, "alice")
    clock.advance(days=8)
    trade.keep_time()
    assert len(trade.spans(deal)) == 2

    approve(trade, deal, DRIVES)

    ended = [each for each in trade.spans(deal) if each.family_code == "SENSORS"]
    assert [each.state for each in ended] == [ProtectionState.REVOKED]
    assert ended[0].during.upper == clock.now()
    assert protected(trade, deal) == ["DRIVES"]


def test_what_was_left_out_is_in_nobodys_way(trade: Trade) -> None:
    approve(trade, of_both(trade, "alice"), DRIVES)
    sensors, drives = trade.register("charlie", "SENSORS"), trade.register("charlie", "DRIVES")

    with trade.cast.database.work(DETECTOR) as look:
        found = [bool(detect(look, scope_of(trade.now(each)))) for each in (sensors, drives)]

    assert found == [False, True]


def test_several_approve_the_same_split(trade: Trade) -> None:
    with trade.cast.database.work(trade.cast.actor("adam")) as work:
        set_programme(work, DEFAULTS, {}, [NewStep("EUR", Decimal(0), Approver.ANYONE)])
    deal = of_both(trade, "alice")
    approve(trade, deal, DRIVES)

    for other in (SENSORS, ALONE, BESIDE_OTHERS):
        with pytest.raises(Conflict, match="another outcome"):
            approve(trade, deal, other, "desk")
    assert protected(trade, deal) == []
    approve(trade, deal, DRIVES, "desk")

    assert protected(trade, deal) == ["DRIVES"]


def test_a_reviewer_chooses_the_part_on_the_page_and_the_partner_reads_it(
    trade: Trade, browser_of: BrowserOf
) -> None:
    deal, dana = of_both(trade, "alice"), browser_of("dana")
    where = f"/deals/{deal.id}"

    refused = dana.submit(f"{where}/approval", outcome="SPLIT")
    assert refused.status_code == 422
    assert "leave at least one" in refused.text
    given = dana.submit(f"{where}/approval", outcome="SPLIT", families="DRIVES")
    assert given.status_code == 303

    page = browser_of("alice").get(where).text
    assert "for Drives" in page
    assert "Not approved" in page
    assert browser_of("charlie").get(where).status_code == 404


def test_one_product_family_is_not_offered_in_part(trade: Trade, browser_of: BrowserOf) -> None:
    page = browser_of("dana").get(f"/deals/{trade.register().id}").text

    assert 'value="NON_EXCLUSIVE"' in page
    assert 'value="SPLIT"' not in page
