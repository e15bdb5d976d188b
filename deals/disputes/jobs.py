"""After a step of a dispute somebody is told; and what its clocks bring about."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from procrastinate.job_context import JobContext

from deals.disputes import actions, queries
from deals.disputes.events import (
    DisputeAppealed,
    DisputeDecided,
    DisputeInvestigated,
    DisputeOpened,
    DisputeRunsLate,
)
from deals.disputes.models import Dispute
from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
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


@handles(DisputeOpened)
@handles(DisputeAppealed)
@handles(DisputeRunsLate)
def tell_who_may_decide(work: Work, activity: Activity, _services: Services) -> None:
    """Tell the deal desk besides whoever looks after the partner: often it was their decision."""
    host = get_host(work)
    desk = people_of(work, host.id, Role.DEAL_DESK)
    notify(work, activity, host.id, [*reviewers_of(work, activity.owner_company_id), *desk])


@handles(DisputeInvestigated)
@handles(DisputeDecided)
@handles(DisputeRunsLate)
def tell_the_partner(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    notify(work, activity, deal.owner_company_id, submitters_of(work, deal))


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.watch_disputes", queue="housekeeping", pass_context=True)
def watch_disputes_often(context: JobContext, timestamp: int) -> None:
    services: Services = context.additional_context["services"]
    done = watch_disputes(services.database)
    logger.info("disputes at %s: %d late, %d final", timestamp, *done)


def watch_disputes(database: Database) -> tuple[int, int]:
    """Say of which disputes the answer is late, and end those that nobody appealed in time."""
    return (
        _all(database, queries.late_disputes, actions.say_it_is_late),
        _all(database, queries.unappealed_disputes, actions.close_unappealed),
    )


def _all(
    database: Database,
    due: Callable[[Work, int], Sequence[Dispute]],
    step: Callable[[Work, Dispute], None],
) -> int:
    done = 0
    while True:
        with database.work(system_actor("deals.watch_disputes")) as work:
            found = due(work, BATCH)
            for dispute in found:
                step(work, dispute)
        if not found:
            return done
        done += len(found)
