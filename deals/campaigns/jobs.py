"""What follows an answer to a campaign: whoever qualifies leads is told."""

from deals.campaigns.events import CampaignAnswered
from partners.companies.queries import get_host
from partners.notifications.actions import notify, people_of
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.permissions import Role
from portal.kernel.services import Services


@handles(CampaignAnswered)
def tell_the_desk(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, people_of(work, host.id, Role.DEAL_DESK))
