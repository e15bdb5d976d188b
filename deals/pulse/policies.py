"""Who sees the pulse of a deal: whoever sees the deal."""

import sqlalchemy as sa

from deals.policies import visible_deal_ids
from deals.pulse.models import Pulse
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Pulse)
def _pulses(actor: Actor) -> sa.ColumnElement[bool]:
    return Pulse.deal_id.in_(visible_deal_ids(actor))
