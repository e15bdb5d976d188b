"""Forgetting what has served its time: ended sessions, old failures, answered idempotency keys."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from partners.people.models import LoginSession, SignInAttempt
from partners.signin.sessions import ABSOLUTE, IDLE
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.idempotency import IdempotencyKey
from portal.kernel.jobs import queue

ATTEMPTS_KEPT: Final = timedelta(days=1)
KEYS_KEPT: Final = timedelta(days=7)


@queue.periodic(cron="41 * * * *")
@queue.task(name="signin.forget", queue="housekeeping", pass_context=True)
def forget_hourly(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own
    """Forget once an hour, whichever worker gets to it."""
    database: Database = context.additional_context["services"].database
    with database.work(system_actor("signin.forget")) as work:
        forget(work)


def forget(work: Work) -> None:
    """Drop sessions nobody can use any more, failures and keys past their keeping time."""
    dead = sa.or_(
        LoginSession.seen_at < work.now - IDLE, LoginSession.created_at < work.now - ABSOLUTE
    )
    for model, condition in (
        (LoginSession, dead),
        (SignInAttempt, SignInAttempt.at < work.now - ATTEMPTS_KEPT),
        (IdempotencyKey, IdempotencyKey.at < work.now - KEYS_KEPT),
    ):
        work.session.execute(sa.delete(model).where(condition))
