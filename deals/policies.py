"""Who may see deals, and who may do what to one of them.

Read rules in one sentence each: a partner sees its own deals, a seller those they registered, the
host's people those of the partners they look after. Besides them, the company to which the partner
itself opened its deals on an account of its own, by a grant, or with which it sells this one deal.
Nobody else learns that a deal exists.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from deals.access.models import DealAccess
from deals.models import Deal, Motion
from deals.pipeline.states import CLOSED
from deals.protection.states import ProtectionState
from deals.registration.models import DealLine, DealNumberCounter
from deals.review.states import Review
from partners.accounts.models import GrantObject
from partners.accounts.policies import opened_by_grant
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import has_any, owner_is_managed, visible_to

_ACCESS = DealAccess.__table__.alias("running_access")


@visible_to(Deal)
def _deals(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(Deal, actor)


@visible_to(DealLine)
def _lines(actor: Actor) -> sa.ColumnElement[bool]:
    return DealLine.deal_id.in_(visible_deal_ids(actor))


@visible_to(DealNumberCounter)
def _counters(actor: Actor) -> sa.ColumnElement[bool]:
    return DealNumberCounter.owner_company_id == actor.company_id


def visible_deal_ids(actor: Actor) -> sa.Select[tuple[UUID]]:
    deals = Deal.__table__.c
    return sa.select(deals.id).where(_may_see(deals, actor))


def _may_see(deals: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the rule, for the model or for its bare table, to which no rule is added again."""
    if actor.is_host:
        return owner_is_managed(deals.owner_company_id, actor)
    own: sa.ColumnElement[bool] = deals.owner_company_id == actor.company_id
    together = _is_sold_together(deals, actor)
    if actor.reach is Reach.OWN:
        return sa.or_(sa.and_(own, deals.submitter_id == actor.id), together)
    owner, account_id = deals.owner_company_id, deals.account_id
    return sa.or_(own, opened_by_grant(owner, account_id, GrantObject.DEALS, actor), together)


def _is_sold_together(deals: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Return whether the actor's company sells it along: not any more once it is over."""
    shared = sa.select(_ACCESS.c.id).where(
        _ACCESS.c.deal_id == deals.id,
        _ACCESS.c.company_id == actor.company_id,
        _ACCESS.c.ended_at.is_(None),
    )
    return sa.and_(
        deals.stage.not_in(list(CLOSED)),
        deals.protection != ProtectionState.TRANSFERRED,
        has_any(shared, _ACCESS),
    )


def is_read_by_grant(actor: Actor, deal: Deal) -> bool:
    """Return whether the actor, who sees the deal, is of a third company that it was opened to."""
    return actor.is_partner and not actor.is_company(deal.owner_company_id)


def can_register(actor: Actor) -> bool:
    return actor.is_partner and actor.has_permission("deals:register")


def can_review(actor: Actor, deal: Deal) -> bool:
    return (
        actor.is_host and actor.has_permission("deals:review") and deal.review is not Review.DRAFT
    )


def can_ask(actor: Actor, deal: Deal) -> bool:
    """Return whether a reviewer, or a system of the host, may ask and take back what was asked."""
    may_ask = actor.is_host and actor.has_permission("questions:ask")
    return can_review(actor, deal) or (may_ask and deal.review is not Review.DRAFT)


def can_approve(actor: Actor, deal: Deal) -> bool:
    return can_review(actor, deal) and actor.has_permission("deals:approve")


def can_answer(actor: Actor, deal: Deal) -> bool:
    return actor.has_permission("deals:register") and actor.is_company(deal.owner_company_id)


def can_withdraw(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)


def can_cancel(actor: Actor, deal: Deal) -> bool:
    return can_approve(actor, deal)


def can_move(actor: Actor, deal: Deal) -> bool:
    """Return whether it is the partner's own sale, or one that the host sells together with it."""
    return can_answer(actor, deal) or (deal.motion is Motion.CO_SELL and can_review(actor, deal))
