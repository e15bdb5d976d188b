from dataclasses import dataclass
from uuid import UUID

from deals.approval.models import Approver
from portal.kernel.activity import ActivityKind, Event


@dataclass(frozen=True, slots=True)
class DealApprovalGiven(Event, kind=ActivityKind.DEALS):
    """One of several has approved; `waits_for` has to approve next."""

    deal_id: UUID
    waits_for: Approver
