"""What a company decided about two of its accounts, as timelines speak of it."""

from partners.accounts.duplicates.models import PairDecision
from portal.kernel.subjects import SubjectType, register_subject

PAIR = register_subject(
    SubjectType(
        name="account-pair",
        model=PairDecision,
        label=lambda decision: decision.label,
        path=lambda _decision: "/accounts/duplicates",
        companies=lambda decision: frozenset({decision.owner_company_id}),
        is_private_to_owner=True,
    )
)
