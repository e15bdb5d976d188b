"""Who sees with whom a deal is shared: both sides, and at the host who looks after one of them."""

import sqlalchemy as sa

from deals.access.models import DealAccess
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(DealAccess)
def _access(actor: Actor) -> sa.ColumnElement[bool]:
    owner, reader = DealAccess.owner_company_id, DealAccess.company_id
    if actor.is_host:
        return sa.or_(owner_is_managed(owner, actor), owner_is_managed(reader, actor))
    if actor.reach is Reach.OWN:  # a seller does not learn of deals it did not register
        return reader == actor.company_id
    return sa.or_(owner == actor.company_id, reader == actor.company_id)
