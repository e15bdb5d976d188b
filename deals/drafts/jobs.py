"""Drafts that nobody wrote on for a long time are thrown away."""

import logging
from typing import TYPE_CHECKING, Final

from procrastinate.job_context import JobContext

from deals.drafts.actions import discard
from deals.drafts.queries import expired
from portal.kernel.actor import system_actor
from portal.kernel.db import Database
from portal.kernel.jobs import queue

if TYPE_CHECKING:
    from portal.kernel.services import Services

logger = logging.getLogger(__name__)
BATCH: Final = 200


@queue.periodic(cron="37 3 * * *")
@queue.task(name="deals.forget_drafts", queue="housekeeping", pass_context=True)
def forget_drafts_daily(context: JobContext, timestamp: int) -> None:
    services: Services = context.additional_context["services"]
    logger.info("drafts at %s: %d forgotten", timestamp, forget_drafts(services.database))


def forget_drafts(database: Database) -> int:
    """Throw away what was kept for its time; return how many."""
    done = 0
    while True:
        with database.work(system_actor("deals.forget_drafts")) as work:
            found = expired(work, BATCH)
            for draft in found:
                discard(work, draft)
        if not found:
            return done
        done += len(found)
