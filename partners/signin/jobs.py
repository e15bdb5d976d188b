"""What follows from signing in and joining: telling the inviter, and forgetting what is over."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from partners.notifications.actions import notify, people_of
from partners.people.events import InvitationAccepted
from partners.people.models import Invitation, LoginSession, PasswordReset, SignInAttempt
from partners.signin.sessions import ABSOLUTE, IDLE
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.idempotency import IdempotencyKey
from portal.kernel.jobs import handles, queue
from portal.kernel.services import Services

ATTEMPTS_KEPT: Final = timedelta(days=1)
KEYS_KEPT: Final = timedelta(days=7)


@handles(InvitationAccepted)
def tell_the_inviter(work: Work, activity: Activity, _services: Services) -> None:
    """Tell whoever invited somebody that they joined, if they still work there."""
    invitation = work.get(Invitation, UUID(str(activity.facts["invitation_id"])))
    company_id = invitation.owner_company_id
    inviters = [each for each in people_of(work, company_id) if each == invitation.invited_by_id]
    notify(work, activity, company_id, inviters)


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
        (PasswordReset, PasswordReset.asked_at < work.now - ATTEMPTS_KEPT),
    ):
        work.session.execute(sa.delete(model).where(condition))
