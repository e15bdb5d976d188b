"""Closure plans as something that happens: seen by those at the host who see the plan itself."""

from deals.closing.models import ClosurePlan
from portal.kernel.subjects import SubjectType, register_subject

CLOSURE_PLAN = register_subject(
    SubjectType(
        name="closure-plan",
        model=ClosurePlan,
        label=lambda plan: f"{plan.deal.number}, {plan.deal.customer_name}",
        path=lambda plan: f"/partners/{plan.owner_company_id}/closing",
        companies=lambda _plan: frozenset(),
        shows_its_activity=True,
    )
)
