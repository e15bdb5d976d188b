"""Timelines: one order of time, by kind, from where one was, with an address for each entry."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from partners.accounts.audience import Audience
from partners.accounts.models import Account, GrantObject
from partners.accounts.page import parts_of
from partners.interactions.actions import NewInteraction, log_interaction
from partners.interactions.models import InteractionKind
from portal.kernel.activity import Activity
from portal.kernel.visits import Visit
from portal.web.stretches import SIZE
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def account(cast: Cast, clock: StoppedClock) -> Account:
    """An account of the host's on which Lübeck comments, and its rival Danzig too."""
    account = cast.account()
    for company in ("luebeck", "danzig"):
        cast.share(account, company, "dana", (GrantObject.DEALS, GrantObject.INTERACTIONS))
    clock.advance(minutes=1)
    return account


def log(
    cast: Cast, account: Account, by: str, *texts: str, audience: Audience = Audience.SHARED
) -> list[UUID]:
    with cast.database.work(cast.actor(by)) as work:
        here = work.get(Account, account.id)
        news = [NewInteraction(InteractionKind.CALL, text, audience) for text in texts]
        return [log_interaction(work, here, new).id for new in news]


def words(page: str) -> list[str]:
    return re.findall(r'class="event-words">([^<]+)<', page)


def older(page: str) -> str:
    found = re.search(r'href="([^"]+before=[^"]+)"', page)
    assert found is not None
    return html.unescape(found.group(1))


def test_older_entries_are_a_link_without_script_and_load_in_place_with_it(
    cast: Cast, account: Account, clock: StoppedClock, browser_of: BrowserOf
) -> None:
    texts = [f"Call {number:03d}" for number in range(SIZE + 5)]
    for text in texts:
        log(cast, account, "dana", text)
        clock.advance(seconds=1)
    dana = browser_of("dana")
    page = dana.get(f"/accounts/{account.id}?kind=interactions").text
    assert words(page) == texts[::-1][:SIZE]

    below = dana.get(older(page)).text
    in_place = dana.get(older(page), headers={"HX-Request": "true"}).text
    assert words(below) == words(in_place) == texts[::-1][SIZE:]
    assert "<title>" in below
    assert 'class="day-line"' in below
    assert "<title>" not in in_place
    assert 'class="day-line"' not in in_place  # the heading of the day stands above already
    assert dana.get(older(page).replace("before=", "before=x")).status_code == 422


def test_a_refresh_brings_what_is_new_down_to_what_the_page_had(
    cast: Cast, account: Account, clock: StoppedClock, browser_of: BrowserOf
) -> None:
    log(cast, account, "dana", *(f"Old {number:03d}" for number in range(SIZE + 5)))
    dana = browser_of("dana")
    page = dana.get(f"/accounts/{account.id}").text
    had = words(page)
    found = re.search(r'id="account"[^>]+data-refresh-url="([^"]+)"', page)
    assert found is not None
    clock.advance(minutes=1)
    log(cast, account, "alice", "New one", "New two")

    again = dana.get(html.unescape(found.group(1)), headers={"HX-Request": "true"}).text
    assert sorted(words(again)) == sorted([*had, "New one", "New two"])


def test_a_timeline_is_filtered_by_kind_and_says_so_when_nothing_is_left(
    cast: Cast, account: Account, browser_of: BrowserOf
) -> None:
    log(cast, account, "dana", "Rang her up")
    cast.deal(account)
    dana, path = browser_of("dana"), f"/accounts/{account.id}"
    known = ("Rang her up", "DR-LUB-0001", "shared Halden Logistics with")
    shown = {}
    for kind in ("interactions", "deals", "sharing", "orders"):
        page = dana.get(f"{path}?kind={kind}").text
        shown[kind] = [each for each in known if each in page]
    assert shown == {
        "interactions": ["Rang her up"],
        "deals": ["DR-LUB-0001"],
        "sharing": ["shared Halden Logistics with"],
        "orders": [],
    }
    assert "No entry is of the kind “Orders”." in dana.get(f"{path}?kind=orders").text
    assert dana.get(f"{path}?kind=gossip").status_code == 422


