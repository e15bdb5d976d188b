"""What the ends of deals do to the ledger, and who is told of its entries."""

from collections.abc import Sequence
from uuid import UUID

from deals.commissions.actions import accrue, claw_back_corrected
from deals.commissions.events import (
    CommissionAccrued,
    CommissionApproved,
    CommissionClawedBack,
    CommissionPaid,
)
from deals.pipeline.events import DealStageMoved
from deals.pipeline.states import Stage
from deals.queries import get_deal
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services


@handles(DealStageMoved)
def settle_with_the_end(work: Work, activity: Activity, _services: Services) -> None:
    """Enter what a won deal earns; what its correction replaces is taken back."""
    deal = get_deal(work, activity.subject_id)
    if deal.is_closed:
        claw_back_corrected(work, deal)
    if deal.stage is Stage.WON:
        accrue(work, deal)


@handles(CommissionAccrued)
def tell_finance(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, people_of(work, host.id, Role.FINANCE_APPROVER))


@handles(CommissionAccrued)
@handles(CommissionApproved)
@handles(CommissionPaid)
@handles(CommissionClawedBack)
def tell_the_partner(work: Work, activity: Activity, _services: Services) -> None:
    partner = activity.owner_company_id
    notify(work, activity, partner, _money_people_of(work, partner))


def _money_people_of(work: Work, partner_id: UUID) -> Sequence[UUID]:
    finance = people_of(work, partner_id, Role.PARTNER_FINANCE)
    return finance or people_of(work, partner_id, Role.PARTNER_ADMIN)
