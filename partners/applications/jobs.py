"""The clock of applications, who is told, and what is forgotten."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from procrastinate.job_context import JobContext

from partners.applications.events import (
    ApplicantAnswered,
    ApplicationDueSoon,
    ApplicationOverdue,
    ApplicationReceived,
    ApplicationWithdrawn,
)
from partners.applications.models import Application
from partners.companies.models import RelationshipState
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work
from portal.kernel.jobs import handles, queue
from portal.kernel.permissions import Role
from portal.kernel.services import Services

WARNED_AT: Final = 0.8
UNPROVEN_KEPT: Final = timedelta(days=3)
ADDRESS_KEPT: Final = timedelta(days=1)


@handles(ApplicationReceived)
@handles(ApplicantAnswered)
@handles(ApplicationWithdrawn)
@handles(ApplicationDueSoon)
def tell_the_reviewers(work: Work, activity: Activity, _services: Services) -> None:
    host_id = activity.owner_company_id
    notify(work, activity, host_id, people_of(work, host_id, Role.PROGRAMME_ADMIN))


@handles(ApplicationOverdue)
def tell_those_above(work: Work, activity: Activity, _services: Services) -> None:
    """Escalate: the administrators hear of it too."""
    host_id = activity.owner_company_id
    for role in (Role.PROGRAMME_ADMIN, Role.ADMINISTRATOR):
        notify(work, activity, host_id, people_of(work, host_id, role))


@queue.periodic(cron="7 * * * *")
@queue.task(name="applications.look", queue="housekeeping", pass_context=True)
def look_hourly(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own
    """Look once an hour, whichever worker gets to it."""
    database: Database = context.additional_context["services"].database
    with database.work(system_actor("applications.look")) as work:
        remind(work)
        forget(work)


def remind(work: Work) -> None:
    """Say once that a promise nears its end, and once that it was broken."""
    waiting = work.all(
        sa.select(Application).where(
            Application.state.in_([RelationshipState.APPLIED, RelationshipState.IN_REVIEW]),
            Application.escalated_at.is_(None),
        )
    )
    for application in waiting:
        used = application.used(work.now)
        if used >= 1:
            application.escalated_at = work.now
            work.record(ApplicationOverdue(application.id), subject=application)
        elif used >= WARNED_AT and application.warned_at is None:
            application.warned_at = work.now
            work.record(ApplicationDueSoon(application.id), subject=application)


def forget(work: Work) -> None:
    """Drop applications nobody confirmed, and the network addresses of the others."""
    work.session.execute(
        sa.delete(Application).where(
            Application.state == RelationshipState.PROSPECT,
            Application.created_at < work.now - UNPROVEN_KEPT,
        )
    )
    work.session.execute(
        sa.update(Application)
        .where(Application.address.is_not(None), Application.created_at < work.now - ADDRESS_KEPT)
        .values(address=None)
        .execution_options(synchronize_session=False)
    )
