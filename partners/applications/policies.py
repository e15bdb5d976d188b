"""Who may see applications: the host's people whose reach is every partner."""

import sqlalchemy as sa

from partners.applications.models import Application
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import visible_to


@visible_to(Application)
def _applications(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(
        Application.owner_company_id == actor.company_id,
        sa.true() if actor.reach is Reach.ALL else sa.false(),
    )


def can_review(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("partners:write")
