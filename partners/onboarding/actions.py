"""Onboarding: the checklist is opened, done task by task, and the partner is activated."""

from partners.audiences import at_host
from partners.companies.events import PartnerActivated
from partners.companies.models import Company, PartnerRelationship
from partners.onboarding import policies, queries
from partners.onboarding.checklists import CHECKLISTS
from partners.onboarding.events import OnboardingTaskDone
from partners.onboarding.models import OnboardingTask
from portal.kernel.bell import company_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "onboarding_is_done",
    lambda: Conflict(
        said("Tasks or agreements of this partner are still open. Nothing was changed.")
    ),
)


def open_checklist(work: Work, relationship: PartnerRelationship) -> None:
    """Give a partner in onboarding the tasks of its kind."""
    ensure(work.actor.has_permission("partners:write"))
    for position, task in enumerate(CHECKLISTS[relationship.type], start=1):
        work.add(
            OnboardingTask(
                owner_company_id=relationship.partner_id,
                key=task.key,
                side=task.side,
                position=position,
            )
        )
    work.flush()


def complete_task(work: Work, task: OnboardingTask) -> None:
    """Say that a task is done: a partner its own, the host's people what they confirm.

    Raises:
        Forbidden: the other side says so, or the role may not.
        TransitionRefused: it is done already.
    """
    ensure(policies.can_complete(work.actor, task), said("The other side says when this is done."))
    task.complete(work.actor.id, work.actor.name, at=work.now)
    partner = work.get(Company, task.owner_company_id)
    work.record(OnboardingTaskDone(task.id, task.key), subject=partner, owner=partner.id)
    _ring(work, partner)


def activate(work: Work, relationship: PartnerRelationship) -> None:
    """Let a partner in for good: from its next request on it sees what partners see.

    Raises:
        Conflict: a task or a required agreement is still open.
        TransitionRefused: it is not being onboarded.
    """
    ensure(policies.can_activate(work.actor))
    missing = queries.missing_before_activation(work, relationship)
    if missing:
        raise Conflict(
            said("Still open before activation: %(count)s. Nothing was changed.", count=missing)
        )
    before = relationship.state
    relationship.activate()
    work.flush()
    partner = work.get(Company, relationship.partner_id)
    work.record(
        PartnerActivated(partner.id),
        subject=partner,
        owner=partner.id,
        before={"state": before},
        after={"state": relationship.state},
    )
    _ring(work, partner)
    # Their pages were told what a partner in onboarding may hear: they connect again.
    work.evict(company_audience(partner.id))


def _ring(work: Work, partner: Company) -> None:
    everybody = [company_audience(partner.id), *at_host(work, partner.id)]
    work.ring("onboarding", "home", "partners", f"partner:{partner.id}", to=everybody)
