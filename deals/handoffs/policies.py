"""Who sees hand-offs: the giver and the host its own, a receiver what it was offered.

At the host those who look after the giver see the hand-off, and those who look after a receiver
the offer to it.
"""

from typing import Any

import sqlalchemy as sa

from deals.handoffs.models import (
    HandOff,
    HandOffOffer,
    HandOffReceipt,
    HandOffTask,
    HandOffTurn,
)
from deals.handoffs.states import HandOffState, Side
from deals.models import Deal
from deals.policies import can_approve, visible_deal_ids
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import owner_is_managed, visible_to

_HANDOFFS = HandOff.__table__.alias("seen_handoffs")
_TURNS = HandOffTurn.__table__.alias("seen_turns")


@visible_to(HandOff)
def _handoffs(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(HandOff, actor)


@visible_to(HandOffTurn)
def _turns(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see_turn(HandOffTurn, actor)


@visible_to(HandOffOffer)
def _offers(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(HandOffOffer.owner_company_id, actor)
    asked = sa.select(_TURNS.c.offer_id).where(_may_see_turn(_TURNS.c, actor))
    return sa.or_(HandOffOffer.owner_company_id == actor.company_id, HandOffOffer.id.in_(asked))


@visible_to(HandOffTask)
def _tasks(actor: Actor) -> sa.ColumnElement[bool]:
    owner, receiver = HandOffTask.owner_company_id, HandOffTask.receiver_company_id
    if actor.is_host:
        return sa.or_(owner_is_managed(owner, actor), owner_is_managed(receiver, actor))
    seen = sa.select(_HANDOFFS.c.id).where(_may_see(_HANDOFFS.c, actor))
    return sa.or_(HandOffTask.handoff_id.in_(seen), receiver == actor.company_id)


@visible_to(HandOffReceipt)
def _receipts(actor: Actor) -> sa.ColumnElement[bool]:
    owner = HandOffReceipt.owner_company_id
    if actor.is_host:
        return owner_is_managed(owner, actor)
    if actor.reach is not Reach.OWN:
        return owner == actor.company_id
    seen = sa.select(_HANDOFFS.c.id).where(_may_see(_HANDOFFS.c, actor))
    took = sa.and_(owner == actor.company_id, HandOffReceipt.side == Side.RECEIVER)
    return sa.or_(took, sa.and_(owner == actor.company_id, HandOffReceipt.handoff_id.in_(seen)))


def _may_see(handoffs: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the rule, for the model or for its bare table: a seller's are those of its deals."""
    if actor.is_host:
        return owner_is_managed(handoffs.owner_company_id, actor)
    own: sa.ColumnElement[bool] = handoffs.owner_company_id == actor.company_id
    if actor.reach is not Reach.OWN:
        return own
    return sa.and_(own, handoffs.deal_id.in_(visible_deal_ids(actor)))


def _may_see_turn(turns: Any, actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(turns.owner_company_id, actor)
    seen = sa.select(_HANDOFFS.c.id).where(_may_see(_HANDOFFS.c, actor))
    return sa.and_(turns.handoff_id.in_(seen), turns.is_hosts_choice.is_(False))


def can_give(actor: Actor, deal: Deal) -> bool:
    """Return whether the deal is the actor's company's, or the host decides for its owner."""
    return actor.has_permission("deals:hand-off") and (
        actor.is_company(deal.owner_company_id) or can_approve(actor, deal)
    )


def can_end(actor: Actor, handoff: HandOff) -> bool:
    """Return whether the actor may take it back; what was only proposed the giver declines."""
    if handoff.state is HandOffState.PROPOSED:
        return can_place(actor)
    return can_consent(actor, handoff) or can_place(actor)


def can_consent(actor: Actor, handoff: HandOff) -> bool:
    """Return whether the actor speaks for the company whose deal it is."""
    return actor.has_permission("deals:hand-off") and actor.is_company(handoff.owner_company_id)


def can_place(actor: Actor) -> bool:
    """Return whether the actor decides for the host: one of its people, no machine."""
    return actor.is_host and {"deals:hand-off", "deals:approve"} <= actor.permissions


def can_answer(actor: Actor, offer: HandOffOffer) -> bool:
    return actor.has_permission("deals:hand-off") and actor.is_company(offer.owner_company_id)


def can_tick(actor: Actor, task: HandOffTask) -> bool:
    """Return whether the step is for the actor's company to do."""
    is_givers = task.side is Side.GIVER
    company_id = task.owner_company_id if is_givers else task.receiver_company_id
    return actor.has_permission("deals:hand-off") and actor.is_company(company_id)
