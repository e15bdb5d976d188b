"""Reads of checklists, and what else stands before activation."""

from collections.abc import Callable, Sequence
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import PartnerRelationship
from partners.onboarding.models import OnboardingTask
from portal.kernel.db import Work

Requirement = Callable[[Work, PartnerRelationship], int]

_REQUIREMENTS: list[Requirement] = []


def requires_before_activation(requirement: Requirement) -> Requirement:
    """Register what counts how many things a partner still lacks, beside its tasks."""
    _REQUIREMENTS.append(requirement)
    return requirement


def tasks_of(work: Work, partner_id: UUID) -> Sequence[OnboardingTask]:
    """Return a partner's visible tasks in their order."""
    return work.all(
        sa.select(OnboardingTask)
        .where(OnboardingTask.owner_company_id == partner_id)
        .order_by(OnboardingTask.position)
    )


def missing_before_activation(work: Work, relationship: PartnerRelationship) -> int:
    """Count open tasks and whatever else is required."""
    undone = sa.select(sa.func.count(OnboardingTask.id)).where(
        OnboardingTask.owner_company_id == relationship.partner_id,
        OnboardingTask.done_at.is_(None),
    )
    tasks = work.session.scalar(undone) or 0
    return tasks + sum(requirement(work, relationship) for requirement in _REQUIREMENTS)
