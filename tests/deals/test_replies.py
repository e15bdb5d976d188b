"""The partner's clock: who answers in time keeps its place, who does not goes last in line."""

from datetime import datetime, timedelta

from deals.actions import answer_question, ask_for_information
from deals.models import Deal
from deals.review.jobs import watch_replies
from tests.conftest import StoppedClock
from tests.deals.protection.conftest import Trade, trade

__all__ = ["trade"]
_TOLD = ("reply-runs-late", "reply-is-overdue")


def due_at(trade: Trade, deal: Deal) -> datetime:
    found = trade.now(deal).reply_due_at
    assert found is not None
    return found


def test_an_answer_in_time_keeps_the_place(trade: Trade, clock: StoppedClock) -> None:
    deal = trade.register()
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who signs?"))
    clock.at = due_at(trade, deal) - timedelta(minutes=1)
    assert watch_replies(trade.cast.database) == 1
    assert watch_replies(trade.cast.database) == 0

    trade.do("alice", deal, lambda work, found: answer_question(work, found, "Halden AS."))

    answered = trade.now(deal)
    assert answered.submission_sequence == deal.submission_sequence
    assert answered.submitted_at == deal.submitted_at
    assert trade.told(deal, *_TOLD) == ["reply-runs-late"]


def test_a_late_answer_goes_last_in_line(trade: Trade, clock: StoppedClock) -> None:
    deal = trade.register()
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who signs?"))
    rival = trade.register("charlie")
    clock.at = due_at(trade, deal)
    watch_replies(trade.cast.database)
    watch_replies(trade.cast.database)

    trade.do("alice", deal, lambda work, found: answer_question(work, found, "Halden AS."))

    answered = trade.now(deal)
    assert (answered.submission_sequence or 0) > (rival.submission_sequence or 0)
    assert answered.submitted_at == clock.now()
    assert not answered.is_overdue(clock.now())
    assert trade.told(deal, *_TOLD) == ["reply-is-overdue"]
