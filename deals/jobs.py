"""What happens after a deal's event: the people who should look are told."""

from deals.events import (
    DealApproved,
    DealQuestionAnswered,
    DealQuestionAsked,
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
    """Tell the partner's channel manager; without one, the deal desk."""
    host = get_host(work)
    manager = channel_manager_of(work, activity.owner_company_id)
    reviewers = [manager] if manager else people_of(work, host.id, Role.DEAL_DESK)
    notify(work, activity, host.id, reviewers)


@handles(DealApproved)
@handles(DealRejected)
@handles(DealQuestionAsked)
def tell_the_submitter(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who registered it; a machine's registration concerns the partner's admins."""
    deal = work.get(Deal, activity.subject_id)
    colleagues = people_of(work, deal.owner_company_id)
    submitter = [each for each in colleagues if each == deal.submitter_id]
    told = submitter or people_of(work, deal.owner_company_id, Role.PARTNER_ADMIN)
    notify(work, activity, deal.owner_company_id, told)
