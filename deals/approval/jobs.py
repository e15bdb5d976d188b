"""After one approval of several: whoever has to approve next is told."""

from deals.approval.events import DealApprovalGiven
from deals.approval.models import Approval, Approver
from deals.jobs import reviewers_of
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services

_OF_THE_PARTNER = frozenset({Approver.ANYONE, Approver.CHANNEL_MANAGER})


@handles(DealApprovalGiven)
def tell_the_next(work: Work, activity: Activity, _services: Services) -> None:
    approval = work.get(Approval, activity.subject_id)
    host, waits_for = get_host(work), Approver(activity.facts["waits_for"])
    if waits_for in _OF_THE_PARTNER:
        desk = people_of(work, host.id, Role.DEAL_DESK)
        told = [*reviewers_of(work, approval.owner_company_id), *desk]
    else:
        told = people_of(work, host.id, waits_for.value)
    notify(work, activity, host.id, told)
