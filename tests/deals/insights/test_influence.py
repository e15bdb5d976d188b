"""Sourced and influenced: whose part in which deals, by shares, and the lists behind it."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.attribution.parts import Way
from deals.handoffs.states import Kind
from deals.insights import queries
from deals.insights.asking import Asked
from deals.leads.jobs import convert_the_lead
from deals.leads.states import Rule
from deals.pipeline.actions import move_stage
from deals.pipeline.states import Stage as SaleStage
from deals.pipeline.states import StageReason
from deals.queries import get_deal
from deals.registration.actions import register_deal
from partners.accounts.actions import NewAccount, open_account
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.services import Services
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.deals.handoffs.conftest import handing
from tests.deals.handoffs.stage import Stage
from tests.deals.leads.conftest import desk
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "desk", "handing", "services"]
WORTH = Decimal("184000.00")
Row = tuple[str, Way, int, Decimal, int, Decimal]


def _shares(cast: Cast, who: str) -> set[Row]:
    with cast.database.work(cast.actor(who)) as work:
        return {
            (each.name, each.way, each.won, each.won_value, each.open, each.open_value)
            for each in queries.shares(work, Asked.of(work, {}))
        }


def _win(handing: Stage, deal_id: object, who: str = "alice") -> None:
    for stage in (SaleStage.DEVELOPED, SaleStage.PROPOSED, SaleStage.NEGOTIATED, SaleStage.WON):
        why = StageReason.PRICE if stage is SaleStage.WON else None
        with handing.database.work(handing.cast.actor(who)) as work:
            move_stage(work, get_deal(work, deal_id), stage, why, "")  # type: ignore[arg-type]


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_deal_that_was_handed_over_counts_for_both_by_their_shares(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    handing.hand_off("danzig", percent=70)
    taken = handing.accept()
    _win(handing, taken.id, "charlie")
    none, thirty, seventy = Decimal(0), WORTH * 30 / 100, WORTH * 70 / 100
    gave = ("Lübeck Systems", Way.FOUND, 1, thirty, 0, none)
    took = ("Danzig Trading", Way.TAKEN_OVER, 1, seventy, 0, none)
    database.walls = wall
    try:
        seen = {who: _shares(handing.cast, who) for who in ("dana", "alice", "charlie", "nina")}
        assert _shares(handing.cast, "emil") == set()
    finally:
        database.walls = Wall.BOTH
    # Whoever gave it does not read the successor; whoever took it does not learn who had it before.
    assert seen == {"dana": {gave, took}, "alice": set(), "charlie": {took}, "nina": set()}


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_what_is_sold_along_counts_by_the_share_and_help_without_one(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=25)
    handing.accept()
    for task in handing.tasks():
        handing.tick("alice" if task.side == "GIVER" else "charlie", task)
    handing.hand_off("novgorod", kind=Kind.ASSIST, percent=0)
    handing.accept("nina", "novgorod")
    none, part, rest = Decimal(0), WORTH * 25 / 100, WORTH * 75 / 100
    found = ("Lübeck Systems", Way.FOUND, 0, none, 1, rest)
    along = ("Danzig Trading", Way.SOLD_ALONG, 0, none, 1, part)
    helped = ("Novgorod Supply", Way.HELPED, 0, none, 1, none)
    database.walls = wall
    try:
        seen = {
            who: _shares(handing.cast, who) for who in ("adam", "dana", "alice", "charlie", "nina")
        }
    finally:
        database.walls = Wall.BOTH
    assert {row for row in seen["adam"] if row[0] != helped[0]} == {found, along}
    assert {row[1:] for row in seen["adam"] if row[1] is Way.HELPED} == {helped[1:]}
    assert seen["alice"] == {found}
    assert seen["charlie"] == {along}
    assert {row[1:] for row in seen["nina"]} == {helped[1:]}


def test_a_deal_that_came_of_a_lead_is_influenced_and_not_sourced(
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
    with desk.database.work(desk.cast.actor("adam")) as work:
        approve_deal(work, get_deal(work, deal.id))
    led = ("Lübeck Systems", Way.FROM_LEAD, 0, Decimal(0), 1, WORTH)
    assert _shares(desk.cast, "alice") == _shares(desk.cast, "dana") == {led}
    assert _shares(desk.cast, "charlie") == set()


def test_what_ended_together_counts_for_its_owner_alone(handing: Stage) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=25)
    handing.accept()
    handing.give_back()
    whole = ("Lübeck Systems", Way.FOUND, 0, Decimal(0), 1, WORTH)
    assert _shares(handing.cast, "dana") == {whole}
    assert _shares(handing.cast, "charlie") == set()


Brought = tuple[str, int, int, Decimal, int, Decimal]


def _brought(cast: Cast, who: str) -> set[Brought]:
    with cast.database.work(cast.actor(who)) as work:
        return {
            (each.name, each.registered, each.won, each.won_value, each.open, each.open_value)
            for each in queries.contributions(work, Asked.of(work, {}))
        }


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_what_partners_brought_is_divided_by_their_shares(
    handing: Stage, database: TransactionalDatabase, wall: Wall
) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=25)
    handing.accept()
    none, part, rest = Decimal(0), WORTH * 25 / 100, WORTH * 75 / 100
    found = ("Lübeck Systems", 1, 0, none, 1, rest)
    along = ("Danzig Trading", 0, 0, none, 1, part)
    database.walls = wall
    try:
        seen = {
            who: _brought(handing.cast, who) for who in ("dana", "adam", "alice", "charlie", "emil")
        }
    finally:
        database.walls = Wall.BOTH
    assert seen["dana"] == seen["adam"] == {found, along}
    assert sum(row[-1] for row in seen["dana"]) == WORTH
    # Each company reads its own share, and of the other's not even that there is one.
    assert seen["alice"] == {found}
    assert seen["charlie"] == {along}
    assert seen["emil"] == set()


def test_who_found_a_deal_and_handed_it_over_brought_its_share(handing: Stage) -> None:
    handing.hand_off("danzig", percent=70)
    _win(handing, handing.accept().id, "charlie")
    gave = ("Lübeck Systems", 1, 1, WORTH * 30 / 100, 0, Decimal(0))
    assert gave in _brought(handing.cast, "dana")
    assert _brought(handing.cast, "charlie") == {
        ("Danzig Trading", 1, 1, WORTH * 70 / 100, 0, Decimal(0))
    }


def test_what_is_brought_by_a_share_leads_to_the_deals_that_it_counts(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    handing.hand_off("danzig", kind=Kind.CO_SELL, percent=25)
    handing.accept()
    for who, bars in (("dana", 2), ("alice", 1), ("charlie", 1)):
        browser = browser_of(who)
        page = browser.get("/insights").text
        chart = page.split('id="chart-contribution"')[1].split("</section>")[0]
        links = set(re.findall(r'href="(/deals\?[^"]+)"', chart))
        assert len(links) == bars, who
        for href in links:
            assert browser.get(href.replace("&amp;", "&")).text.count('id="deal-') == 1
        assert ("percentage" in chart) is True
        if who != "dana":
            assert "100" not in re.sub(r'="[^"]*"', "", chart), who


def test_each_link_leads_to_as_many_deals_as_it_says(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    handing.protected(handing.cast.account("Moss Maritime", "alice"), "bob")
    handing.hand_off("danzig", percent=70)
    handing.accept()
    links = {}
    for who in ("dana", "alice", "charlie"):
        browser = browser_of(who)
        page = browser.get("/insights").text.split('id="chart-influence"')[1].split("</section>")[0]
        found = re.findall(r'href="(/deals\?[^"]+)" aria-label="([^"]+): (\d+)"', page)
        links[who] = {told: int(count) for _href, told, count in found}
        for href, told, count in found:
            listed = browser.get(href.replace("&amp;", "&")).text
            assert listed.count('id="deal-') == int(count), told
    assert links == {
        "dana": {"Lübeck Systems: found, Open": 2, "Danzig Trading: taken over, Open": 1},
        "alice": {"Lübeck Systems: found, Open": 1},
        "charlie": {"Danzig Trading: taken over, Open": 1},
    }


def test_a_rivals_part_is_not_asked_for_by_an_address(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    handing.hand_off("danzig", percent=70)
    handing.accept()
    charlie = browser_of("charlie")
    for company in ("luebeck", "novgorod"):
        for way in Way:
            asked = f"/deals?partner={handing.company(company)}&way={way.value}"
            assert 'id="deal-' not in charlie.get(asked).text
    assert charlie.get("/deals?way=MAGIC").status_code == 422


def test_the_sheet_says_what_is_sourced_and_what_is_influenced(
    handing: Stage, browser_of: Callable[[str], Browser]
) -> None:
    handing.hand_off("danzig", percent=70)
    handing.accept()
    sheet = browser_of("dana").get("/insights/export?chart=influence")
    lines = sheet.data.decode("utf-8-sig").splitlines()[1:]
    assert lines == [
        "Lübeck Systems,Sourced,found,EUR,0,0.00,1,55200.00",
        "Danzig Trading,Influenced,taken over,EUR,0,0.00,1,128800.00",
    ]
    book = browser_of("dana").get("/insights/export?chart=influence&format=xlsx")
    assert book.status_code == 200
