"""A checklist as it is shown: each task with its words, what shows it, and who may do it."""

from dataclasses import dataclass
from uuid import UUID

from partners.onboarding import policies, queries
from partners.onboarding.checklists import TASKS
from partners.onboarding.evidence import Evidence, evidence_of
from partners.onboarding.models import OnboardingTask
from portal.kernel.db import Work


@dataclass(frozen=True, slots=True)
class ShownTask:
    task: OnboardingTask
    title: str
    help: str
    can_complete: bool
    evidence: Evidence | None


def checklist_of(work: Work, partner_id: UUID) -> list[ShownTask]:
    """Return a partner's checklist for the actor."""
    shown, evidence = [], evidence_of(work, partner_id)
    for task in queries.tasks_of(work, partner_id):
        words = TASKS.get(task.key)
        can = task.done_at is None and policies.can_complete(work.actor, task)
        title, text = (words.title, words.help) if words else (task.key, "")
        shown.append(ShownTask(task, title, text, can, evidence.get(task.key)))
    return shown
