"""What is promised on leads is the programme's to say, and stands as it was promised."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from deals.leads.models import LeadOffer
from deals.leads.states import OfferState, Rule
from deals.programme.forms import typed_of
from deals.programme.models import DEFAULTS, Programme, Terms
from tests.conftest import StoppedClock
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

LONGER = Terms(lead_answer_days=3, lead_contact_days=5)


@pytest.fixture(autouse=True)
def friday(clock: StoppedClock) -> None:
    clock.at = clock.at.replace(year=2026, month=11, day=20, hour=12)


def _until(desk: Desk, partner: str) -> str:
    with desk.database.work(desk.cast.dana) as work:
        return work.get(LeadOffer, desk.offer_to(partner)).expires_at.date().isoformat()


def test_an_offer_is_answered_within_what_the_programme_says(desk: Desk) -> None:
    desk.set_terms(LONGER)
    desk.offer(Rule.PUSH, "luebeck")

    assert _until(desk, "luebeck") == "2026-11-25"


def test_what_was_promised_with_an_offer_stands_when_the_terms_change(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    desk.set_terms(LONGER)
    desk.offer(Rule.PUSH, "luebeck")
    desk.set_terms(DEFAULTS)

    desk.accept("alice", "luebeck")

    due = desk.lead.contact_due_at
    assert due is not None
    assert due.date().isoformat() == "2026-11-27"
    pages = (
        browser_of("alice").get(f"/leads/offers/{desk.offer_to('luebeck')}").text,
        browser_of("dana").get(f"/leads/{desk.lead_id}").text,
    )
    for page in pages:
        assert "Answered within 3 business days." in page
        assert "The customer reached within 5 business days after that." in page


def test_a_lead_that_nobody_was_asked_for_shows_what_the_next_offer_promises(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    desk.set_terms(Terms(lead_answer_days=4))
    desk.offer(Rule.PUSH, "luebeck")
    desk.recall()
    desk.set_terms(Terms(lead_answer_days=2))

    assert (
        "Answered within 2 business days." in browser_of("dana").get(f"/leads/{desk.lead_id}").text
    )


def test_a_partner_that_works_on_as_many_as_the_programme_says_is_offered_no_more(
    desk: Desk,
) -> None:
    desk.set_terms(Terms(most_leads=1))
    desk.held_by("alice", "luebeck")
    first = desk.lead_id

    desk.lead_id = desk.qualified()
    desk.offer(Rule.POOL)
    assert desk.offers() == dict.fromkeys(("danzig", "novgorod"), OfferState.PENDING)

    desk.recall()
    desk.set_terms(Terms(most_leads=2))
    desk.offer(Rule.PUSH, "luebeck")
    assert desk.offers()["luebeck"] is OfferState.PENDING
    assert first != desk.lead_id


def test_a_change_of_them_is_told_by_name(browser_of: Callable[[str], Browser]) -> None:
    adam = browser_of("adam")

    changed = typed_of(DEFAULTS, []) | {"lead_answer_days": "3"}
    assert adam.submit("/deals/programme", **changed).status_code == 303

    assert "Business days to answer a lead: 1 → 3" in adam.get("/deals/programme").text


@pytest.mark.parametrize("name", ["lead_answer_days", "lead_contact_days", "most_leads"])
def test_the_database_keeps_promises_on_leads_positive(desk: Desk, name: str) -> None:
    host = desk.cast.companies["host"].id
    terms = replace(DEFAULTS, **{name: 0})  # type: ignore[arg-type]
    nothing = Programme(owner_company_id=host).set(terms)

    with (
        pytest.raises(sa.exc.IntegrityError, match="promises_on_leads_are_positive"),
        desk.database.work(desk.cast.actor("adam")) as work,
    ):
        work.add(nothing)
        work.flush()
