"""Whether a sale stands still, as lists and pages show it."""

from datetime import datetime

from deals.models import Deal
from deals.pipeline.states import OPEN
from deals.review.states import Review


def stalled_since(deal: Deal, now: datetime) -> datetime | None:
    """Return when something happened last to a deal that stands still; its pulse is loaded."""
    is_open = deal.review is Review.APPROVED and deal.stage in OPEN
    pulse = deal.pulse
    return pulse.beat_at if is_open and pulse and pulse.is_stalled(now) else None
