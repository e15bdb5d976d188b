"""What becomes of sales to which nothing happens: time goes on, and people are told."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from procrastinate.job_context import JobContext

from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
from deals.pulse import actions, queries
from deals.pulse.clocks import Patience
from deals.pulse.events import DealStalled, DealStillStalled
from partners.companies.queries import get_host
from partners.interactions.events import InteractionLogged
from partners.notifications.actions import notify
from partners.notifications.models import Kind
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH: Final = 200


@handles(InteractionLogged)
def feel_the_pulse(work: Work, activity: Activity, _services: Services) -> None:
    """Note on the writer's open deals with a customer that something was logged there."""
    if activity.account_id is not None:
        for deal in queries.open_deals_on(work, activity.account_id, activity.owner_company_id):
            actions.beat(work, deal)


@handles(DealStalled)
def tell_who_registered_it(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    people = submitters_of(work, deal)
    notify(work, activity, deal.owner_company_id, people, kind=Kind.REMINDERS)


@handles(DealStillStalled)
def tell_the_host(work: Work, activity: Activity, _services: Services) -> None:
    people = reviewers_of(work, activity.owner_company_id)
    notify(work, activity, get_host(work).id, people, kind=Kind.REMINDERS)


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.pulse", queue="housekeeping", pass_context=True)
def look_often(context: JobContext, timestamp: int) -> None:
    """Look every five minutes, whichever worker gets to it."""
    services: Services = context.additional_context["services"]
    begun, nudged = keep_time(services.database)
    logger.info("pulses at %s: %d begun, %d nudged", timestamp, begun, nudged)


def keep_time(database: Database) -> tuple[int, int]:
    """Begin to watch what was approved, and nudge about what stands still; return how many."""
    return _all(database, _begin_some), _all(database, _nudge_some)


def _all(database: Database, step: Callable[[Work], Sequence[Any]]) -> int:
    done = 0
    while True:
        with database.work(system_actor("deals.pulse")) as work:
            part = len(step(work))
        if not part:
            return done
        done += part


def _begin_some(work: Work) -> Sequence[Deal]:
    found = queries.without_pulse(work, BATCH)
    patience = Patience(work) if found else None
    for deal in found:
        assert patience is not None  # noqa: S101 - read where there is a deal
        actions.first_beat(work, deal, patience)
    return found


def _nudge_some(work: Work) -> Sequence[Any]:
    """Nudge once about each, however long no worker ran."""
    found = queries.to_nudge(work, BATCH)
    if found:
        patience = Patience(work)
        for pulse, deal in found:
            actions.nudge(work, pulse, deal, patience)
    return found
