"""The list by what one's company worked on last: nobody's place tells what others did."""

from collections.abc import Callable, Iterator

import pytest

from partners.accounts.actions import NewAccount
from partners.accounts.audience import Audience
from partners.accounts.editing import edit_account
from partners.accounts.listing import listed
from partners.accounts.merging.actions import Chosen, merge_accounts
from partners.accounts.models import Account, GrantObject
from partners.accounts.wanted import Listed, Order, Wanted, Whose
from partners.contacts.actions import ContactDetails, add_contact
from partners.interactions.actions import NewInteraction, log_interaction
from partners.interactions.models import InteractionKind
from portal.kernel.db import Wall
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

NAMES = ("Halden", "Moss", "Oslo", "Bergen")
Seen = Callable[..., list[str]]


@pytest.fixture
def accounts(cast: Cast, clock: StoppedClock) -> dict[str, Account]:
    """Four of the host's, an hour apart; the first three are open to Lübeck and to Danzig."""
    made = {}
    for name in NAMES:
        made[name] = cast.account(name)
        clock.advance(hours=1)
    for name in NAMES[:3]:
        for company in ("luebeck", "danzig"):
            cast.share(made[name], company, "dana", (GrantObject.INTERACTIONS,))
        clock.advance(hours=1)
    return made


@pytest.fixture(params=[Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY], ids=str)
def seen(
    request: pytest.FixtureRequest, cast: Cast, database: TransactionalDatabase
) -> Iterator[Seen]:
    def seen(reader: str, **wanted: object) -> list[str]:
        database.walls = request.param
        with database.work(cast.actor(reader)) as work:
            asked = Wanted(order=Order.ACTIVITY, **wanted)  # type: ignore[arg-type]
            found: list[Listed] = []
            while page := listed(work, asked, after=found[-1].place if found else None, limit=2):
                found += page
        database.walls = Wall.BOTH
        return [each.account.name for each in found]

    yield seen
    database.walls = Wall.BOTH


def log(cast: Cast, clock: StoppedClock, by: str, account: Account, audience: Audience) -> None:
    clock.advance(minutes=5)
    with cast.database.work(cast.actor(by)) as work:
        new = NewInteraction(InteractionKind.CALL, "Called", audience)
        log_interaction(work, work.get(Account, account.id), new)


def test_what_ones_company_worked_on_last_comes_first(
    cast: Cast, clock: StoppedClock, accounts: dict[str, Account], seen: Seen
) -> None:
    assert seen("dana") == ["Bergen", "Oslo", "Moss", "Halden"]
    log(cast, clock, "emil", accounts["Moss"], Audience.INTERNAL)
    assert seen("dana") == ["Moss", "Bergen", "Oslo", "Halden"]
    clock.advance(minutes=5)
    with cast.database.work(cast.dana) as work:
        account = work.get(Account, accounts["Halden"].id)
        add_contact(work, account, ContactDetails("Ingrid Berg"), Audience.INTERNAL)
    assert seen("dana", whose=Whose.OURS) == ["Halden", "Moss", "Bergen", "Oslo"]
    clock.advance(minutes=5)
    with cast.database.work(cast.dana) as work:
        account = work.get(Account, accounts["Oslo"].id)
        edit_account(work, account, NewAccount("Oslo", "NO", None, "Drammen"), account.version)
    assert seen("emil") == ["Oslo", "Halden", "Moss", "Bergen"]


def test_one_country_is_listed_in_that_order_too(
    cast: Cast, clock: StoppedClock, accounts: dict[str, Account], seen: Seen
) -> None:
    log(cast, clock, "emil", accounts["Moss"], Audience.INTERNAL)
    here = accounts["Oslo"].country
    assert seen("dana", country=here) == ["Moss", "Bergen", "Oslo", "Halden"]
    clock.advance(minutes=5)
    with cast.database.work(cast.dana) as work:
        account = work.get(Account, accounts["Oslo"].id)
        edit_account(work, account, NewAccount("Oslo", "SE", None, "Oslo"), account.version)
    assert seen("dana", country=here) == ["Moss", "Bergen", "Halden"]
    assert seen("alice", country="SE") == seen("dana", country="SE") == ["Oslo"]
    assert seen("nina", country="SE") == []


def test_what_others_do_on_an_account_moves_it_in_nobodys_list(
    cast: Cast, clock: StoppedClock, accounts: dict[str, Account], seen: Seen
) -> None:
    """Neither a rival's, nor the owner's, nor a grantee's work is told by a place in the order."""
    before = {who: seen(who) for who in ("dana", "alice", "bob", "charlie", "sam", "nina")}
    assert before["alice"] == before["charlie"] == ["Oslo", "Moss", "Halden"]
    assert before["nina"] == []
    log(cast, clock, "charlie", accounts["Halden"], Audience.SHARED)
    log(cast, clock, "charlie", accounts["Moss"], Audience.INTERNAL)

    assert seen("charlie") == seen("sam") == ["Moss", "Halden", "Oslo"]
    for who in ("dana", "alice", "bob", "nina"):
        assert seen(who) == before[who], who
    log(cast, clock, "dana", accounts["Halden"], Audience.SHARED)
    assert seen("dana") == ["Halden", "Bergen", "Oslo", "Moss"]
    assert seen("alice") == before["alice"]


def test_a_merge_keeps_the_latest_of_both(
    cast: Cast, clock: StoppedClock, accounts: dict[str, Account], seen: Seen
) -> None:
    other = cast.account("Bergen twice")
    clock.advance(hours=1)
    log(cast, clock, "dana", accounts["Halden"], Audience.INTERNAL)
    log(cast, clock, "dana", other, Audience.INTERNAL)
    stays, away = accounts["Bergen"].id, other.id
    with cast.database.work(cast.actor("adam")) as work:
        versions = {each: work.get(Account, each).version for each in (stays, away)}
    merge_accounts(cast.database, cast.actor("adam"), Chosen(away, stays, versions))
    assert seen("dana") == ["Bergen", "Halden", "Oslo", "Moss"]


def test_the_page_says_when(
    cast: Cast,
    clock: StoppedClock,
    accounts: dict[str, Account],
    browser_of: Callable[[str], Browser],
) -> None:
    log(cast, clock, "alice", accounts["Halden"], Audience.INTERNAL)
    page = browser_of("alice").get("/accounts?order=activity").text
    assert "Last worked on" in page
    order = [page.index(f'id="account-{accounts[name].id}"') for name in ("Halden", "Oslo", "Moss")]
    assert order == sorted(order)
    assert browser_of("charlie").get("/accounts?order=activity").status_code == 200
