"""A lead becomes a deal: from a draft it fills in, in one transaction, its holder's alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deals.attribution.models import DealAttribution
from deals.drafts.models import DealDraft
from deals.leads.converting import LeadNotHeld, name_deal, register_from_lead
from deals.leads.jobs import convert_the_lead
from deals.leads.models import Lead
from deals.leads.states import LeadState
from deals.models import Deal
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.models import Account
from partners.contacts.models import Contact
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.services import Services
from tests.cast import a_deal
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

REST = {
    "motion": "RESELL",
    "kind": "NET_NEW",
    "currency": "EUR",
    "expected_close": "2027-03-31",
    "progress": "They called back.",
    "family": "DRIVES",
    "quantity": "40",
    "amount": "18000.00",
}


@pytest.fixture
def held(desk: Desk) -> Desk:
    """A lead that Lübeck holds and whose customer it reached."""
    desk.held_by("alice", "luebeck")
    desk.reach("alice")
    return desk


def _begun(desk: Desk, browser: Browser) -> str:
    """Press the button; return the page of the draft."""
    answer = browser.submit(f"/leads/offers/{desk.offer_to('luebeck')}/registration")
    assert answer.status_code == 303
    return str(answer.location)


def _hidden(page: str) -> dict[str, Any]:
    """Return what the form carries besides what its reader types."""
    names = ("lead", "draft_key", "draft_version")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in names}
    return {name: match[1] for name, match in found.items() if match}


def _all(desk: Desk, model: type[Any]) -> list[Any]:
    with desk.database.work(system_actor("test")) as work:
        return list(work.all(sa.select(model)))


def test_a_draft_is_filled_in_from_the_lead_with_its_customer_and_whom_to_call(
    held: Desk, browser_of: Callable[[str], Browser]
) -> None:
    alice = browser_of("alice")
    page = alice.get(_begun(held, alice)).text

    [account], [contact], [draft] = (_all(held, each) for each in (Account, Contact, DealDraft))
    stated = account.name, account.country, account.domain
    assert stated == ("Fjordverft AS", "NO", "fjordverft.example")
    assert account.owner_company_id == held.cast.companies["luebeck"].id
    assert (contact.name, contact.email) == ("Ingrid Berg", "ingrid@fjordverft.example")
    assert (draft.customer, draft.form["territory"]) == ("Fjordverft AS", "NO-E")
    assert draft.form["lines"] == [{"family": "DRIVES", "quantity": "", "amount": ""}]
    assert f'value="{account.id}" selected' in page
    assert "This comes from a lead." in page
    assert "Replaces forty drives in spring." in page
    assert held.lead.state is LeadState.CONTACTED


def test_pressing_it_again_goes_on_with_the_same_draft_and_opens_nothing_twice(
    held: Desk, browser_of: Callable[[str], Browser]
) -> None:
    alice, bob = browser_of("alice"), browser_of("bob")
    assert _begun(held, alice) == _begun(held, alice)
    _begun(held, bob)

    assert [len(_all(held, each)) for each in (Account, Contact, DealDraft)] == [1, 1, 2]


def test_an_account_that_the_partner_sees_is_not_opened_anew(
    held: Desk, browser_of: Callable[[str], Browser]
) -> None:
    rivals, shared = (held.cast.account("Fjordverft", owner=who) for who in ("charlie", "dana"))
    held.cast.share(shared, "luebeck")

    _begun(held, browser_of("alice"))

    [draft] = _all(held, DealDraft)
    assert draft.form["account"] == str(shared.id)
    assert {each.id for each in _all(held, Account)} == {rivals.id, shared.id}


def test_submitting_it_makes_the_deal_of_the_lead_at_once(
    held: Desk, browser_of: Callable[[str], Browser]
) -> None:
    alice = browser_of("alice")
    hidden = _hidden(alice.get(_begun(held, alice)).text)
    [account] = _all(held, Account)
    assert hidden["lead"] == str(held.lead_id)

    answer = alice.submit("/deals", account=str(account.id), territory="NO-E", **hidden, **REST)

    assert answer.status_code == 303
    [deal] = _all(held, Deal)
    assert (held.lead.state, held.lead.deal_id) == (LeadState.CONVERTED, deal.id)
    assert _all(held, DealDraft) == []
    assert _all(held, DealAttribution) == []  # its owner's alone, until it is handed on
    assert "The deal that it became" in browser_of("dana").get(f"/leads/{held.lead_id}").text


def test_a_registration_from_a_lead_takes_no_other_lead_of_the_customer_with_it(
    held: Desk, services: Services
) -> None:
    first = held.lead_id
    held.lead_id = held.qualified(family_code="SENSORS")
    held.held_by("bob", "luebeck")
    with held.database.work(held.cast.alice) as work:
        account = open_account(work, NewAccount("Fjordverft AS", "NO", "fjordverft.example"))
        deal = register_from_lead(work, held.lead_id, account, a_deal("SENSORS"))
    with held.database.work(system_actor("test")) as work:
        registered = sa.select(Activity).where(Activity.verb == "deal-registered")
        convert_the_lead(work, work.one(registered), services)

    assert held.lead.deal_id == deal.id
    held.lead_id = first
    assert held.lead.state is LeadState.CONTACTED


def test_a_lead_that_was_taken_back_meanwhile_is_told_and_nothing_typed_is_lost(
    desk: Desk, browser_of: Callable[[str], Browser]
) -> None:
    desk.held_by("alice", "luebeck")
    alice = browser_of("alice")
    hidden = _hidden(alice.get(_begun(desk, alice)).text)
    [account] = _all(desk, Account)
    desk.recall()

    everything = {"account": str(account.id), "territory": "NO-E", **REST, **hidden}
    refused = alice.submit("/deals", **everything)

    assert refused.status_code == 409
    assert "Nothing was registered" in refused.text
    assert "They called back." in refused.text
    assert "lead" not in _hidden(refused.text)
    assert _all(desk, Deal) == []
    again = alice.submit("/deals", **(everything | {"lead": ""}))
    assert again.status_code == 303
    assert desk.lead.state is LeadState.QUALIFIED


def test_a_registration_that_is_refused_leaves_the_lead_as_it_was(held: Desk) -> None:
    account = held.cast.account("Fjordverft", owner="alice")
    with pytest.raises(Invalid), held.database.work(held.cast.alice) as work:
        mine, wrong = work.get(Account, account.id), a_deal(progress=" ")
        register_from_lead(work, held.lead_id, mine, wrong)

    assert held.lead.state is LeadState.CONTACTED
    assert _all(held, Deal) == []


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_rival_registers_from_no_lead_of_others_with_either_wall(
    held: Desk, database: TransactionalDatabase, wall: Wall
) -> None:
    account = held.cast.account("Fjordverft", owner="charlie")
    database.walls = wall
    try:
        with pytest.raises(LeadNotHeld), database.work(held.cast.charlie) as work:
            register_from_lead(work, held.lead_id, work.get(Account, account.id), a_deal())
    finally:
        database.walls = Wall.BOTH
    assert held.lead.deal_id is None


def test_who_may_not_begins_no_draft_and_a_rival_gets_not_found(
    held: Desk, browser_of: Callable[[str], Browser]
) -> None:
    path = f"/leads/offers/{held.offer_to('luebeck')}/registration"

    for who, status in (("charlie", 404), ("vera", 403), ("dana", 403), ("audrey", 403)):
        assert browser_of(who).submit(path).status_code == status
    assert _all(held, DealDraft) == []


def test_a_deal_from_before_the_lead_or_of_another_is_not_what_it_became(
    desk: Desk, clock: StoppedClock
) -> None:
    account = desk.cast.account("Fjordverft", owner="alice")
    older = desk.cast.deal(account, "alice")
    clock.advance(hours=1)
    desk.held_by("alice", "luebeck")
    newer = desk.cast.deal(account, "bob", "SENSORS")

    assert _refusal(desk, older) == {"deal_id"}
    with desk.database.work(desk.cast.actor("vera")) as work, pytest.raises(Forbidden):
        name_deal(work, work.get(Lead, desk.lead_id), work.get(Deal, newer.id))
    assert _refusal(desk, newer) == set()
    assert (desk.lead.state, desk.lead.deal_id) == (LeadState.CONVERTED, newer.id)

    desk.lead_id = desk.qualified()
    desk.held_by("alice", "luebeck")
    assert _refusal(desk, newer) == {"deal_id"}


def _refusal(desk: Desk, deal: Deal) -> set[str]:
    """Name a deal as what the lead became; return what is wrong with it."""
    try:
        with desk.database.work(desk.cast.alice) as work:
            name_deal(work, work.get(Lead, desk.lead_id), work.get(Deal, deal.id))
    except Invalid as refused:
        return set(refused.fields)
    return set()
