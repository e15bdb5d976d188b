"""Who sees and makes closure plans: the host's people who decide the partner's deals."""

import sqlalchemy as sa

from deals.closing.models import ClosurePlan
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(ClosurePlan)
def _plans(actor: Actor) -> sa.ColumnElement[bool]:
    return owner_is_managed(ClosurePlan.owner_company_id, actor) if actor.is_host else sa.false()


def can_plan(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("deals:approve")
