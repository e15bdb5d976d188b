"""The steps of a registration: where the map of states does not lead, nobody is invited or goes."""

from collections.abc import Callable
from typing import Any

import pytest

from deals.actions import (
    answer_question,
    approve_deal,
    ask_for_information,
    reject_deal,
    start_review,
    take_question_back,
    withdraw_deal,
)
from deals.models import Deal
from deals.queries import get_deal
from deals.registration.actions import NewLine, register_deal
from deals.review.states import REVIEW_TRANSITIONS, Review
from partners.accounts.models import Account
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, TransitionRefused
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
from decimal import Decimal

# Who takes it, what of the page offers it (the address of its form, or a field), and how.
STEPS: dict[str, tuple[str, str, Callable[[Work, Deal], None]]] = {
    "review": ("dana", "/review", start_review),
    "approval": ("dana", "/approval", approve_deal),
    "rejection": ("dana", "/rejection", lambda work, deal: reject_deal(work, deal, "No.")),
    "question": (
        "dana",
        'name="question"',
        lambda work, deal: ask_for_information(work, deal, "Who?"),
    ),
    "taking back": ("dana", 'value="take-back"', take_question_back),
    "answer": ("alice", "/answers", lambda work, deal: answer_question(work, deal, "She.")),
    "withdrawal": ("alice", "/withdrawal", withdraw_deal),
}
WAYS: dict[Review, tuple[str, ...]] = {
    Review.SUBMITTED: (),
    Review.IN_REVIEW: ("review",),
    Review.ACTION_REQUIRED: ("question",),
    Review.APPROVED: ("approval",),
    Review.REJECTED: ("rejection",),
    Review.WITHDRAWN: ("withdrawal",),
}
OPEN: dict[Review, set[str]] = {
    Review.SUBMITTED: {"review", "approval", "rejection", "question", "withdrawal"},
    Review.IN_REVIEW: {"approval", "rejection", "question", "withdrawal"},
    Review.ACTION_REQUIRED: {"rejection", "taking back", "answer", "withdrawal"},
    Review.APPROVED: set(),
    Review.REJECTED: set(),
    Review.WITHDRAWN: set(),
}


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


def bring(cast: Cast, account: Account, review: Review) -> Deal:
    deal = cast.deal(account)
    for step in WAYS[review]:
        take(cast, deal, step)
    return deal


def take(cast: Cast, deal: Deal, step: str) -> None:
    name, _mark, action = STEPS[step]
    with cast.database.work(cast.actor(name)) as work:
        action(work, get_deal(work, deal.id))


@pytest.mark.parametrize("review", WAYS)
def test_a_page_offers_exactly_the_steps_that_the_map_leads_to(
    cast: Cast, account: Account, browser_of: Callable[[str], Browser], review: Review
) -> None:
    deal = bring(cast, account, review)

    pages = {name: browser_of(name).get(f"/deals/{deal.id}").text for name in ("alice", "dana")}

    offered = {
        step
        for step, (name, mark, _action) in STEPS.items()
        if (f"/deals/{deal.id}{mark}" if mark.startswith("/") else mark) in pages[name]
    }
    assert offered == OPEN[review]


@pytest.mark.parametrize("review", WAYS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_done_exactly_where_the_map_leads_to_it(
    cast: Cast, account: Account, review: Review, step: str
) -> None:
    deal = bring(cast, account, review)

    if step in OPEN[review]:
        take(cast, deal, step)
    else:
        with pytest.raises(TransitionRefused):
            take(cast, deal, step)


def test_every_state_stands_in_the_map_and_leads_only_to_states() -> None:
    assert set(REVIEW_TRANSITIONS) == set(Review)
    assert set().union(*REVIEW_TRANSITIONS.values()) < set(Review)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"territory_code": "MOON"}, "territory"),
        ({"lines": (NewLine("ROCKETS", 1, Decimal(1)),)}, "lines.0.family"),
    ],
)
def test_what_the_catalogue_does_not_have_is_refused_whoever_registers(
    cast: Cast,
    database: TransactionalDatabase,
    account: Account,
    changes: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(Invalid) as refusal, database.work(cast.alice) as work:
        register_deal(work, work.get(Account, account.id), a_deal(**changes))

    assert set(refusal.value.fields) == {field}
