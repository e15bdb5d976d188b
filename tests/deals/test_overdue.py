"""A broken promise looks broken in the list of deals."""

from collections.abc import Callable

from deals.models import Deal
from tests.conftest import StoppedClock
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]


def _clock(browser: Browser, deal: Deal) -> str:
    row = browser.get("/deals").text.split(f'id="deal-{deal.id}"')[1].split("</tr>")[0]
    return row.split("<td")[-2]


def test_an_overdue_promise_stands_out_by_sign_and_colour(
    trade: Trade, browser_of: Callable[[str], Browser], clock: StoppedClock
) -> None:
    deal = trade.register()
    for who in ("dana", "alice"):
        assert 'data-tone="red"' not in _clock(browser_of(who), deal)

    assert deal.answer_due_at is not None
    clock.at = deal.answer_due_at
    clock.advance(minutes=1)

    for who in ("dana", "alice"):
        late = _clock(browser_of(who), deal)
        assert 'data-tone="red"' in late
        assert "<svg" in late
        assert "overdue by 1 min" in late
