"""A question to the partner: read where it is answered, and taken back by the host."""

from collections.abc import Callable

import pytest

from deals.actions import ask_for_information, take_question_back
from deals.events import DealQuestionTakenBack
from deals.models import Deal
from deals.review.states import Review
from portal.kernel.activity import verb_of
from portal.kernel.errors import Forbidden, NotFound, TransitionRefused
from tests.conftest import StoppedClock
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]
BrowserOf = Callable[[str], Browser]
ASKED = "Who signs there?"


def asked(trade: Trade) -> Deal:
    deal = trade.register()
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, ASKED))
    return deal


def test_the_question_stands_beside_the_answer(trade: Trade, browser_of: BrowserOf) -> None:
    deal = asked(trade)

    form = browser_of("alice").get(f"/deals/{deal.id}").text.split("/answers")[1].split("</form")[0]

    assert ASKED in form


def test_a_question_taken_back_brings_the_review_back_in_its_place(
    trade: Trade, browser_of: BrowserOf, clock: StoppedClock
) -> None:
    deal = asked(trade)
    before = trade.now(deal)
    clock.advance(hours=1)
    dana = browser_of("dana")
    assert "Take the question back" in dana.get(f"/deals/{deal.id}").text

    answer = dana.submit(f"/deals/{deal.id}/questions", do="take-back")

    assert answer.status_code == 303
    after = trade.now(deal)
    assert (after.review, after.held_since) == (Review.IN_REVIEW, None)
    assert after.submission_sequence == before.submission_sequence
    assert before.answer_due_at is not None
    assert after.answer_due_at is not None
    assert after.answer_due_at >= before.answer_due_at  # the promise stood still meanwhile
    assert trade.told(deal, verb_of(DealQuestionTakenBack)) == [verb_of(DealQuestionTakenBack)]
    page = browser_of("alice").get(f"/deals/{deal.id}").text
    assert "took back the question on" in page
    assert "/answers" not in page


def test_who_has_no_open_question_or_no_part_in_it_takes_none_back(trade: Trade) -> None:
    deal = asked(trade)
    for who, refused in (("alice", Forbidden), ("bob", NotFound), ("charlie", NotFound)):
        with pytest.raises(refused):
            trade.do(who, deal, take_question_back)
    trade.do("dana", deal, take_question_back)
    with pytest.raises(TransitionRefused):
        trade.do("dana", deal, take_question_back)


def test_links_lead_to_account_and_partner_for_who_may_see_them(
    trade: Trade, browser_of: BrowserOf
) -> None:
    deal = trade.register()
    account, partner = f"/accounts/{deal.account_id}", f"/partners/{deal.owner_company_id}"

    for who, links_partner in (("dana", True), ("alice", False)):
        browser = browser_of(who)
        page = browser.get(f"/deals/{deal.id}").text
        assert f'href="{account}"' in page
        assert browser.get(account).status_code == 200
        assert (f'href="{partner}"' in page) is links_partner
    assert browser_of("dana").get(partner).status_code == 200
