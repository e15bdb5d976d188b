"""Who sees disputes, and who opens and decides one: the partner and the host, and nobody beside."""

import sqlalchemy as sa

from deals.disputes.models import Dispute, DisputeDecision
from deals.models import Deal
from deals.policies import can_answer, can_approve, visible_deal_ids
from portal.kernel.actor import Actor, ActorKind
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Dispute)
def _disputes(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the two sides alone, whoever else reads the deal."""
    side = (
        owner_is_managed(Dispute.owner_company_id, actor)
        if actor.is_host
        else Dispute.owner_company_id == actor.company_id
    )
    return sa.and_(side, Dispute.deal_id.in_(visible_deal_ids(actor)))


@visible_to(DisputeDecision)
def _decisions(actor: Actor) -> sa.ColumnElement[bool]:
    return DisputeDecision.dispute_id.in_(sa.select(Dispute.id).where(_disputes(actor)))


def can_dispute(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)


def can_decide(actor: Actor, deal: Deal) -> bool:
    """Return whether the actor decides for the host: whoever approves, or a machine made for it."""
    if actor.kind is ActorKind.MACHINE:
        return actor.is_host and actor.has_permission("disputes:decide")
    return can_approve(actor, deal)
