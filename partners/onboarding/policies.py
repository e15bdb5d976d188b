"""Who sees a checklist, and who says that a task is done."""

import sqlalchemy as sa

from partners.onboarding.models import OnboardingTask, TaskSide
from portal.kernel.actor import Actor
from portal.kernel.permissions import WHILE_ONBOARDING
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(OnboardingTask)
def _tasks(actor: Actor) -> sa.ColumnElement[bool]:
    owner = OnboardingTask.owner_company_id
    return owner_is_managed(owner, actor) if actor.is_host else owner == actor.company_id


def can_complete(actor: Actor, task: OnboardingTask) -> bool:
    """Return whether the actor stands on the side that says so."""
    if not actor.has_permission("onboarding:do"):
        return False
    if task.side is TaskSide.HOST:
        return actor.is_host
    return actor.is_company(task.owner_company_id)


def can_activate(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("partners:write")


def is_onboarding(actor: Actor) -> bool:
    """Return whether the actor's company is not a partner yet, and sees its checklist alone."""
    return actor.is_partner and actor.scopes == WHILE_ONBOARDING
