"""Planning what becomes of open deals, and carrying the plans out at the end."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm.attributes import set_committed_value

from deals.closing import policies, queries
from deals.closing.events import ClosurePlanned, DealClosed, DealHandedBack
from deals.closing.models import Closure, ClosurePlan
from deals.models import Deal
from deals.pipeline.states import Stage
from deals.protection.actions import end_quietly
from deals.protection.states import ProtectionState
from deals.review.states import Review
from partners.audiences import at_host, both_sides
from partners.companies.models import Company
from partners.companies.queries import get_relationship
from partners.farewell.parting import Parting
from portal.kernel.db import Work
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said


def plan_closures(work: Work, partner: Company, wanted: Mapping[UUID, Closure]) -> None:
    """Decide what becomes of open deals, each by its id; those not named keep their plan.

    Raises:
        Forbidden: the role may not decide deals.
        Conflict: the partner is not about to leave.
        Invalid: a deal is not open, or has no running protection to keep.
    """
    ensure(policies.can_plan(work.actor), said("Planning needs the role channel manager."))
    if not get_relationship(work, partner.id).may_end:
        raise Conflict(said("Plan when the relationship is being ended, or is suspended."))
    found = {deal.id: (deal, plan) for deal, plan in queries.open_deals_page(work, partner.id)}
    for deal_id, closure in wanted.items():
        if deal_id not in found:
            raise Invalid(
                fields={str(deal_id): said("This deal is decided meanwhile. Reload the page.")}
            )
        deal, plan = found[deal_id]
        if closure not in choices_for(deal):
            refusal = said("%(number)s has no protection to keep.", number=deal.number)
            raise Invalid(fields={str(deal_id): refusal})
        _plan(work, deal, plan, closure)


def choices_for(deal: Deal) -> list[Closure]:
    """Return what may become of an open deal: only a running protection can be kept."""
    return [each for each in Closure if each is not Closure.KEEP or _can_be_kept(deal)]


def _can_be_kept(deal: Deal) -> bool:
    return deal.protection is ProtectionState.ACTIVE


def _plan(work: Work, deal: Deal, plan: ClosurePlan | None, closure: Closure) -> None:
    if plan is not None and plan.closure is closure:
        return
    if plan is None:
        plan = ClosurePlan(owner_company_id=deal.owner_company_id, deal_id=deal.id)
    plan.closure = closure
    plan.decided_by_id, plan.decided_by_name = work.actor.id, work.actor.name
    set_committed_value(plan, "deal", deal)
    work.add(plan)
    work.flush()  # Who may record what happened to a plan is asked of the plan.
    # For the host alone: the partner learns what becomes of its deals when it is done.
    work.record(ClosurePlanned(deal.id, closure), subject=plan, owner=work.actor.company_id)
    work.ring("deals", f"deal:{deal.id}", to=at_host(work, deal.owner_company_id))


def carry_out_plans(parting: Parting) -> None:
    """Do with each open deal what was planned.

    Raises:
        Conflict: one has no plan.
    """
    work = parting.work
    for deal, plan in queries.open_deals_page(work, parting.partner.id):
        if plan is None:
            raise Conflict(
                said("%(number)s has no plan yet. Decide what becomes of it.", number=deal.number)
            )
        if plan.closure is not Closure.KEEP:
            _close(parting, deal, plan.closure)


def _close(parting: Parting, deal: Deal, closure: Closure) -> None:
    work, is_back = parting.work, closure is Closure.HAND_BACK
    before = {"review": deal.review, "protection": deal.protection, "stage": deal.stage}
    end_quietly(work, deal, ProtectionState.RELEASED if is_back else ProtectionState.REVOKED)
    if deal.may_enter(Review.CANCELLED):
        deal.cancel(at=work.now)
    if not is_back and not deal.is_closed:
        deal.stage = Stage.LOST
        deal.closed_at = work.now
    work.record(
        DealHandedBack(deal.id) if is_back else DealClosed(deal.id),
        subject=deal,
        account_id=deal.account_id,
        before=before,
        after={"review": deal.review, "protection": deal.protection, "stage": deal.stage},
        reason=parting.reason,
        by=parting.by,
    )
    work.ring("deals", "home", f"deal:{deal.id}", to=both_sides(work, deal))
