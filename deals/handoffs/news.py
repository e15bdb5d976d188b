"""What happens to a hand-off, told on either side by a record of its own.

Hand-offs look across companies. So each step checks who asks for it, and then is the portal's own
transaction in their name (as the placing of a lead is).
"""

from typing import Final

from deals.bells import ring_deal
from deals.handoffs.models import HandOff, HandOffOffer
from deals.models import Deal
from partners.audiences import at_host, both_sides
from partners.companies.models import Company
from portal.kernel.activity import Event
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Work

PLACER: Final = system_actor("hand-offs")


def tell(
    work: Work, offer: HandOffOffer, event: Event, by: Actor, reason: str | None = None
) -> None:
    """Record it as the receiver's own; rivals hear nothing of it, whoever did it."""
    receiver = offer.owner_company_id
    work.record(event, subject=offer, by=by, reason=reason)
    topics = ("handoffs", "home", f"handoff-offer:{offer.id}")
    work.ring(*topics, to=[company_audience(receiver), *at_host(work, receiver)])


def tell_giver(
    work: Work,
    handoff: HandOff,
    deal: Deal,
    event: Event,
    by: Actor,
    reason: str | None = None,
    *,
    to: Company | None = None,
) -> None:
    """Record it on the giver's deal, for those who see that; `to` is whom it went to."""
    work.record(
        event,
        subject=deal,
        account_id=deal.account_id,
        after={"with": to.trade_name} if to else {},
        by=by,
        reason=reason,
    )
    ring_handoff(work, handoff, deal)


def ring_handoff(work: Work, handoff: HandOff, deal: Deal) -> None:
    ring_deal(work, deal)
    work.ring("handoffs", f"handoff:{handoff.id}", to=both_sides(work, deal))
