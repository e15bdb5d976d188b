"""Whoever decides on a registration is told that it was amended."""

from deals.amendments.events import DealAmended
from deals.jobs import reviewers_of
from partners.companies.queries import get_host
from partners.notifications.actions import notify
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.services import Services


@handles(DealAmended)
def tell_the_reviewers(work: Work, activity: Activity, _services: Services) -> None:
    host = get_host(work)
    notify(work, activity, host.id, reviewers_of(work, activity.owner_company_id))
