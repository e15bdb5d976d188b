"""Figures on a partner's page: of what the reader sees, each as many as the list it leads to."""

import re
from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa

from deals.handoffs.offering import NewHandOff, hand_off
from deals.handoffs.states import Fallback, Kind
from deals.leads.actions import qualify, take_in
from deals.leads.models import LeadOffer
from deals.leads.placing import accept, offer_lead
from deals.leads.states import Rule
from deals.models import Deal
from deals.pipeline.states import Stage, StageReason
from portal.kernel.db import Wall
from portal.pages.partner import partner_counts
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.leads import a_lead
from tests.deals.pipeline.test_board import Pipeline
from tests.web.conftest import Browser

BrowserOf = Callable[[str], Browser]
WON = (Stage.DEVELOPED, Stage.PROPOSED, Stage.NEGOTIATED, Stage.WON)


@pytest.fixture
def furnished(cast: Cast, clock: StoppedClock) -> None:
    """Let Lübeck have some of everything, Danzig something of it, and Novgorod its own."""
    pipeline = Pipeline(cast)
    pipeline.deal(1000)
    pipeline.deal(500, currency="USD")
    pipeline.deal(200, *WON, why=StageReason.PRICE)
    pipeline.deal(70_000, by="charlie")
    given = pipeline.deal(300)
    offer = NewHandOff(Kind.TRANSFER, "You sell.", 70, Fallback.STAY, ())
    hand_off(cast.database, cast.alice, given.id, offer)
    for number, partner in enumerate(("luebeck", "luebeck", "danzig")):
        with cast.database.work(cast.dana) as work:
            lead = take_in(work, a_lead())
            qualify(work, lead)
        offer_lead(cast.database, cast.dana, lead.id, Rule.PUSH, cast.companies[partner].id)
        if number == 0:
            with cast.database.work(cast.alice) as work:
                offer_id = work.one(sa.select(LeadOffer)).id
            accept(cast.database, cast.alice, offer_id)
    registered(cast, "alice", "Waits")
    ninas = cast.account("Ninas", owner="nina")
    cast.deal(ninas, "nina")


def registered(cast: Cast, who: str, name: str) -> Deal:
    account = cast.account(name)
    cast.share(account, "luebeck" if who == "alice" else "danzig")
    return cast.deal(account, who)


def figures(page: str) -> dict[str, tuple[int, str, str]]:
    """Return by label the figure, its note and its link."""
    strip = page.partition('id="figures"')[2].partition("</nav>")[0]
    cell = re.compile(
        r'<a class="count-cell" href="([^"]+)"><span class="count-label">([^<]+)<.*?'
        r'count-figure">(\d+)</span>(?:<span class="count-note">([^<]*)<)?'
    )
    return {
        label: (int(figure), unescape(note), unescape(url))
        for url, label, figure, note in cell.findall(strip)
    }


@pytest.mark.usefixtures("furnished")
def test_every_figure_is_as_many_as_the_list_that_it_leads_to(
    browser_of: BrowserOf, cast: Cast
) -> None:
    dana, luebeck = browser_of("dana"), cast.companies["luebeck"].id

    found = figures(dana.get(f"/partners/{luebeck}").text)

    assert {label: figure for label, (figure, _note, _url) in found.items()} == {
        "Open registrations": 1,
        "Protected deals": 3,
        "Won this year": 1,
        "Leads offered": 2,
        "Hand-offs waiting": 1,
        "Shared accounts": 5,
    }
    for label, (figure, _note, url) in found.items():
        listed = dana.get(url).text
        rows = re.findall(r'<tr role="row" id="(?:deal|lead|account)-', listed)
        assert len(rows) == figure, label
        assert "Danzig Trading" not in listed.partition('id="deals" ')[2], label


@pytest.mark.usefixtures("furnished")
def test_figures_say_what_they_come_to_and_how_long_the_first_waits(
    browser_of: BrowserOf, cast: Cast, clock: StoppedClock
) -> None:
    def now() -> dict[str, tuple[int, str, str]]:
        page = browser_of("dana").get(f"/partners/{cast.companies['luebeck'].id}")
        return figures(page.text)

    found = now()
    assert found["Protected deals"][1] == "€1,300, US$500"
    assert found["Won this year"][1] == "€200"
    assert found["Leads offered"][1] == "1 to answer, 1 at work"
    assert found["Open registrations"][1].endswith("left")
    clock.advance(days=20)
    later = now()
    assert later["Open registrations"][1].startswith("overdue by")
    assert later["Leads offered"][1] == "1 at work"
    clock.advance(days=60)
    assert now()["Won this year"][0] == 0


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("wall", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_who_does_not_look_after_a_partner_counts_nothing_of_it_with_either_wall(
    cast: Cast, database: TransactionalDatabase, app: object, wall: Wall
) -> None:
    luebeck, novgorod = (cast.companies[name].id for name in ("luebeck", "novgorod"))
    database.walls = wall

    def counted(who: str, partner_id: object) -> list[int]:
        with app.test_request_context(), database.work(cast.actor(who)) as work:  # type: ignore[attr-defined]
            return [count for _label, count, *_rest in partner_counts(work, partner_id)]  # type: ignore[arg-type]

    assert counted("dana", luebeck) == counted("audrey", luebeck) == [1, 3, 1, 2, 1, 5]
    # Emil shares the host's accounts with Lübeck as Dana does: those are their company's own.
    assert counted("emil", luebeck)[:5] == [0, 0, 0, 0, 0]
    assert counted("emil", novgorod)[0] == 1
    assert counted("dana", novgorod)[0] == 0


def test_a_partner_with_nothing_yet_reads_noughts_and_its_page_stays_the_hosts(
    browser_of: BrowserOf, cast: Cast
) -> None:
    luebeck = cast.companies["luebeck"].id
    found = figures(browser_of("dana").get(f"/partners/{luebeck}").text)
    assert {figure for figure, _note, _url in found.values()} == {0}
    assert browser_of("emil").get(f"/partners/{luebeck}").status_code == 404
    for who in ("alice", "charlie"):
        assert "count-figure" not in browser_of(who).get(f"/partners/{luebeck}").text
