"""The list of deals: what it comes to, of whom it is, and its sheet, as each reader sees them."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from deals import actions, export, filters, queries
from deals.models import Deal
from deals.pipeline.states import Stage, StageReason
from deals.presentation import BADGES
from deals.queries import get_deal
from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account, AccountShareGrant
from partners.companies.actions import suspend_partner
from partners.companies.models import Company
from partners.companies.queries import get_relationship
from portal.kernel.db import Wall
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.pipeline.test_board import Pipeline
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
BrowserOf = Callable[[str], Browser]
WON = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED, Stage.WON)


@pytest.fixture
def pipeline(cast: Cast) -> Pipeline:
    return Pipeline(cast)


def registered(cast: Cast, who: str, name: str) -> Deal:
    account = cast.account(name)
    cast.share(account, "luebeck" if who == "alice" else "danzig")
    return cast.deal(account, who)


def totals(cast: Cast, who: str, **address: str) -> list[tuple[str, int, Decimal]]:
    with cast.database.work(cast.actor(who)) as work:
        return [
            (each.currency, each.deals, each.value)
            for each in queries.totals(work, **filters.read(address)) or []
        ]


def rows_of(sheet: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_each_reader_adds_up_what_they_see_by_currency_with_either_wall(
    cast: Cast, database: TransactionalDatabase, pipeline: Pipeline, wall: Wall
) -> None:
    pipeline.deal(1000)
    pipeline.deal(200)
    pipeline.deal(500, currency="USD")
    pipeline.deal(70_000, by="charlie")
    database.walls = wall

    own = [("EUR", 2, Decimal(1200)), ("USD", 1, Decimal(500))]
    assert totals(cast, "alice") == own
    assert totals(cast, "charlie") == [("EUR", 1, Decimal(70_000))]
    assert totals(cast, "dana")[0] == ("EUR", 3, Decimal(71_200))
    assert totals(cast, "dana", partner=str(cast.companies["luebeck"].id)) == own
    for nobody_there in ("emil", "nina", "bob"):
        assert totals(cast, nobody_there) == []
    rival = str(cast.companies["danzig"].id)
    assert totals(cast, "alice", partner=rival) == totals(cast, "emil", partner=rival) == []


def test_the_page_shows_what_all_pages_of_the_filter_come_to(
    browser_of: BrowserOf, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    pipeline.deal(200, *WON, why=StageReason.PRICE)
    pipeline.deal(500, currency="USD")
    alice = browser_of("alice")

    assert _totals_line(alice.get("/deals").text) == ["3 deals", "€1,200", "US$500"]
    assert _totals_line(alice.get("/deals?stage=WON").text) == ["1 deal", "€200"]
    assert _totals_line(alice.get("/deals?stage=LOST").text) == []


def test_more_deals_than_a_page_adds_up_are_not_added_up(
    browser_of: BrowserOf, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.deal(1000)
    pipeline.deal(200)
    pipeline.deal(500, currency="USD")
    alice = browser_of("alice")

    monkeypatch.setattr(queries, "MOST_ADDED_UP", 3)
    assert _totals_line(alice.get("/deals").text) == ["3 deals", "€1,200", "US$500"]
    monkeypatch.setattr(queries, "MOST_ADDED_UP", 2)
    assert _totals_line(alice.get("/deals").text) == [
        "More than 2 deals",
        "Narrow the list to see what they come to.",
    ]


def test_filters_of_state_say_what_a_deal_says_of_itself(
    cast: Cast, pipeline: Pipeline, clock: StoppedClock, browser_of: BrowserOf
) -> None:
    late = registered(cast, "alice", "Late")
    clock.advance(days=30)
    pipeline.deal(1000)
    waits = registered(cast, "alice", "Waits")
    clock.advance(days=1)

    with cast.database.work(cast.alice) as work:
        deals = queries.deals_page(work)
        protected = {each.number for each in deals if each.is_protected(work.now)}
        undecided = {each.number for each in deals if each.is_undecided}
    assert late.number in protected
    assert waits.number not in protected

    alice = browser_of("alice")
    for asked, expected in (("protected=yes", protected), ("undecided=yes", undecided)):
        page = alice.get(f"/deals?{asked}").text
        assert {each for each in (*protected, *undecided) if f"{each}, " in page} == expected


def test_only_the_host_chooses_a_partner_and_chips_keep_the_choice(
    browser_of: BrowserOf, cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    pipeline.deal(70_000, by="charlie")
    dana, luebeck = browser_of("dana"), cast.companies["luebeck"].id

    page = dana.get(f"/deals?partner={luebeck}&stage=OPEN").text
    assert page.count('id="deal-') == 1
    assert f'<option value="{luebeck}" selected' in page
    assert f"partner={luebeck}&amp;stage=WON" in page
    assert "behind a number" not in page
    assert '<select class="input" id="f-partner"' not in browser_of("alice").get("/deals").text
    for who, foreign in (("emil", "luebeck"), ("alice", "danzig")):
        of_another = browser_of(who).get(f"/deals?partner={cast.companies[foreign].id}").text
        assert "No deal fits" in of_another
        assert cast.companies[foreign].trade_name not in of_another


def test_a_partner_that_rests_can_be_chosen_by_its_address(
    browser_of: BrowserOf, cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    luebeck = cast.companies["luebeck"].id
    with cast.database.work(cast.actor("adam")) as work:
        suspend_partner(work, get_relationship(work, luebeck), "A pause")

    page = browser_of("dana").get(f"/deals?partner={luebeck}").text
    assert f'<option value="{luebeck}" selected' in page


def test_a_sheet_holds_the_rows_of_the_filter_that_its_reader_sees_and_no_formula(
    browser_of: BrowserOf, cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    won = pipeline.deal(200, *WON, why=StageReason.PRICE)
    pipeline.deal(70_000, by="charlie")
    with cast.database.work(cast.actor("adam")) as work:
        work.get(Company, cast.companies["luebeck"].id).trade_name = "=2+2"

    dana, alice = browser_of("dana"), browser_of("alice")
    assert len(rows_of(dana.get("/deals/export").data)) == 3
    (row,) = rows_of(alice.get("/deals/export?stage=WON").data)
    assert (row["Number"], row["Partner"], row["Value"]) == (won.number, "'=2+2", "200.00")
    assert (row["Status"], row["Currency"]) == ("Won", "EUR")
    book = alice.get("/deals/export?format=xlsx&stage=WON")
    with ZipFile(BytesIO(book.data)) as parts:
        cells = parts.read("xl/worksheets/sheet1.xml").decode()
    assert cells.count("<row ") == 2
    assert "'=2+2" in cells.replace("&#x27;", "'")
    assert [row["Partner"] for row in rows_of(browser_of("charlie").get("/deals/export").data)] == [
        "Danzig Trading"
    ]
    assert rows_of(browser_of("emil").get("/deals/export").data) == []
    asked = "/deals/export?partner=" + str(cast.companies["danzig"].id)
    assert rows_of(alice.get(asked).data) == []
    assert alice.get("/deals/export?stage=NONSENSE").status_code == 422


def test_a_hold_reads_as_in_review_in_the_partners_sheet(browser_of: BrowserOf, cast: Cast) -> None:
    deal = registered(cast, "alice", "Held")
    with cast.database.work(cast.dana) as work:
        actions.start_review(work, get_deal(work, deal.id))
    with cast.database.work(cast.dana) as work:
        get_deal(work, deal.id).hold()

    (partners,) = rows_of(browser_of("alice").get("/deals/export").data)
    (hosts,) = rows_of(browser_of("dana").get("/deals/export").data)
    assert (partners["Status"], hosts["Status"]) == ("In review", "On hold")


def test_a_sheet_leaves_out_what_was_taken_away_while_it_is_sent(
    cast: Cast, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 1)
    account = cast.account("Ninas", owner="nina")
    grant = cast.share(account, "luebeck", by="nina")
    opened = cast.deal(account, "nina")
    clock.advance(minutes=1)
    own = registered(cast, "alice", "Own")
    said = dict.fromkeys(BADGES, "")

    def numbers() -> Iterator[str]:
        asked = filters.read({})
        return (row[0] for row in export.exported_rows(cast.database, cast.alice, asked, said))

    assert list(numbers()) == [own.number, opened.number]
    begun = numbers()
    assert next(begun) == own.number
    with cast.database.work(cast.actor("nina")) as work:
        there = work.get(Account, account.id)
        revoke_grant(work, work.get(AccountShareGrant, grant.id), there, "Over")
    assert list(begun) == []


def _totals_line(page: str) -> list[str]:
    line = page.partition('id="totals"')[2].partition("</p>")[0]
    return re.findall(r">([^<>]+)</(?:b|span)>", line)
