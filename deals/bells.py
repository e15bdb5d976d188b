"""Who hears that a deal changed: both sides of it, where it is listed and where it stands."""

from deals.models import Deal
from partners.audiences import both_sides
from portal.kernel.db import Work


def ring_deal(work: Work, deal: Deal) -> None:
    work.ring(
        "deals",
        "home",
        f"deal:{deal.id}",
        f"account:{deal.account_id}",
        to=both_sides(work, deal),
    )
