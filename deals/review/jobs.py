"""What happens to a question without anybody's click: its partner is reminded, both are told."""

import logging
from collections.abc import Sequence

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
from deals.review.events import DealWaitListed, ReplyIsOverdue, ReplyRunsLate
from deals.review.replies import remind_of_reply
from deals.review.states import Review
from partners.companies.queries import get_host
from partners.notifications.actions import notify
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.services import Services

logger = logging.getLogger(__name__)

BATCH = 200


@handles(DealWaitListed)
@handles(ReplyRunsLate)
@handles(ReplyIsOverdue)
def tell_who_registered(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    notify(work, activity, deal.owner_company_id, submitters_of(work, deal))


@handles(ReplyIsOverdue)
def tell_who_asked(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, reviewers_of(work, activity.owner_company_id))


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="deals.watch_replies", queue="housekeeping", pass_context=True)
def watch_replies_often(context: JobContext, timestamp: int) -> None:
    services: Services = context.additional_context["services"]
    done = watch_replies(services.database)
    logger.info("questions at %s: %d partners reminded", timestamp, done)


def watch_replies(database: Database) -> int:
    """Remind of questions whose time runs out or is over; return of how many."""
    done = 0
    while True:
        with database.work(system_actor("deals.watch_replies")) as work:
            found = _due(work)
            for deal in found:
                remind_of_reply(work, deal)
        if not found:
            return done
        done += len(found)


def _due(work: Work) -> Sequence[Deal]:
    """Return whom to remind, locked: two workers at once pass over each other's."""
    return work.all(
        sa.select(Deal)
        .where(Deal.review == Review.ACTION_REQUIRED, Deal.reply_warn_at <= work.now)
        .order_by(Deal.reply_warn_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Deal)
    )
