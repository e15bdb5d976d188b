"""The dashboard: each number is of what its reader sees, and leads to the list that it counts."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from deals import actions
from deals.insights import queries
from deals.insights.asking import Asked
from deals.leads.actions import qualify, take_in
from deals.leads.models import LeadOffer
from deals.leads.placing import accept, offer_lead
from deals.leads.states import Rule
from deals.models import Deal
from deals.pipeline.states import Stage, StageReason
from deals.queries import get_deal
from partners.accounts.models import Account
from partners.companies.models import Company
from portal.kernel.db import Wall
from portal.kernel.errors import Invalid, NotFound
from portal.web.charts import Bar, BarGroup, Column, Columns, Part
from tests.browser.survey import faults
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.leads import a_lead
from tests.deals.pipeline.test_board import TODAY, Pipeline
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
WAY = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED)


@pytest.fixture
def pipeline(cast: Cast) -> Pipeline:
    return Pipeline(cast)


def asked(cast: Cast, who: str, **address: str) -> Asked:
    with cast.database.work(cast.actor(who)) as work:
        return Asked.of(work, address)


def waiting(cast: Cast, who: str) -> int:
    with cast.database.work(cast.actor(who)) as work:
        return sum(each.deals for each in queries.waiting(work, Asked.of(work, {}), [TODAY]))


def registered(cast: Cast, who: str, name: str = "Customer") -> Deal:
    account = cast.account(name)
    cast.share(account, "luebeck" if who == "alice" else "danzig")
    return cast.deal(account, who)


@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_each_reader_counts_what_they_see_with_either_wall(
    cast: Cast, database: TransactionalDatabase, pipeline: Pipeline, wall: Wall
) -> None:
    registered(cast, "alice", "Waits")
    pipeline.deal(1000, *WAY, Stage.WON, why=StageReason.PRICE)
    pipeline.deal(70_000, by="charlie")
    database.walls = wall

    counted = {}
    for who in ("dana", "emil", "audrey", "alice", "bob", "charlie"):
        with database.work(cast.actor(who)) as work:
            of = Asked.of(work, {})
            brought = [
                (each.name, each.won, each.won_value, each.open_value)
                for each in queries.contributions(work, of)
            ]
            counted[who] = waiting(cast, who), sum(queries.endings(work, of).values()), brought

    luebeck = ("Lübeck Systems", 1, Decimal(1000), Decimal(0))
    danzig = ("Danzig Trading", 0, Decimal(0), Decimal(70_000))
    assert counted["dana"] == counted["audrey"] == (1, 1, [luebeck, danzig])
    assert counted["alice"] == (1, 0, [luebeck])
    assert counted["charlie"] == (0, 1, [danzig])
    assert counted["emil"] == counted["bob"] == (0, 0, [])


def test_a_partner_names_a_rival_and_still_counts_its_own(cast: Cast, pipeline: Pipeline) -> None:
    pipeline.deal(70_000, by="charlie")
    rival = str(cast.companies["danzig"].id)

    assert asked(cast, "alice", partner=rival).partner == cast.companies["luebeck"].id
    assert asked(cast, "dana", partner=rival).partner == cast.companies["danzig"].id
    for partner in (str(cast.companies["novgorod"].id), "nobody"):
        with pytest.raises(NotFound):
            asked(cast, "dana", partner=partner)


def test_a_held_registration_reads_as_in_review_to_its_partner(
    browser_of: Callable[[str], Browser], cast: Cast
) -> None:
    deal = cast.deal(_shared(cast), "alice")
    with cast.database.work(cast.dana) as work:
        actions.start_review(work, get_deal(work, deal.id))
    with cast.database.work(cast.dana) as work:
        get_deal(work, deal.id).hold()

    own, host = (_chart(browser_of(who), "waiting") for who in ("alice", "dana"))

    assert "On hold" not in own
    assert "On hold" in host
    assert "In review, up to 2 days: 1" in own
    assert "On hold, up to 2 days: 1" in host


def _shared(cast: Cast, name: str = "Halden Verft") -> Account:
    account = cast.account(name)
    cast.share(account, "luebeck")
    return account


def _chart(browser: Browser, name: str, query: str = "") -> str:
    page = browser.get(f"/insights{query}").text
    return page.partition(f'id="chart-{name}"')[2].partition("</section>")[0]


def test_time_to_an_answer_counts_business_days_and_the_share_in_time(
    cast: Cast, clock: StoppedClock, pipeline: Pipeline
) -> None:
    clock.at = clock.at.replace(day=20, hour=8)  # a Friday; the promise ends on Tuesday
    late, quick = (cast.deal(_shared(cast, name), "alice") for name in ("Late", "Quick"))
    clock.advance(days=3)
    with cast.database.work(cast.dana) as work:
        actions.reject_deal(work, get_deal(work, quick.id), "Not in our programme.")
    clock.advance(days=2)
    with cast.database.work(cast.dana) as work:
        actions.reject_deal(work, get_deal(work, late.id), "Not in our programme.")

    with cast.database.work(cast.dana) as work:
        (found,) = queries.answers(work, Asked.of(work, {}))

    assert (found.month.isoformat(), found.deals, found.in_time) == ("2026-11-01", 2, 1)
    assert found.median == pytest.approx((1 + 3) / 2)  # Friday to Monday is one, to Wednesday three


def test_protections_are_counted_in_the_week_in_which_they_end(
    cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000)  # protected for 90 days from Tuesday 24 November: until Monday 22 February

    with cast.database.work(cast.dana) as work:
        of = Asked.of(work, {})
        found = queries.endings(work, of)

    assert [(each.isoformat(), count) for each, count in found.items()] == [("2027-02-22", 1)]
    assert of.weeks[-1].isoformat() == "2027-02-22"


def test_a_period_begins_with_its_first_month_and_nonsense_is_refused(cast: Cast) -> None:
    assert [each.isoformat() for each in asked(cast, "dana", period="quarter").months] == [
        "2026-09-01",
        "2026-10-01",
        "2026-11-01",
    ]
    assert asked(cast, "dana").first_day.isoformat() == "2025-12-01"
    with pytest.raises(Invalid):
        asked(cast, "dana", period="eternity")


def test_leads_are_counted_by_what_became_of_them(cast: Cast, clock: StoppedClock) -> None:
    partner = cast.companies["luebeck"].id
    for _ in range(2):
        with cast.database.work(cast.dana) as work:
            lead = take_in(work, a_lead())
            qualify(work, lead)
            lead_id = lead.id
        offer_lead(cast.database, cast.dana, lead_id, Rule.PUSH, partner)
    with cast.database.work(cast.dana) as work:
        first = work.all(sa.select(LeadOffer))[0].id
    accept(cast.database, cast.alice, first)
    clock.advance(days=9)

    found = {}
    for who in ("dana", "alice", "charlie"):
        with cast.database.work(cast.actor(who)) as work:
            found[who] = queries.offers(work, Asked.of(work, {}))

    assert found["charlie"] == []
    (row,) = found["dana"]
    assert found["alice"] == [row]
    assert (row.offered, row.at_work, row.lapsed, row.waiting) == (2, 1, 1, 0)


def test_every_link_of_a_chart_leads_to_as_many_deals_as_it_says(
    browser_of: Callable[[str], Browser], cast: Cast, pipeline: Pipeline, clock: StoppedClock
) -> None:
    registered(cast, "alice", "Waits")
    pipeline.deal(1000, *WAY, Stage.WON, why=StageReason.PRICE)
    pipeline.deal(2000, Stage.LOST, why=StageReason.COMPETITOR)
    pipeline.deal(500, currency="USD")
    clock.advance(days=10)
    registered(cast, "alice", "Waits too")

    for who in ("dana", "alice"):
        browser = browser_of(who)
        page = browser.get("/insights").text
        links = set(re.findall(r'href="(/deals\?[^"]+)" aria-label="([^"]+)"', page))
        assert len(links) >= 6
        for href, told in links:
            listed = browser.get(href.replace("&amp;", "&")).text
            if count := re.search(r": (\d+)(?: protections?)?$", told):
                assert listed.count('id="deal-') == int(count[1]), told
            else:
                assert listed.count('id="deal-') >= 1, told
        reasons = re.findall(r'<a href="(/deals\?[^"]*reason=[^"]+)">', page)
        assert len(reasons) == 2
        for href in reasons:
            assert browser.get(href.replace("&amp;", "&")).text.count('id="deal-') == 1


def test_amounts_of_two_currencies_stand_on_scales_of_their_own(
    browser_of: Callable[[str], Browser], pipeline: Pipeline
) -> None:
    pipeline.deal(1000)
    pipeline.deal(500, currency="USD")

    chart = _chart(browser_of("alice"), "contribution")

    assert re.findall(r'class="chart-group">(\w+)<', chart) == ["EUR", "USD"]
    assert chart.count('width="100.000%"') == 2


def test_an_empty_dashboard_says_what_will_stand_there(
    browser_of: Callable[[str], Browser], cast: Cast
) -> None:
    page = browser_of("nina").get("/insights").text

    assert page.count('class="chart-empty"') == 7
    assert "chart-data" not in page


def test_a_sheet_holds_the_table_and_no_formula(
    browser_of: Callable[[str], Browser], cast: Cast, pipeline: Pipeline
) -> None:
    pipeline.deal(1000, *WAY, Stage.WON, why=StageReason.PRICE)
    with cast.database.work(cast.actor("adam")) as work:
        work.get(Company, cast.companies["luebeck"].id).trade_name = "=2+2"
    dana = browser_of("dana")

    sheet = dana.get("/insights/export?chart=contribution&format=csv")
    book = dana.get("/insights/export?chart=contribution&format=xlsx")

    lines = sheet.data.decode("utf-8-sig").splitlines()
    assert lines[1] == "'=2+2,EUR,1,1,1000.00,0,0.00"
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    with ZipFile(BytesIO(book.data)) as parts:
        assert b"&#x27;=2+2" in parts.read("xl/worksheets/sheet1.xml").replace(b"'", b"&#x27;")
    assert dana.get("/insights/export?chart=nothing").status_code == 404
    own = browser_of("charlie").get("/insights/export?chart=contribution")
    assert own.data.decode("utf-8-sig").count("\n") == 1


def test_bars_share_one_scale_and_columns_begin_at_zero() -> None:
    def bar(*values: int) -> Bar:
        parts = tuple(Part("part", value, str(value), None, "blue") for value in values)
        return Bar("bar", parts, "")

    group = BarGroup([bar(2, 0, 6), bar(4)])
    columns = Columns([Column("a", 1, "1", "a"), Column("b", 2, "2", "b")], limit=Decimal(4))

    places = [[(each.x, each.width) for each in group.places(bar)] for bar in group.bars]
    assert places == [[("0.000%", "25.000%"), ("25.000%", "75.000%")], [("0.000%", "50.000%")]]
    heights = [each.height for each in columns.uprights()]
    assert heights[1] == 2 * heights[0]
    assert columns.limit_y is not None
    assert columns.ground - columns.limit_y == 2 * heights[1]
    assert BarGroup([bar(0)]).places(bar(0)) == []
    assert Columns([Column("a", None, "", "a")]).is_empty


def test_the_page_is_valid_html_without_an_id_twice(
    browser_of: Callable[[str], Browser], cast: Cast, pipeline: Pipeline
) -> None:
    registered(cast, "alice", "Waits")
    pipeline.deal(1000, *WAY, Stage.WON, why=StageReason.PRICE)

    for who in ("dana", "alice"):
        page = browser_of(who).get("/insights").text
        assert list(faults(page)) == []
        assert "style=" not in page
