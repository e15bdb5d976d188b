"""Who sees the ledger: a partner its own, but no seller; the host's people that of their partners.

Rates are the host's alone: a partner reads on each entry what it came from.
"""

import sqlalchemy as sa

from deals.commissions.models import CommissionEntry, CommissionRate
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(CommissionEntry)
def _entries(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(CommissionEntry.owner_company_id, actor)
    if actor.reach is Reach.OWN:
        return sa.false()
    return CommissionEntry.owner_company_id == actor.company_id


@visible_to(CommissionRate)
def _rates(actor: Actor) -> sa.ColumnElement[bool]:
    return CommissionRate.owner_company_id == actor.company_id


def can_settle(actor: Actor) -> bool:
    """Return whether the actor approves, pays and claws back."""
    return actor.is_host and actor.has_permission("commissions:settle")


def can_set_rates(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("programme:write")