def test_the_line_of_the_last_visit_stands_below_what_others_did_since(
    cast: Cast,
    account: Account,
    clock: StoppedClock,
    database: TransactionalDatabase,
    browser_of: BrowserOf,
) -> None:
    log(cast, account, "alice", "Before")
    dana, path = browser_of("dana"), f"/accounts/{account.id}"
    assert "since your last visit" not in dana.get(path).text
    clock.advance(hours=2)
    log(cast, account, "dana", "By myself")
    assert "since your last visit" not in dana.get(path).text
    clock.advance(hours=2)
    log(cast, account, "alice", "Since one")
    log(cast, account, "dana", "Mine again")
    log(cast, account, "alice", "Since two")

    for _ in range(2):  # looking again makes nothing old
        page = dana.get(path).text
        assert "2 new since your last visit" in page
        above, below = page.split("2 new since your last visit")
        assert {"Since one", "Since two"} <= set(words(above))
        assert words(below) == ["By myself", "Before"]
        clock.advance(minutes=5)
    clock.advance(hours=1)
    assert "since your last visit" not in dana.get(path).text
    with database.work(cast.dana) as work:
        assert len(work.all(sa.select(Visit))) == 1


def test_an_entry_and_a_day_have_an_address_that_opens_the_timeline_there(
    cast: Cast, account: Account, clock: StoppedClock, browser_of: BrowserOf
) -> None:
    (first,) = log(cast, account, "dana", "On Tuesday")
    clock.advance(days=1)
    (second,) = log(cast, account, "dana", "On Wednesday")
    clock.advance(days=1)
    (hidden,) = log(cast, account, "dana", "For us", audience=Audience.INTERNAL)
    alice, path = browser_of("alice"), f"/accounts/{account.id}"

    page = alice.get(f"{path}?entry={second}").text
    assert words(page) == ["On Wednesday", "On Tuesday"]
    assert page.count("data-marked") == 1
    link = re.search(r'class="event-link" href="([^"]+)#e-', page)
    assert link is not None
    assert words(alice.get(html.unescape(link.group(1))).text) == words(page)
    assert words(alice.get(f"{path}?day=2026-11-24").text) == ["On Tuesday"]
    assert words(alice.get(f"{path}?entry={first}").text) == ["On Tuesday"]
    for nowhere in (f"entry={hidden}", f"entry={account.owner_company_id}", "entry=x"):
        assert alice.get(f"{path}?{nowhere}").status_code == 404, nowhere
    assert alice.get(f"{path}?day=yesterday").status_code == 422


def test_the_parts_of_a_timeline_miss_nothing_that_its_reader_may_see(
    cast: Cast, account: Account, database: TransactionalDatabase
) -> None:
    for by in ("dana", "alice", "charlie"):
        log(cast, account, by, f"Called, says {by}")
        log(cast, account, by, f"Noted, says {by}", audience=Audience.INTERNAL)
    cast.deal(account)
    cast.deal(account, by="charlie", family="SENSORS")
    seen = {}
    for who in ("dana", "emil", "alice", "bob", "charlie", "nina"):
        with database.work(cast.actor(who)) as work:
            every = work.all(sa.select(Activity).where(Activity.account_id == account.id))
            parts = parts_of(work.actor, account)
            found = work.all(sa.select(Activity).where(sa.or_(*(part.condition for part in parts))))
            assert {each.id for each in found} == {each.id for each in every}, who
            seen[who] = len(every)
    assert seen == {"dana": 9, "emil": 3, "alice": 5, "bob": 4, "charlie": 5, "nina": 0}


def test_the_partner_s_timeline_opens_the_same_ways(
    cast: Cast, account: Account, clock: StoppedClock, browser_of: BrowserOf
) -> None:
    dana, path = browser_of("dana"), f"/partners/{cast.companies['luebeck'].id}"
    dana.get(path)
    clock.advance(seconds=timedelta(hours=1).total_seconds())
    cast.deal(account)
    page = dana.get(path).text
    assert "1 new since your last visit" in page
    assert "DR-LUB-0001" not in dana.get(f"{path}?kind=sharing").text.split('id="partner"')[1]
    assert "DR-LUB-0001" in dana.get(f"{path}?kind=deals").text
