"""Lists of partners, people, clients and grants: a page at a time, each row once, none left out."""

import html
import re
from collections.abc import Callable

import pytest

from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account
from partners.accounts.queries import GrantPlace, grants_page, place_of
from partners.clients.actions import NewClient, create_client
from partners.companies.actions import NewCompany, activate_partner
from partners.companies.models import RelationshipType
from partners.people.actions import NewPerson, add_member
from portal.kernel.permissions import Role
from portal.web.cursors import PAGE_SIZE
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
MANY = PAGE_SIZE + 3


def pages_of(browser: Browser, path: str) -> list[str]:
    """Return the pages of a list, by following its links to the next one."""
    pages = [browser.get(path).text]
    while found := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
        pages.append(browser.get(html.unescape(found.group(1))).text)
        assert len(pages) < 9
    return pages


def named(page: str, kind: str) -> list[str]:
    """Return the numbered rows of a kind in a page, in order."""
    return re.findall(rf"{kind} \d\d\d", page)


@pytest.fixture
def partners(cast: Cast, database: TransactionalDatabase) -> list[str]:
    """Many partners of the host's, by name."""
    names = [f"Partner {number:03d}" for number in range(MANY)]
    with database.work(cast.actor("adam")) as work:
        for number, name in enumerate(names):
            new = NewCompany(f"{name} GmbH", name, f"P{number:03d}", "DE")
            relationship = activate_partner(work, new, RelationshipType.RESELLER, None)
            cast.companies[name] = relationship.partner
    return names


def test_partners_come_in_pages(browser_of: BrowserOf, partners: list[str]) -> None:
    pages = pages_of(browser_of("adam"), "/partners")

    assert len(pages) == 2
    assert [name for page in pages for name in _distinct(named(page, "Partner"))] == partners


def test_partners_to_talk_to_come_in_pages(
    browser_of: BrowserOf, cast: Cast, partners: list[str]
) -> None:
    account = cast.account()

    pages = pages_of(browser_of("adam"), f"/rooms/of/account/{account.id}")

    assert len(pages) == 2
    assert [name for page in pages for name in _distinct(named(page, "Partner"))] == partners


def test_the_people_of_a_partner_come_in_pages(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    names = [f"Person {number:03d}" for number in range(MANY)]
    with database.work(cast.actor("adam")) as work:
        for name in names:
            new = NewPerson(f"{name.replace(' ', '')}@danzig.example", name)
            add_member(work, cast.companies["danzig"], new, frozenset({Role.VIEWER}))

    pages = pages_of(browser_of("adam"), f"/partners/{cast.companies['danzig'].id}")

    assert len(pages) == 2
    assert [name for page in pages for name in _distinct(named(page, "Person"))] == names


def test_clients_come_in_pages(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase
) -> None:
    names = [f"Machine {number:03d}" for number in range(MANY)]
    with database.work(cast.alice) as work:
        for name in names:
            create_client(work, NewClient(name, ("deals:read",)))

    pages = pages_of(browser_of("alice"), "/settings/clients")

    assert len(pages) == 2
    assert [name for page in pages for name in _distinct(named(page, "Machine"))] == names


def test_grants_come_in_pages_those_in_force_first(
    cast: Cast,
    database: TransactionalDatabase,
    clock: StoppedClock,
    partners: list[str],
) -> None:
    account = cast.account()
    for name in partners[:7]:
        cast.share(account, name, by="adam")
        clock.advance(minutes=1)
    with database.work(cast.actor("adam")) as work:
        shared = work.get(Account, account.id)
        for grant in grants_page(work, shared)[1::3]:
            revoke_grant(work, grant, shared, "over")
    with database.work(cast.actor("adam")) as work:
        shared = work.get(Account, account.id)
        whole = [grant.id for grant in grants_page(work, shared)]
        states = [grant.state.value for grant in grants_page(work, shared)]
        walked, after = [], None
        while found := grants_page(work, shared, after=after, limit=2):
            walked += [grant.id for grant in found]
            after = GrantPlace.read(*place_of(found[-1]))

    assert states == ["ACTIVE"] * 5 + ["REVOKED"] * 2
    assert walked == whole


def _distinct(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
