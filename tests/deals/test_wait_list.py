"""The wait-list: a registration keeps its place and is called up when what kept it is over."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deals.actions import answer_question, approve_deal, ask_for_information, withdraw_deal
from deals.protection.actions import release_protection
from deals.protection.jobs import tell_next_in_line
from deals.protection.states import ProtectionState
from deals.review.states import Review
from deals.review.waiting import call_up, put_on_wait_list
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.errors import Forbidden, TransitionRefused
from portal.kernel.services import Services
from tests.conftest import StoppedClock
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services", "trade"]


def test_when_the_protection_it_waited_for_ends_it_is_reviewed_again_in_its_place(
    trade: Trade, clock: StoppedClock, services: Services
) -> None:
    held, waits = trade.approved(), trade.register("charlie")
    trade.do("dana", waits, put_on_wait_list)
    clock.advance(days=20)
    assert trade.keep_time() == (0, 0, 0)  # no promise runs, so none is broken
    assert not trade.now(waits).is_protected(clock.now())
    trade.do("alice", held, lambda work, deal: release_protection(work, deal, "Lost"))

    with trade.cast.database.work(system_actor("test")) as work:
        released = work.one(sa.select(Activity).where(Activity.verb == "protection-released"))
        tell_next_in_line(work, released, services)

    found = trade.now(waits)
    assert found.review is Review.IN_REVIEW
    assert found.submission_sequence == waits.submission_sequence
    assert not found.is_overdue(clock.now())
    told = trade.told(waits, "deal-next-in-line", "deal-called-up")
    assert sorted(told) == ["deal-called-up", "deal-next-in-line"]
    trade.do("dana", waits, approve_deal)
    assert trade.now(waits).protection is ProtectionState.ACTIVE


def test_what_was_protected_for_the_hosts_silence_begins_anew_when_it_is_called_up(
    trade: Trade, clock: StoppedClock
) -> None:
    deal = trade.register()
    clock.advance(days=9)
    trade.keep_time()
    trade.do("dana", deal, put_on_wait_list)
    assert trade.now(deal).protection is ProtectionState.REVOKED

    trade.do("dana", deal, call_up)

    assert trade.now(deal).protection is ProtectionState.NONE
    trade.do("dana", deal, approve_deal)


def test_only_who_decides_puts_it_there_and_only_from_review(trade: Trade) -> None:
    deal = trade.register()
    with pytest.raises(Forbidden):
        trade.do("alice", deal, put_on_wait_list)
    with pytest.raises(TransitionRefused):
        trade.do("dana", deal, call_up)
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who?"))
    with pytest.raises(TransitionRefused):
        trade.do("dana", deal, put_on_wait_list)
    trade.do("alice", deal, lambda work, found: answer_question(work, found, "She."))
    trade.do("dana", deal, put_on_wait_list)
    with pytest.raises(TransitionRefused):
        trade.do("dana", deal, approve_deal)
    trade.do("alice", deal, withdraw_deal)


def test_its_page_reads_the_same_whatever_it_waits_for(
    trade: Trade, browser_of: Callable[[str], Browser]
) -> None:
    deal = trade.register()
    dana, alice = browser_of("dana"), browser_of("alice")

    assert dana.submit(f"/deals/{deal.id}/rejection", do="wait").status_code == 303

    page = alice.get(f"/deals/{deal.id}").text
    assert "On the wait-list" in page
    assert "Its place is kept" in page
    assert deal.number in alice.get("/deals?review=WAIT_LISTED").text
    assert dana.submit(f"/deals/{deal.id}/rejection", do="call-up").status_code == 303
    assert "In review" in alice.get(f"/deals/{deal.id}").text
