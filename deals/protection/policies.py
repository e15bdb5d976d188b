"""Who sees protections and what belongs to them, and who may do what to one of them."""

import sqlalchemy as sa

from deals.models import Deal
from deals.policies import can_answer, can_approve, visible_deal_ids
from deals.protection.models import CoolingOff, ExtensionRequest, Protection
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Protection)
def _protections(actor: Actor) -> sa.ColumnElement[bool]:
    return Protection.deal_id.in_(visible_deal_ids(actor))


@visible_to(ExtensionRequest)
def _requests(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the partner and the host alone, whoever else reads the deal."""
    side = (
        owner_is_managed(ExtensionRequest.owner_company_id, actor)
        if actor.is_host
        else ExtensionRequest.owner_company_id == actor.company_id
    )
    return sa.and_(side, ExtensionRequest.deal_id.in_(visible_deal_ids(actor)))


@visible_to(CoolingOff)
def _cooling_offs(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(CoolingOff.owner_company_id, actor)
    return CoolingOff.owner_company_id == actor.company_id


def can_release(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)


def can_ask_to_extend(actor: Actor, deal: Deal) -> bool:
    return can_answer(actor, deal)


def can_answer_extension(actor: Actor, deal: Deal) -> bool:
    return can_approve(actor, deal)


def can_revoke(actor: Actor, deal: Deal) -> bool:
    return can_approve(actor, deal)
