"""The partner's clock: a question is answered in business days, or the place in line is lost."""

from datetime import datetime, timedelta

from deals.bells import ring_deal
from deals.models import Deal
from deals.programme.queries import terms_of
from deals.promise import answer_due
from deals.review.events import ReplyIsOverdue, ReplyRunsLate
from partners.companies.queries import host_calendar
from portal.kernel.db import Work
from portal.kernel.policy import ensure

_BEFORE = timedelta(days=1)
"""How much business time before its end the partner is reminded."""


def reply_clock(work: Work) -> tuple[datetime, datetime]:
    """Return until when a question asked now is answered in time, and when that is said again."""
    calendar = host_calendar(work)
    due_at = calendar.close_of_business(work.now, terms_of(work).reply_days)
    warn_at = calendar.earlier(due_at, _BEFORE)
    return due_at, (warn_at if warn_at > work.now else due_at)


def answer_due_now(work: Work) -> datetime:
    """Return when a registration that is complete now is answered at the latest."""
    return answer_due(work.now, host_calendar(work), terms_of(work))


def remind_of_reply(work: Work, deal: Deal) -> None:
    """Say that the time to answer is nearly over; then, once, that it is."""
    ensure(work.actor.is_system)
    is_over = deal.reply_is_late(work.now)
    deal.reply_warn_at = None if is_over else deal.reply_due_at
    event = ReplyIsOverdue(deal.id) if is_over else ReplyRunsLate(deal.id)
    work.record(event, subject=deal, account_id=deal.account_id)
    ring_deal(work, deal)
