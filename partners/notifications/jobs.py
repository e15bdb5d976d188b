"""The daily digest: once a day, in its reader's own morning, and only if there is something."""

import logging
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from procrastinate.job_context import JobContext

from partners.mails.actions import Recipient, send_mail
from partners.notifications.queries import (
    Waiting,
    open_digest,
    put_into_digest,
    waiting_for_digest,
)
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.jobs import queue

logger = logging.getLogger(__name__)

DIGEST_LETTER: Final = "digest"
MORNING: Final = time(7)
_DIGESTS: Final = system_actor("notifications.digest")


@queue.periodic(cron="*/10 * * * *")
@queue.task(name="notifications.digest", queue="housekeeping", pass_context=True)
def write_digests_soon(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own
    """Look every ten minutes for whom it is morning."""
    with context.additional_context["services"].database.work(_DIGESTS) as work:
        logger.info("wrote %d digests", write_digests(work))


def write_digests(work: Work) -> int:
    """Write to everybody for whom something waits since before their morning; return how many.

    Whoever has this day's digest gets no second one, however often and by whomever this is run.
    What a worker missed in the morning is written when it is back.
    """
    return sum(_write(work, waiting) for waiting in waiting_for_digest(work))


def _write(work: Work, waiting: Waiting) -> bool:
    morning = morning_of(work.now, waiting.person.time_zone)
    if not waiting.since < morning <= work.now:
        return False
    digest_id = open_digest(work, waiting, morning.date())
    if digest_id is None:
        return False
    put_into_digest(work, waiting, digest_id, morning)
    person = waiting.person
    to = Recipient(person.email, person.locale, waiting.company_id, person.id)
    send_mail(work, DIGEST_LETTER, digest_id, to)
    return True


def morning_of(now: datetime, time_zone: str) -> datetime:
    """Return seven o'clock of the day it is now in a time zone, whenever clocks are changed."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(now.astimezone(zone).date(), MORNING, zone)
