"""Who sees shares: each company its own, the host's people those of whom they look after.

So nobody learns from a share who else has one.
"""

import sqlalchemy as sa

from deals.attribution.models import DealAttribution
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(DealAttribution)
def _attributions(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(DealAttribution.owner_company_id, actor)
    return DealAttribution.owner_company_id == actor.company_id
