"""Who decides is told of an amendment, and who waited for what it gave up is called."""

from uuid import UUID

from deals.amendments.events import DealAmended
from deals.amendments.models import Amendment, Changed
from deals.jobs import reviewers_of
from deals.models import Deal
from deals.protection.actions import tell_next_in_line
from deals.review.waiting import call_up
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


@handles(DealAmended)
def tell_who_waited(work: Work, activity: Activity, _services: Services) -> None:
    """Tell who is next in line for the product families that were given up."""
    amendment = work.get(Amendment, UUID(str(activity.facts["amendment_id"])))
    given_up = [
        change["family"] for change in amendment.changes if change["what"] == Changed.REMOVED
    ]
    if not given_up or not amendment.was_decided:
        return
    found = tell_next_in_line(work, work.get(Deal, amendment.deal_id), given_up)
    if found is not None and found.is_wait_listed:
        call_up(work, found)
