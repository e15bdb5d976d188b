"""Who sees campaigns: the host's people. Visitors are shown one by the portal itself."""

import sqlalchemy as sa

from deals.campaigns.models import Campaign, CampaignAnswer
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Campaign)
def _campaigns(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(Campaign.owner_company_id == actor.company_id, sa.literal(actor.is_host))


@visible_to(CampaignAnswer)
def _answers(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(CampaignAnswer.owner_company_id == actor.company_id, sa.literal(actor.is_host))


def can_run(actor: Actor) -> bool:
    """Return whether the actor opens, changes and closes campaigns."""
    return actor.is_host and actor.has_permission("leads:route")
