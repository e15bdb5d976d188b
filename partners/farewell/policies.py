"""Who may see how a farewell stands: the host's people who look after the partner."""

import sqlalchemy as sa

from partners.farewell.models import Farewell
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Farewell)
def _farewells(actor: Actor) -> sa.ColumnElement[bool]:
    return owner_is_managed(Farewell.owner_company_id, actor) if actor.is_host else sa.false()


def can_end(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("partners:write")
