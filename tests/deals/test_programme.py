"""The terms of the programme: set by its admin on one page, and held from then on."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from deals.actions import approve_deal
from deals.pipeline.board import board_of
from deals.programme.forms import typed_of
from deals.programme.models import DEFAULTS, Programme, Terms
from deals.programme.queries import terms_of
from deals.queries import get_deal
from partners.companies.queries import host_calendar
from portal.kernel.activity import Activity
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
CHANGED = Terms(review_days=3, reminders=(21, 3), cooling_off_days=0)
BAD = {
    "review_days": "soon",
    "protection_days": "0",
    "second_warning": "50",
    "reminders": "30, x",
    "holidays": "Christmas",
    "approvals": "250000 EUR the boss",
    "most_protections": "0",
    "most_leads": "0",
    "lead_answer_days": "731",
    "lead_contact_days": "two",
    "weight_negotiated": "101",
    "weight_proposed": "5",
}


def test_an_admin_sets_terms_and_holidays_and_partners_are_held_to_them(
    cast: Cast, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    adam = browser_of("adam")
    with database.work(cast.alice) as work:
        assert terms_of(work) == DEFAULTS
    typed = typed_of(CHANGED, []) | {
        "holidays": "2026-12-25 Christmas\n\n2027-01-01",
        "approvals": "250000 EUR deal desk\n1000000 eur ANYONE\n",
    }

    assert adam.submit("/deals/programme", **typed).status_code == 303
    stale = adam.submit("/deals/programme", **typed)
    assert stale.status_code == 409
    assert "Christmas" in stale.text
    assert "250000 EUR DEAL_DESK\n1000000 EUR ANYONE" in adam.get("/deals/programme").text

    with database.work(cast.alice) as work:
        assert terms_of(work) == CHANGED
        days = {day.isoformat() for day in host_calendar(work).holidays}
    assert days == {"2026-12-25", "2027-01-01"}
    later = adam.submit("/deals/programme", **{**typed, "version": "1", "holidays": ""})
    assert later.status_code == 303
    with database.work(cast.alice) as work:
        assert host_calendar(work).holidays == frozenset()


@pytest.mark.parametrize("field", BAD)
def test_what_cannot_be_is_refused_in_its_field(
    browser_of: Callable[[str], Browser], field: str
) -> None:
    answer = browser_of("adam").submit(
        "/deals/programme", **(typed_of(DEFAULTS, []) | {field: BAD[field]})
    )

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert BAD[field] in answer.text


def test_what_a_stage_weighs_is_the_programmes_to_say_and_the_change_is_told(
    cast: Cast, database: TransactionalDatabase, browser_of: Callable[[str], Browser]
) -> None:
    account = cast.account()
    cast.share(account, "luebeck")
    deal = cast.deal(account, "alice")
    with database.work(cast.dana) as work:
        approve_deal(work, get_deal(work, deal.id))
    adam = browser_of("adam")
    typed = typed_of(DEFAULTS, []) | {"weight_qualified": "20"}

    assert adam.submit("/deals/programme", **typed).status_code == 303

    with database.work(cast.alice) as work:
        board = board_of(work, work.now.date())
    assert board.columns[0].weight == Decimal("0.2")
    assert board.months[0].weighted == board.months[0].value / 5
    told = "Weight of a qualified deal, per cent: 10 → 20"
    assert told in adam.get("/deals/programme").text
    with database.work(cast.alice) as work:
        assert work.all(sa.select(Activity).where(Activity.verb == "programme-changed")) == []


def test_the_database_keeps_weights_in_the_order_of_stages(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with (
        pytest.raises(sa.exc.IntegrityError, match="weights_grow_with_the_stage"),
        database.work(cast.actor("adam")) as work,
    ):
        work.add(
            Programme(owner_company_id=cast.companies["host"].id).set(Terms(weight_qualified=80))
        )
        work.flush()


def test_a_channel_manager_and_a_partner_set_no_weights(
    browser_of: Callable[[str], Browser],
) -> None:
    typed = typed_of(DEFAULTS, []) | {"weight_qualified": "20"}

    for who in ("dana", "alice"):
        assert browser_of(who).submit("/deals/programme", **typed).status_code == 403
