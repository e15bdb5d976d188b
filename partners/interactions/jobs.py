"""What follows from interactions: assignees are told, and reminded in the morning of the day."""

import logging
from uuid import UUID

from procrastinate.job_context import JobContext

from partners.interactions.actions import announce_due_steps
from partners.interactions.events import NextStepAssigned, NextStepDue
from partners.interactions.models import NextStep
from partners.notifications.actions import notify
from portal.kernel.activity import Activity
from portal.kernel.actor import system_actor
from portal.kernel.db import Work
from portal.kernel.jobs import handles, queue
from portal.kernel.services import Services

logger = logging.getLogger(__name__)


@handles(NextStepAssigned)
@handles(NextStepDue)
def tell_the_assignee(work: Work, activity: Activity, _services: Services) -> None:
    """Tell whose a step is, unless it was done or withdrawn in the minutes since."""
    step = work.find(NextStep, UUID(str(activity.facts["step_id"])))
    if step and not step.is_done:
        notify(work, activity, step.owner_company_id, [step.assignee_id])


@queue.periodic(cron="*/5 * * * *")
@queue.task(name="kontor.announce_due_steps", queue="housekeeping", pass_context=True)
def look_for_due_steps(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own
    """Look every five minutes, whichever worker gets to it: it is morning somewhere."""
    services: Services = context.additional_context["services"]
    with services.database.work(system_actor("kontor.announce_due_steps")) as work:
        if announced := announce_due_steps(work):
            logger.info("announced %d next steps that are due", announced)
