"""What readers are told of a sale that has ended: how it ended, not that it was once approved."""

import re
from collections.abc import Callable

import pytest

from deals.actions import approve_deal
from deals.pipeline.states import REASONS, Stage, StageReason
from tests.deals.pipeline.test_stages import WAY, move
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]
BrowserOf = Callable[[str], Browser]


@pytest.mark.parametrize("who", ["dana", "alice"])
@pytest.mark.parametrize(
    ("end", "why", "label"),
    [
        (Stage.WON, StageReason.PRICE, "Won"),
        (Stage.LOST, StageReason.COMPETITOR, "Lost"),
        (Stage.CLOSED_ERROR, StageReason.DUPLICATE, "Entered in error"),
    ],
)
def test_a_closed_deal_reads_how_it_ended_wherever_it_stands(
    trade: Trade, browser_of: BrowserOf, who: str, end: Stage, why: StageReason, label: str
) -> None:
    deal = trade.approved()
    move(trade, deal, *WAY)
    move(trade, deal, end, why=why)
    browser = browser_of(who)

    badge = f"</svg>{label}</span>"
    for path in ("/deals", f"/search?q={deal.number}", f"/deals/{deal.id}"):
        page = browser.get(path).text
        assert badge in page, path
        assert "</svg>Approved</span>" not in page, path
    page = browser.get(f"/deals/{deal.id}").text
    assert "Answer promised" not in page
    assert "Decided" in page


def test_the_list_is_narrowed_to_won_lost_and_those_on_their_way(
    trade: Trade, browser_of: BrowserOf
) -> None:
    won, lost, running = (
        trade.register(family=family) for family in ("DRIVES", "SENSORS", "CABINETS")
    )
    for deal in (won, lost, running):
        trade.do("dana", deal, approve_deal)
    move(trade, won, *WAY)
    move(trade, won, Stage.WON, why=StageReason.PRICE)
    move(trade, lost, Stage.LOST, why=StageReason.TIMING)
    browser = browser_of("dana")

    listed = {
        path: {
            number
            for number in (won.number, lost.number, running.number)
            if number in browser.get(path).text
        }
        for path in ("/deals?stage=WON", "/deals?stage=LOST", "/deals?stage=OPEN")
    }

    assert listed == {
        "/deals?stage=WON": {won.number},
        "/deals?stage=LOST": {lost.number},
        "/deals?stage=OPEN": {running.number},
    }
    page = browser.get("/deals?stage=WON").text
    assert "behind a number" not in page
    for path in listed:
        assert f'href="{path}"' in page
    assert str(won.id) not in browser_of("charlie").get("/deals?stage=WON").text


def test_an_end_offers_the_reasons_that_fit_it_and_refuses_another_by_name(
    trade: Trade, browser_of: BrowserOf
) -> None:
    deal = trade.approved()
    move(trade, deal, *WAY)
    browser, path = browser_of("alice"), f"/deals/{deal.id}"
    offered = {
        end: set(
            re.findall(
                r'value="([A-Z_]+)"',
                browser.get(path).text.split(f'name="stage_reason_{end}"')[1].split("</select>")[0],
            )
        )
        for end in (Stage.WON, Stage.LOST)
    }
    assert offered == {end: set(REASONS[end]) for end in (Stage.WON, Stage.LOST)}

    fields = {"stage": "WON", "stage_reason_LOST": "COMPETITOR"}
    refused = browser.submit(f"{path}/stage", **fields, stage_reason_WON="NO_BUDGET")
    assert refused.status_code == 422
    assert "“No budget” is no reason for “Won”. Choose one of: The solution, " in refused.text
    assert "NO_BUDGET is" not in refused.text
    assert "Choose the reason." in browser.submit(f"{path}/stage", **fields).text
    assert browser.submit(f"{path}/stage", **fields, stage_reason_WON="PRICE").status_code == 303
    assert trade.now(deal).stage_reason is StageReason.PRICE
