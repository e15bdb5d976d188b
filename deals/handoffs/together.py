"""A deal sold together, or with help: the deal stays where it is, and one company more reads it."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

from deals.access.models import DealAccess
from deals.attribution.actions import move_share
from deals.handoffs import policies, queries
from deals.handoffs.answers import check_reason
from deals.handoffs.events import DealJoined, HandOffOfferReturned, HandOffReturned
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.news import PLACER, tell, tell_giver
from deals.handoffs.opening import close_customer
from deals.handoffs.states import HandOffState, Kind, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.companies.models import Company
from portal.kernel import companions
from portal.kernel.actor import Actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_deal_access_running",
    lambda: Conflict(said("Your company sells this deal along already. Nothing was changed.")),
)

_ENDED: Final = said("This hand-over has ended. Offer the deal anew instead.")


def join(work: Work, handoff: HandOff, deal: Deal, receiver: Company, by: Actor) -> None:
    """Let a receiver read the deal, and give it the share that was agreed."""
    ensure(work.actor.is_system)
    work.add(
        DealAccess(owner_company_id=deal.owner_company_id, deal_id=deal.id, company_id=receiver.id)
    )
    if handoff.percent:
        move_share(work, deal, deal.owner_company_id, receiver.id, handoff.percent)
    work.flush()
    companions.join(work, deal, receiver.id)
    tell_giver(work, handoff, deal, DealJoined(handoff.id), by, to=receiver)


def end_together(database: Database, by: Actor, handoff_id: UUID, reason: str) -> None:
    """End, for the giver or the host, that another company reads a deal and sells it along.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: nobody sells it along now, or it was handed over for good.
    """
    with database.work(by) as work:
        handoff = queries.get_handoff(work, handoff_id)
        ensure(policies.can_end(by, handoff))
    check_reason(reason, said("Say why; the other company reads this."))
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        if not handoff.may_enter(HandOffState.RETURNED):
            raise TransitionRefused(_ENDED)
        leave(work, handoff, queries.accepted_offer(work, handoff_id), by, reason)


def leave(work: Work, handoff: HandOff, offer: HandOffOffer, by: Actor, reason: str) -> None:
    """End it for both; the hand-off is locked by then.

    What was agreed goes back, and nothing that the receiver had besides. Once the deal is closed or
    handed over the shares in it stay as they are.
    """
    if handoff.kind is Kind.TRANSFER or not handoff.may_enter(HandOffState.RETURNED):
        raise TransitionRefused(_ENDED)
    work.lock(Deal, handoff.deal_id)
    receiver_id, deal = offer.owner_company_id, get_deal(work, handoff.deal_id)
    handoff.end(HandOffState.RETURNED, at=work.now, reason=reason.strip())
    offer.enter(OfferState.RETURNED, at=work.now)
    offer.reason = reason.strip()
    running = sa.select(DealAccess).where(
        DealAccess.deal_id == deal.id,
        DealAccess.company_id == receiver_id,
        DealAccess.ended_at.is_(None),
    )
    for access in work.all(running):
        access.ended_at = work.now
    if handoff.percent and not (deal.is_closed or deal.was_handed_over):
        move_share(work, deal, receiver_id, deal.owner_company_id, handoff.percent)
    close_customer(work, queries.turn_of(work, offer))
    work.flush()
    companions.part(work, deal, receiver_id)
    tell(work, offer, HandOffOfferReturned(offer.id), by, offer.reason)
    tell_giver(work, handoff, deal, HandOffReturned(handoff.id), by, offer.reason)
    work.evict(company_audience(receiver_id))
