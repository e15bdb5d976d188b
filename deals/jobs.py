"""What happens after a deal's event: the people who should look are told."""

from collections.abc import Sequence
from uuid import UUID

from deals.events import (
    DealApproved,
    DealCancelled,
    DealQuestionAnswered,
    DealQuestionAsked,
    DealQuestionTakenBack,
    DealRegistered,
    DealRejected,
    DealWithdrawn,
)
from deals.models import Deal
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from partners.people.queries import channel_manager_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services


@handles(DealRegistered)
@handles(DealQuestionAnswered)
@handles(DealWithdrawn)
def tell_the_reviewers(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who decides the partner's deals."""
    host = get_host(work)
    notify(work, activity, host.id, reviewers_of(work, activity.owner_company_id))


@handles(DealApproved)
@handles(DealRejected)
@handles(DealCancelled)
@handles(DealQuestionAsked)
@handles(DealQuestionTakenBack)
def tell_the_submitter(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    notify(work, activity, deal.owner_company_id, submitters_of(work, deal))


def reviewers_of(work: Work, partner_id: UUID) -> Sequence[UUID]:
    """Return the partner's channel manager; without one, the deal desk."""
    manager = channel_manager_of(work, partner_id)
    return [manager] if manager else people_of(work, get_host(work).id, Role.DEAL_DESK)


def submitters_of(work: Work, deal: Deal) -> Sequence[UUID]:
    """Return who registered it; a machine's registration concerns the partner's admins."""
    colleagues = people_of(work, deal.owner_company_id)
    submitter = [each for each in colleagues if each == deal.submitter_id]
    return submitter or people_of(work, deal.owner_company_id, Role.PARTNER_ADMIN)
