"""Giving one of the approvals that a registration needs, and beginning anew."""

from deals.approval import queries
from deals.approval.award import Award, award_of
from deals.approval.chain import Chain, chain_of
from deals.approval.events import DealApprovalGiven
from deals.approval.models import Approval
from deals.models import Deal
from deals.policies import can_approve
from partners.audiences import at_host
from partners.companies.queries import get_host
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import Said, said

_TWICE: Said = said("You have approved this already. Another person has to approve it too.")

constraint_means("uq_approvals_person", lambda: Conflict(_TWICE))


def give_approval(work: Work, deal: Deal, award: Award) -> bool:
    """Approve as one of those whom the programme asks; return whether it was the last that lacked.

    Raises:
        Conflict: the actor has approved already, or what lacks is for others; or it would give
            something else than those before it approved.
    """
    ensure(can_approve(work.actor, deal))
    queries.wait_for_others(work, deal)
    for outdated in queries.outdated_approvals(work, deal):
        outdated.voided_at = work.now
    work.flush()
    chain = chain_of(work, deal)
    approval = work.add(_next(work, deal, chain, award))
    work.flush()  # Who may record what happened to an approval is asked of the approval.
    missing = chain_of(work, deal).missing
    if missing:
        work.record(
            DealApprovalGiven(deal.id, missing[0].approver),
            subject=approval,
            owner=get_host(work).id,
        )
        topics = ("deals", "home", f"deal:{deal.id}")
        work.ring(*topics, to=at_host(work, deal.owner_company_id))
    return not missing


def begin_anew(work: Work, deal: Deal) -> None:
    """Let no approval stand that was given before the review turned back."""
    for approval in queries.approvals_of(work, deal):
        approval.voided_at = work.now


def _next(work: Work, deal: Deal, chain: Chain, award: Award) -> Approval:
    person_id, step = work.actor.id, chain.step_for(work.actor)
    if person_id in {each.person_id for each in chain.given}:
        raise Conflict(_TWICE)
    if step is None or person_id is None:
        raise Conflict(said("What it still needs is the approval of somebody in another role."))
    if any(award_of(each) != award for each in chain.given):
        raise Conflict(
            said(
                "%(name)s approved it with another outcome. Approve the same, or ask a question or"
                " put it on hold: then all approvals begin anew.",
                name=chain.given[0].person_name,
            )
        )
    return Approval(
        owner_company_id=deal.owner_company_id,
        deal_id=deal.id,
        label=f"{deal.number}, {deal.customer_name}",
        approver=step,
        person_id=person_id,
        person_name=work.actor.name,
        outcome=award.outcome,
        families=sorted(award.families),
        amendments=queries.amendments_so_far(work, deal),
    )
