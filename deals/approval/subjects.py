"""An approval as something that happens: told to the host's people alone."""

from deals.approval.models import Approval
from portal.kernel.subjects import SubjectType, register_subject

APPROVAL = register_subject(
    SubjectType(
        name="deal-approval",
        model=Approval,
        label=lambda approval: approval.label,
        path=lambda approval: f"/deals/{approval.deal_id}",
        kind_of_news="DEALS",
        companies=lambda _approval: frozenset(),
        shows_its_activity=True,
    )
)
