"""Who is told how far a sale is: each side of what the other did, the host only of its end."""

from deals.jobs import reviewers_of, submitters_of
from deals.models import Deal
from deals.pipeline.events import DealStageMoved
from deals.pipeline.states import CLOSED
from partners.companies.queries import get_host
from partners.notifications.actions import notify
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.services import Services


@handles(DealStageMoved)
def tell_how_far_it_is(work: Work, activity: Activity, _services: Services) -> None:
    deal = work.get(Deal, activity.subject_id)
    notify(work, activity, deal.owner_company_id, submitters_of(work, deal))
    if activity.facts.get("stage") in set(CLOSED):
        reviewers = reviewers_of(work, deal.owner_company_id)
        notify(work, activity, get_host(work).id, reviewers)
