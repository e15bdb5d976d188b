"""The group of a deal's customer on its page: for the host, and of it what the reader sees."""

from collections.abc import Callable

import pytest

from deals.models import Deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from partners.accounts.models import Account
from partners.accounts.parents.models import Parent
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services
from tests.web.test_query_counts import Statements, statements

__all__ = ["app", "browser_of", "services", "statements"]

BrowserOf = Callable[[str], Browser]
NORDIC = Parent("Nordic Halden Holding AB", "SE", "nordic-halden.example", "150483782")


class Group:
    """Accounts of the host and of partners, and a deal of Lübeck's on one of them."""

    def __init__(self, cast: Cast, database: TransactionalDatabase) -> None:
        self.cast, self.database = cast, database

    def opened(self, name: str, by: str = "dana", parent: Parent | None = NORDIC) -> Account:
        with self.database.work(self.cast.actor(by)) as work:
            return open_account(work, NewAccount(name, "NO", parent=parent or Parent()))

    def deal(self, account: Account, by: str = "alice", said: Parent | None = None) -> Deal:
        with self.database.work(self.cast.actor(by)) as work:
            new = a_deal(parent=said or Parent())
            return register_deal(work, work.get(Account, account.id), new)


@pytest.fixture
def group(cast: Cast, database: TransactionalDatabase) -> Group:
    return Group(cast, database)


def test_the_host_reads_whom_the_customer_belongs_to_and_who_else_does(
    group: Group, cast: Cast, browser_of: BrowserOf
) -> None:
    customer, sister = group.opened("Moss Verft"), group.opened("Gdynia Stal")
    with group.database.work(cast.dana) as work:
        head = open_account(work, NewAccount("Nordic Halden Holding", "SE"))
    stranger = group.opened("Orkla Mek", parent=None)
    cast.share(customer, "luebeck")
    deal = group.deal(customer)

    page = browser_of("dana").get(f"/deals/{deal.id}").text

    assert "Group of the customer" in page
    assert "Nordic Halden Holding AB, Sweden, nordic-halden.example, 150483782" in page
    for account in (sister, head):
        assert f"/accounts/{account.id}" in page
    assert f"/accounts/{stranger.id}" not in page


def test_accounts_of_partners_that_the_reader_does_not_see_are_not_named_nor_counted(
    group: Group, browser_of: BrowserOf
) -> None:
    deal = group.deal(group.opened("Moss Verft", "alice"), said=NORDIC)
    alone = browser_of("dana").get(f"/deals/{deal.id}").text
    group.opened("Gdynia Stal", "charlie")
    group.opened("Tallinna Laevad", "nina")

    page = browser_of("dana").get(f"/deals/{deal.id}").text

    assert "No other account that you see belongs to it." in alone
    assert "No other account that you see belongs to it." in page
    assert "Gdynia Stal" not in page


@pytest.mark.parametrize("reader", ["alice", "bob"])
def test_a_partner_is_shown_no_group(group: Group, browser_of: BrowserOf, reader: str) -> None:
    customer = group.opened("Moss Verft")
    group.opened("Gdynia Stal")
    group.cast.share(customer, "luebeck")
    deal = group.deal(customer, "bob", NORDIC)

    page = browser_of(reader).get(f"/deals/{deal.id}").text

    assert "Nordic Halden Holding AB" in page
    assert "Group of the customer" not in page
    assert "Gdynia Stal" not in page
    assert browser_of("charlie").get(f"/deals/{deal.id}").status_code == 404


def test_nothing_is_shown_and_nobody_looks_where_no_parent_was_said(
    group: Group, browser_of: BrowserOf
) -> None:
    deal = group.deal(group.opened("Moss Verft", "alice", None))

    assert "Group of the customer" not in browser_of("dana").get(f"/deals/{deal.id}").text


def test_a_large_group_costs_the_page_as_many_statements_as_a_small_one(
    group: Group, browser_of: BrowserOf, statements: Statements
) -> None:
    customer = group.opened("Moss Verft")
    group.opened("Sister 0")
    group.cast.share(customer, "luebeck")
    deal, dana = group.deal(customer), browser_of("dana")
    dana.get(f"/deals/{deal.id}")
    counted = []
    for first, last in ((1, 2), (2, 12)):
        for number in range(first, last):
            group.opened(f"Sister {number}")
        statements.sent.clear()
        page = dana.get(f"/deals/{deal.id}").text
        counted.append(len(statements.sent))

    assert counted[0] == counted[1]
    assert page.count("Sister ") == 6
    assert "There are more accounts of this group." in page
