"""What happens after a submission: its receipt gets its place in the chain."""

from deals.events import DealQuestionAnswered, DealRegistered
from deals.receipts.chain import seal_receipts
from portal.kernel.activity import Activity
from portal.kernel.db import Work
from portal.kernel.jobs import handles
from portal.kernel.services import Services


@handles(DealRegistered)
@handles(DealQuestionAnswered)
def seal(work: Work, _activity: Activity, _services: Services) -> None:
    """Seal it, and any before it whose job did not come to it."""
    seal_receipts(work)
