"""A hand-off from its beginning to an answer: who is asked when, who sees what, both clocks."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from deals.handoffs import answers, offering
from deals.handoffs.jobs import keep_time
from deals.handoffs.models import HandOff, HandOffOffer, HandOffReceipt, HandOffTask, HandOffTurn
from deals.handoffs.redaction import band_of
from deals.handoffs.states import (
    HAND_OFF_TRANSITIONS,
    OFFER_TRANSITIONS,
    Fallback,
    HandOffState,
    OfferState,
)
from deals.models import Deal
from deals.protection.extending import ask_extension
from deals.queries import get_deal
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.handoffs.stage import Stage


def test_before_it_accepts_a_receiver_reads_nothing_that_names_the_customer(
    handing: Stage, cast: Cast
) -> None:
    handing.hand_off("danzig")

    with cast.database.work(cast.charlie) as work:
        offer = work.get(HandOffOffer, handing.offer_to("danzig"))
        told = [str(getattr(offer, each.key)) for each in sa.inspect(HandOffOffer).columns]
        happened = work.all(sa.select(Activity).where(Activity.subject_id == offer.id))
        told += [f"{each.subject_label} {each.facts} {each.account_id}" for each in happened]
        assert work.find(Deal, handing.deal_id) is None
        assert work.find(Account, handing.account.id) is None
    text = " ".join(told)
    number = handing.deal.number
    for secret in ("Halden", "halden", number, str(handing.account.id), str(handing.deal_id)):
        assert secret not in text
    assert (offer.families, offer.country, offer.quarter) == ("Drives", "NO", "2027-Q1")
    assert (offer.value_from, offer.value_below) == band_of(handing.deal.value)
    assert offer.from_name == "Lübeck Systems"


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_each_side_reads_its_own_rows_and_rivals_none_with_either_wall(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    handing.hand_off("danzig", "novgorod")
    readers = ("alice", "bob", "charlie", "nina", "dana", "emil", "adam")
    actors = {name: handing.cast.actor(name) for name in readers}
    counted: dict[str, dict[str, tuple[int, ...]]] = {"offered": {}, "accepted": {}}

    def count(name: str) -> tuple[int, ...]:
        models = (HandOff, HandOffTurn, HandOffOffer, HandOffTask, HandOffReceipt)
        with database.work(actors[name]) as work:
            return tuple(len(work.all(sa.select(each))) for each in models)

    try:
        for moment in ("offered", "accepted"):
            database.walls = wall
            counted[moment] = {name: count(name) for name in readers}
            database.walls = Wall.BOTH
            if moment == "offered":
                handing.accept()
    finally:
        database.walls = Wall.BOTH

    assert counted["offered"] == {
        "alice": (1, 2, 1, 0, 0),
        "bob": (1, 2, 1, 0, 0),
        "charlie": (0, 0, 1, 0, 0),
        "nina": (0, 0, 0, 0, 0),
        "dana": (1, 2, 1, 0, 0),
        "emil": (0, 0, 0, 0, 0),
        "adam": (1, 2, 1, 0, 0),
    }
    assert counted["accepted"] == {
        "alice": (1, 2, 1, 5, 1),
        "bob": (1, 2, 1, 5, 1),
        "charlie": (0, 0, 1, 5, 1),
        "nina": (0, 0, 0, 0, 0),
        "dana": (1, 2, 1, 5, 2),
        "emil": (0, 0, 0, 0, 0),
        "adam": (1, 2, 1, 5, 2),
    }


def test_a_seller_reads_only_the_hand_offs_of_the_deals_it_registered(cast: Cast) -> None:
    handing = Stage(cast, by="alice")
    handing.hand_off("danzig")

    with cast.database.work(cast.bob) as work:
        assert work.find(HandOff, handing.handoff_id) is None
        assert work.all(sa.select(HandOffTurn)) == []
    with pytest.raises(NotFound):
        offering.recall(cast.database, cast.bob, handing.handoff_id, "Not mine")


def test_whoever_declines_makes_the_next_be_asked_and_after_the_last_the_deal_stays(
    handing: Stage,
) -> None:
    handing.hand_off("danzig", "novgorod")
    assert handing.offers() == {"danzig": OfferState.PENDING}
    with pytest.raises(Invalid):
        handing.decline(reason=" ")

    handing.decline()
    assert handing.offers() == {"danzig": OfferState.DECLINED, "novgorod": OfferState.PENDING}
    handing.decline("nina", "novgorod")

    assert handing.handoff.state is HandOffState.DECLINED
    assert handing.deal.is_protected(handing.database.clock.now())
    handing.hand_off("danzig")  # it can be tried again


def test_an_offer_lapses_after_two_business_days_by_reading_and_a_job_asks_the_next(
    handing: Stage, clock: StoppedClock
) -> None:
    clock.at = clock.at.replace(year=2026, month=11, day=27, hour=12)  # a Friday
    handing.hand_off("danzig", "novgorod")
    due = handing.offer("danzig").expires_at
    assert due.isoformat() == "2026-12-01T16:00:00+00:00"
    clock.at = due - timedelta(seconds=1)
    assert keep_time(handing.database) == 0
    assert _told(handing, "hand-off-offer-ends-soon") == 1

    clock.at = due
    with pytest.raises(Conflict, match="is over"):
        handing.accept()
    assert keep_time(handing.database) == 1

    assert handing.offers() == {"danzig": OfferState.EXPIRED, "novgorod": OfferState.PENDING}
    assert _told(handing, "hand-off-offer-ends-soon") == 1


def test_a_receiver_without_a_customer_in_common_is_chosen_by_the_host_alone(
    cast: Cast,
) -> None:
    account = cast.account("Nordkai", "dana")
    cast.share(account, "luebeck")
    handing = Stage(cast, by="alice", account=account)
    with pytest.raises(Invalid):  # the customer is the host's: it decides who sees it
        handing.hand_off("danzig")

    handing.hand_off(fallback=Fallback.HOST)
    assert handing.handoff.state is HandOffState.DRAFT
    with pytest.raises(Forbidden):
        handing.place("danzig", by="alice")
    with pytest.raises(Invalid):  # she does not look after Novgorod
        handing.place("novgorod", by="dana")
    handing.place("danzig", by="dana")

    assert handing.offer("danzig").from_name == "Hansa Components"
    with cast.database.work(cast.alice) as work:  # the giver does not learn whom the host asks
        assert work.all(sa.select(HandOffTurn)) == []
        assert work.all(sa.select(HandOffOffer)) == []
    handing.decline()
    assert handing.handoff.state is HandOffState.DRAFT


def test_the_host_cannot_give_away_a_customer_that_is_the_partners_own(handing: Stage) -> None:
    with pytest.raises(Invalid):
        handing.hand_off("danzig", by="dana")


def test_the_customer_of_a_third_company_is_handed_over_to_that_company_alone(cast: Cast) -> None:
    account = cast.account("Danzigs own", "charlie")
    cast.share(account, "luebeck", "charlie")
    handing = Stage(cast, by="alice", account=account)
    for asked in ([], ["novgorod"]):
        with pytest.raises(Invalid):
            handing.hand_off(*asked)
    handing.hand_off("danzig")
    assert handing.accept().account_id == account.id


def test_the_host_chooses_for_a_partner_whose_customer_it_does_not_see(handing: Stage) -> None:
    handing.hand_off()
    handing.place("novgorod")
    assert handing.accept("nina", "novgorod").account_id == handing.account.id


def test_recalled_it_is_gone_for_the_receiver_and_nobody_is_asked_next(handing: Stage) -> None:
    handing.hand_off("danzig", "novgorod")
    offering.recall(handing.database, handing.cast.alice, handing.handoff_id, "We go on")

    assert handing.offers() == {"danzig": OfferState.RECALLED}
    with pytest.raises(Conflict):
        handing.accept()
    with pytest.raises(TransitionRefused):
        offering.recall(handing.database, handing.cast.alice, handing.handoff_id, "Again")


def test_a_rival_gets_not_found_and_a_reader_of_the_own_company_may_not_answer(
    handing: Stage, cast: Cast
) -> None:
    handing.hand_off("danzig")
    with pytest.raises(NotFound):
        answers.decline(cast.database, cast.actor("nina"), handing.offer_to("danzig"), "No")
    with pytest.raises(Forbidden):  # the giver reads its offer, and does not answer it
        handing.accept("alice")
    with pytest.raises(NotFound):
        handing.hand_off("danzig", by="nina")
    with pytest.raises(Forbidden):
        handing.hand_off("danzig", by="vera")


@pytest.mark.parametrize("text", ["", "Ask HALDEN logistics", "See DR-LUB-0001"])
def test_what_is_read_before_the_acceptance_names_no_customer(handing: Stage, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        handing.hand_off("danzig", who=text)
    assert set(refused.value.fields) == {"responsibilities"}


def test_a_deal_is_handed_over_once_at_a_time_and_only_while_nothing_about_it_is_open(
    handing: Stage, clock: StoppedClock
) -> None:
    handing.hand_off("danzig")
    with pytest.raises(Conflict, match="already"):
        handing.hand_off("novgorod")
    offering.recall(handing.database, handing.cast.alice, handing.handoff_id, "Later")
    clock.advance(days=80)
    with handing.database.work(handing.cast.alice) as work:
        ask_extension(work, get_deal(work, handing.deal_id), "Contract is out")
    with pytest.raises(Conflict, match="extension"):
        handing.hand_off("novgorod")


@pytest.mark.parametrize("start", HandOffState)
def test_a_hand_off_goes_where_the_map_leads_and_nowhere_else(start: HandOffState) -> None:
    for end in HandOffState:
        handoff = HandOff(state=start)
        if end in HAND_OFF_TRANSITIONS[start]:
            handoff.enter(end)
            assert handoff.state is end
        else:
            with pytest.raises(TransitionRefused):
                handoff.enter(end)


@pytest.mark.parametrize("start", OfferState)
def test_an_offer_goes_where_the_map_leads_and_nowhere_else(
    start: OfferState, clock: StoppedClock
) -> None:
    for end in OfferState:
        offer = HandOffOffer(state=start)
        if end in OFFER_TRANSITIONS[start]:
            offer.enter(end, at=clock.now())
            assert offer.state is end
        else:
            with pytest.raises(TransitionRefused):
                offer.enter(end, at=clock.now())


def _told(handing: Stage, verb: str) -> int:
    with handing.database.work(system_actor("test")) as work:
        return len(work.all(sa.select(Activity).where(Activity.verb == verb)))
