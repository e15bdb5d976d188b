"""A lead from intake to its deal: who knows what of it when, both clocks, and who is asked next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.leads import actions, placing, queries
from deals.leads.jobs import convert_the_lead, keep_time
from deals.leads.models import Lead, LeadContact, LeadOffer
from deals.leads.states import (
    LEAD_TRANSITIONS,
    OFFER_TRANSITIONS,
    LeadState,
    OfferState,
    Rule,
)
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from partners.companies.actions import suspend_partner
from partners.companies.models import PartnerRelationship
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TransitionRefused
from portal.kernel.services import Services
from tests.cast import a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser


@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_contact_data_is_read_by_the_company_that_accepted_and_no_other_with_either_wall(
    desk: Desk, database: TransactionalDatabase, wall: Wall
) -> None:
    def known(who: str) -> tuple[int, int, int]:
        database.walls = wall
        with database.work(desk.cast.actor(who)) as work:
            return (
                len(work.all(sa.select(LeadOffer))),
                len(work.all(sa.select(Lead))),
                len(work.all(sa.select(LeadContact))),
            )

    readers = {name: desk.cast.actor(name) for name in ("dana", "alice", "charlie", "emil")}
    assert len(readers) == 4
    desk.offer(Rule.POOL)
    try:
        assert known("charlie") == known("alice") == (1, 0, 0)
        database.walls = Wall.BOTH
        desk.accept("bob", "luebeck")
        assert known("alice") == (1, 1, 1)
        assert known("charlie") == (1, 0, 0)
        assert known("dana") == (2, 1, 1)
        assert known("emil") == (1, 0, 0)  # he looks after Novgorod alone
    finally:
        database.walls = Wall.BOTH
    assert desk.offers()["danzig"] is OfferState.RECALLED


def test_a_lead_on_offer_is_not_qualified_from_under_whoever_was_asked(desk: Desk) -> None:
    desk.offer(Rule.PUSH, "luebeck")

    with desk.database.work(desk.cast.dana) as work, pytest.raises(TransitionRefused):
        actions.qualify(work, work.get(Lead, desk.lead_id))

    assert desk.lead.state is LeadState.OFFERED
    desk.accept("bob", "luebeck")


def test_decliners_are_not_asked_again_and_the_next_in_turn_is(desk: Desk) -> None:
    desk.offer(Rule.ROUND_ROBIN)
    assert desk.offers() == {"danzig": OfferState.PENDING}
    with pytest.raises(Invalid):
        desk.decline("charlie", "danzig", " ")

    desk.decline("charlie", "danzig")
    assert desk.offers() == {"danzig": OfferState.DECLINED, "luebeck": OfferState.PENDING}
    desk.decline("alice", "luebeck")
    desk.decline("nina", "novgorod")

    assert desk.lead.state is LeadState.UNPLACED
    desk.offer(Rule.POOL)
    assert desk.lead.state is LeadState.UNPLACED


def test_a_suspended_partner_and_one_without_people_for_leads_are_passed_over(
    desk: Desk,
) -> None:
    with desk.database.work(system_actor("test")) as work:
        danzig = desk.cast.companies["danzig"].id
        relationship = sa.select(PartnerRelationship).where(
            PartnerRelationship.partner_id == danzig
        )
        suspend_partner(work, work.one(relationship), "unpaid")

    desk.offer(Rule.POOL)

    assert set(desk.offers()) == {"luebeck", "novgorod"}


def test_whoever_knows_the_territory_is_asked_first_and_the_holder_of_a_protection_alone(
    desk: Desk,
) -> None:
    account = desk.cast.account("Fjordverft ASA", owner="dana")
    desk.cast.share(account, "luebeck")
    deal = desk.cast.deal(account, "alice")
    desk.offer(Rule.CASCADE)
    assert desk.offers() == {"luebeck": OfferState.PENDING}

    with desk.database.work(desk.cast.dana) as work:
        approve_deal(work, get_deal(work, deal.id))
    desk.lead_id = desk.qualified()
    desk.offer(Rule.PUSH, "danzig")

    assert desk.offers() == {"luebeck": OfferState.PENDING}
    assert desk.lead.rule is Rule.PROTECTED


def test_an_offer_lapses_at_close_of_business_by_reading_and_a_job_asks_the_next(
    desk: Desk, clock: StoppedClock
) -> None:
    clock.at = clock.at.replace(year=2026, month=11, day=20, hour=12)  # a Friday
    desk.lead_id = desk.qualified()
    desk.offer(Rule.ROUND_ROBIN)
    with desk.database.work(desk.cast.charlie) as work:
        due = work.get(LeadOffer, desk.offer_to("danzig")).expires_at
    assert due.isoformat() == "2026-11-23T16:00:00+00:00"
    clock.at = due - timedelta(seconds=1)
    assert keep_time(desk.database) == 0

    clock.at = due
    with pytest.raises(Conflict, match="is over"):
        desk.accept("charlie", "danzig")
    assert keep_time(desk.database) == 1

    assert desk.offers() == {"danzig": OfferState.EXPIRED, "luebeck": OfferState.PENDING}
    desk.accept("alice", "luebeck")
    assert desk.lead.contact_due_at is not None
    assert desk.lead.contact_due_at.isoformat() == "2026-11-25T16:00:00+00:00"


def test_a_lead_that_is_taken_back_is_closed_to_its_holder_until_the_customer_is_reached(
    desk: Desk,
) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    desk.accept("alice", "luebeck")
    placing.recall(desk.database, desk.cast.dana, desk.lead_id, "Two days are over")
    assert desk.offers() == {"luebeck": OfferState.RECALLED}
    with desk.database.work(desk.cast.alice) as work, pytest.raises(NotFound):
        queries.get_lead(work, desk.lead_id)

    desk.offer(Rule.PUSH, "luebeck")
    desk.accept("bob", "luebeck")
    with desk.database.work(desk.cast.bob) as work:
        actions.reach(work, work.get(Lead, desk.lead_id))
    with pytest.raises(TransitionRefused):
        placing.recall(desk.database, desk.cast.dana, desk.lead_id, "Too late")


def test_a_registration_of_its_customer_makes_a_deal_of_the_lead(
    desk: Desk, services: Services
) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    desk.accept("alice", "luebeck")
    with desk.database.work(desk.cast.alice) as work:
        account = open_account(work, NewAccount("Fjordverft", "NO", "fjordverft.example", "Moss"))
        deal = register_deal(work, account, a_deal())
    with desk.database.work(system_actor("test")) as work:
        registered = sa.select(Activity).where(Activity.verb == "deal-registered")
        convert_the_lead(work, work.one(registered), services)

    assert desk.lead.state is LeadState.CONVERTED
    assert desk.lead.deal_id == deal.id


def test_only_roles_that_work_on_leads_answer_and_only_the_host_routes(desk: Desk) -> None:
    desk.offer(Rule.POOL)
    with pytest.raises(Forbidden):
        desk.accept("vera", "luebeck")
    with pytest.raises(NotFound):
        desk.accept("charlie", "luebeck")
    with pytest.raises(Forbidden):
        placing.recall(desk.database, desk.cast.actor("audrey"), desk.lead_id, "Why not")


@pytest.mark.parametrize("start", LeadState)
def test_a_lead_goes_where_the_map_leads_and_nowhere_else(start: LeadState) -> None:
    for end in LeadState:
        lead = Lead(state=start)
        if end in LEAD_TRANSITIONS[start]:
            lead.enter(end)
            assert lead.state is end
        else:
            with pytest.raises(TransitionRefused):
                lead.enter(end)


@pytest.mark.parametrize("start", OfferState)
def test_an_offer_goes_where_the_map_leads_and_nowhere_else(
    start: OfferState, clock: StoppedClock
) -> None:
    for end in OfferState:
        offer = LeadOffer(state=start)
        if end in OFFER_TRANSITIONS[start]:
            offer.enter(end, at=clock.now())
            assert offer.answered_at == clock.now()
        else:
            with pytest.raises(TransitionRefused):
                offer.enter(end, at=clock.now())


def test_a_lead_goes_its_way_on_the_pages(desk: Desk, browser_of: Callable[[str], Browser]) -> None:
    dana, alice = browser_of("dana"), browser_of("alice")
    refused = dana.submit("/leads", size="SMALL", email="nowhere")
    assert refused.status_code == 422
    assert 'id="f-customer_name-error"' in refused.text
    page, partner = f"/leads/{desk.lead_id}", str(desk.cast.companies["luebeck"].id)
    assert dana.submit(page, do="offer", rule="").status_code == 422

    assert dana.submit(page, do="offer", rule="PUSH", partner=partner).status_code == 303
    offer = f"/leads/offers/{desk.offer_to('luebeck')}"
    assert "Fjordverft" not in alice.get("/leads").text + alice.get(offer).text
    assert alice.submit(offer, do="accept").status_code == 303
    assert alice.submit(offer, do="accept").status_code == 409

    assert "ingrid@fjordverft.example" in alice.get(offer).text
    assert "Fjordverft" in alice.get("/leads").text
    assert alice.submit(offer, do="reach").status_code == 303
    assert alice.submit(offer, do="give-up", reason=" ").status_code == 422
    assert alice.submit(offer, do="give-up", reason="No budget").status_code == 303
    assert "No budget" in dana.get(page).text


def test_the_host_reads_how_leads_were_spread_over_the_partners_it_looks_after(
    desk: Desk, clock: StoppedClock, browser_of: Callable[[str], Browser]
) -> None:
    desk.offer(Rule.POOL)
    clock.advance(hours=2)
    desk.accept("alice", "luebeck")
    clock.advance(hours=1.5)
    with desk.database.work(desk.cast.alice) as work:
        actions.reach(work, work.get(Lead, desk.lead_id))

    sheet = browser_of("dana").get("/leads/fairness/export").text.splitlines()

    assert sheet[1:] == [
        "Danzig Trading,POOL,1,0,0,0,0,1,,",
        "Lübeck Systems,POOL,1,0,1,0,0,0,2.0,1.5",
    ]
    assert "Novgorod" in browser_of("adam").get("/leads/fairness").text
