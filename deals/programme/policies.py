"""Who sees and sets the numbers of the programme: everybody is shown what was promised them."""

import sqlalchemy as sa

from deals.programme.models import Programme
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Programme)
def _programmes(_actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true()


def can_set(actor: Actor) -> bool:
    return actor.is_system or (actor.is_host and actor.has_permission("programme:write"))
