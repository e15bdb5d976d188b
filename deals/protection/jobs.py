"""What happens to protections without anybody's click: time goes on, and people are told."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from procrastinate.job_context import JobContext

from deals.closing.events import DealClosed, DealHandedBack
from deals.events import DealCancelled, DealRejected, DealWithdrawn
from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
from deals.pipeline.events import DealStageMoved
from deals.programme.queries import terms_of
from deals.protection import actions, lateness, queries
from deals.protection.events import (
    AnswerRunsLate,
    DealNextInLine,
    ExtensionAsked,
    ExtensionDeclined,
    ExtensionGranted,
    ProtectionEndsSoon,
    ProtectionExpired,
    ProtectionProvided,
    ProtectionReleased,
    ProtectionRevoked,
)
from deals.protection.states import RUNNING, ProtectionState
from deals.review.events import DealWaitListed
from deals.review.waiting import call_up
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.permissions import Role
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH: Final = 200


@handles(ProtectionEndsSoon)
@handles(ProtectionExpired)
@handles(DealNextInLine)
def tell_both_sides(work: Work, activity: Activity, services: Services) -> None:
    tell_the_partner(work, activity, services)
    tell_the_host(work, activity, services)


@handles(ProtectionRevoked)
@handles(ExtensionGranted)
@handles(ExtensionDeclined)
def tell_the_partner(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    notify(work, activity, deal.owner_company_id, submitters_of(work, deal))


@handles(AnswerRunsLate)
@handles(ProtectionReleased)
@handles(ExtensionAsked)
def tell_the_host(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, reviewers_of(work, activity.owner_company_id))


@handles(ProtectionProvided)
def escalate(work: Work, activity: Activity, services: Services) -> None:
    """Tell both sides, and the deal desk besides whoever looks after the partner."""
    tell_the_partner(work, activity, services)
    host = get_host(work)
    desk = people_of(work, host.id, Role.DEAL_DESK)
    notify(work, activity, host.id, [*reviewers_of(work, activity.owner_company_id), *desk])


@handles(ProtectionExpired)
@handles(ProtectionReleased)
@handles(ProtectionRevoked)
@handles(DealHandedBack)
@handles(DealClosed)
@handles(DealRejected)
@handles(DealWithdrawn)
@handles(DealCancelled)
@handles(DealStageMoved)
@handles(DealWaitListed)
def tell_next_in_line(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who waited behind a protection that this ended."""
    deal = work.get(Deal, activity.subject_id)
    freed = {
        ProtectionState.EXPIRED,
        ProtectionState.RELEASED,
        ProtectionState.REVOKED,
    }
    before = activity.facts.get("before", {}).get("protection")
    if deal.protection in freed and before in set(RUNNING):
        found = actions.tell_next_in_line(work, deal)
        if found is not None and found.is_wait_listed:
            call_up(work, found)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.keep_time", queue="housekeeping", pass_context=True)
def keep_time_often(context: JobContext, timestamp: int) -> None:
    """Let time go on every five minutes, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    done = keep_time(services.database)
    logger.info("time of protections at %s: %d ended, %d late, %d reminded", timestamp, *done)


def keep_time(database: Database) -> tuple[int, int, int]:
    """End what has run out, see to late answers, and remind of ends; return how many of each.

    What ran out ends first: it must not stand in the way of a provisional protection. In parts,
    each a transaction; two at once pass over each other's rows.
    """
    return (
        _all(database, _expire_some),
        _all(database, _see_to_a_late_answer),
        _all(database, _remind_some),
    )


def _all(database: Database, step: Callable[[Work], Sequence[Deal]]) -> int:
    done = 0
    while True:
        with database.work(system_actor("deals.keep_time")) as work:
            part = len(step(work))
        if not part:
            return done
        done += part


def _expire_some(work: Work) -> Sequence[Deal]:
    found = queries.run_out(work, BATCH)
    for deal in found:
        actions.expire_protection(work, deal)
    return found


def _see_to_a_late_answer(work: Work) -> Sequence[Deal]:
    """Each for itself: whoever protects on a customer waits for its turn there."""
    found = queries.due_for_warning(work, 1)
    for deal in found:
        lateness.warn_reviewer(work, deal)
    return found


def _remind_some(work: Work) -> Sequence[Deal]:
    """Send each deal's nearest reminder: what a pause of the worker missed is not made up for."""
    for days in sorted(terms_of(work).reminders):
        found = queries.ending_within(work, days, BATCH)
        for deal in found:
            actions.remind_of_end(work, deal, days)
        if found:
            return found
    return []
