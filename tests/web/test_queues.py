"""Queues on the home page: told to who may answer them, with their clock, and to nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

from partners.accounts.actions import GrantTerms
from partners.accounts.models import Account, AccountShareGrant, GrantAccess, GrantObject
from partners.applications.actions import NewApplication, apply, confirm
from partners.applications.models import Application
from partners.sharing.actions import accept_offer, offer_account
from partners.sharing.requests import NewRequest, request_share
from portal.kernel.actor import system_actor
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
DEALS = (GrantObject.DEALS,)


def offered(cast: Cast, name: str, to: str = "luebeck", days: int = 180) -> AccountShareGrant:
    account, grantee = cast.account(name), cast.companies[to]
    terms = GrantTerms(DEALS, purpose="Sell together", days=days)
    with cast.database.work(cast.dana) as work:
        return offer_account(work, work.get(Account, account.id), grantee, terms)


def rows(browser: Browser) -> str:
    """Return the part of the home page that says what needs the reader."""
    return browser.get("/").text.split('id="needs"')[1].split(">", 1)[1].split("At a glance")[0]


def test_offers_wait_for_who_may_accept_them(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    offered(cast, "Halden Logistics")
    soon = offered(cast, "Moss Maritime", days=3)
    alice = browser_of("alice")
    waiting = rows(alice)
    assert "Answer 2 offered accounts" in waiting
    assert f"{soon.valid_until.day} Nov" in waiting
    assert 'href="/sharing?side=with-us&amp;state=offered"' in waiting
    queue = alice.get("/sharing?side=with-us&state=offered").text
    assert len(re.findall(r'id="grant-', queue)) == 2
    for who in ("bob", "vera", "charlie", "nina", "dana"):
        assert "offered account" not in rows(browser_of(who)), who

    with database.work(cast.alice) as work:
        accept_offer(work, work.get(AccountShareGrant, soon.id))
    assert "Answer 1 offered account" in rows(alice)


def test_requests_wait_for_the_hosts_people_who_look_after_who_asks(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    for who in ("alice", "charlie", "nina"):
        with database.work(cast.actor(who)) as work:
            asked = NewRequest("Halden Logistics", "NO", DEALS, GrantAccess.READ, "A tender")
            request_share(work, asked)
    assert "Answer 2 requests for customers" in rows(browser_of("dana"))
    assert "Answer 1 request for a customer" in rows(browser_of("emil"))
    assert "Answer 3 requests for customers" in rows(browser_of("adam"))
    for who in ("alice", "charlie", "nina", "desk", "audrey"):
        assert "for a customer" not in rows(browser_of(who)), who
    queue = browser_of("dana").get("/sharing?side=requests&state=waiting").text
    assert len(re.findall(r'id="request-', queue)) == 2


def test_applications_wait_with_the_clock_of_the_first(
    browser_of: BrowserOf, database: TransactionalDatabase, cast: Cast, clock: StoppedClock
) -> None:
    values = {
        "company_name": "Rostock Rohr GmbH",
        "website": "rostock.example",
        "country": "DE",
        "type": "RESELLER",
        "vat_id": "",
        "contact_name": "Rosa Roth",
        "reason": "Pipes",
    }
    with database.work(system_actor("test")) as work:
        apply(work, NewApplication(values, "rosa@rostock.example", "en"), "192.0.2.1")
        work.flush()
        application = work.session.query(Application).one()
        confirm(work, application)
        due = application.answer_due_at
    assert due is not None
    waiting = rows(browser_of("adam"))
    assert "Decide 1 application" in waiting
    assert "left" in waiting
    for who in ("dana", "desk", "alice"):
        assert "application" not in rows(browser_of(who)), who
    clock.at = due + timedelta(hours=1)
    assert "overdue by" in rows(browser_of("adam"))
