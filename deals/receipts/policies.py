"""Who sees receipts: the two sides of a deal. Who sees their order: the host alone."""

import sqlalchemy as sa

from deals.policies import visible_deal_ids
from deals.receipts.models import Receipt, ReceiptLink
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Receipt)
def _receipts(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the two sides alone, whoever else reads the deal."""
    side = (
        owner_is_managed(Receipt.owner_company_id, actor)
        if actor.is_host
        else Receipt.owner_company_id == actor.company_id
    )
    return sa.and_(side, Receipt.deal_id.in_(visible_deal_ids(actor)))


@visible_to(ReceiptLink)
def _links(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to those at the host who look after every partner: they count all of them."""
    return sa.true() if actor.is_host and actor.reach is Reach.ALL else sa.false()


def can_examine(actor: Actor) -> bool:
    return actor.is_system or (
        actor.is_host and actor.reach is Reach.ALL and actor.has_permission("receipts:examine")
    )
