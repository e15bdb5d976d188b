"""Commissions and their rates as something that happens."""

from deals.commissions.models import CommissionEntry, CommissionRate
from portal.kernel.subjects import SubjectType, register_subject

COMMISSION = register_subject(
    SubjectType(
        name="commission",
        model=CommissionEntry,
        label=lambda entry: entry.label,
        path=lambda entry: f"/commissions/{entry.id}",
        kind_of_news="DEALS",
        companies=lambda entry: frozenset({entry.owner_company_id}),
        restricted_to_submitter=True,
    )
)
RATE = register_subject(
    SubjectType(
        name="commission-rate",
        model=CommissionRate,
        label=lambda _rate: "Rates of commission",
        path=lambda _rate: "/commissions/rates",
        companies=lambda rate: frozenset({rate.owner_company_id}),
    )
)
