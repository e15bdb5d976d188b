"""What a receiver says to an offer, in time or not at all."""

from typing import Final
from uuid import UUID

from deals.handoffs import policies
from deals.handoffs.events import HandOffOfferDeclined, HandOffOfferExpired
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.news import PLACER, tell
from deals.handoffs.placing import go_on
from deals.handoffs.states import HandOffState, OfferState
from partners.accounts.actions import check_length
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said

GONE: Final = said("This offer is not open any more. Nothing was changed.")

for _name in ("uq_handoff_offers_pending", "uq_handoff_offers_accepted"):
    constraint_means(_name, lambda: Conflict(GONE))


def decline(database: Database, by: Actor, offer_id: UUID, reason: str) -> None:
    """Say no to an offer, and why; whoever is next is asked at once.

    Raises:
        Invalid: no reason was given.
        Conflict: the time is over, or it was taken back.
    """
    handoff_id = check_answer(database, by, offer_id)
    check_reason(reason, said("Say why; whoever asked reads this."))
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        offer = work.lock(HandOffOffer, offer_id)
        refuse_unless_open(work, offer)
        offer.enter(OfferState.DECLINED, at=work.now)
        offer.answered_by_id, offer.answered_by_name = by.id, by.name
        offer.reason = reason.strip()
        tell(work, offer, HandOffOfferDeclined(offer.id), by, offer.reason)
        go_on(work, handoff, HandOffState.DECLINED)


def expire(work: Work, offer_id: UUID) -> bool:
    """Say that an offer ran out, and ask whoever is next; return whether nobody was quicker.

    The hand-off is locked before the offer, here as everywhere, so that nobody waits in a circle.
    """
    ensure(work.actor.is_system)
    handoff = work.lock(HandOff, work.get(HandOffOffer, offer_id).handoff_id)
    offer = work.lock(HandOffOffer, offer_id)
    if offer.state is not OfferState.PENDING:  # answered meanwhile
        return False
    offer.enter(OfferState.EXPIRED, at=work.now)
    tell(work, offer, HandOffOfferExpired(offer.id), PLACER)
    go_on(work, handoff, HandOffState.EXPIRED)
    return True


def check_answer(database: Database, by: Actor, offer_id: UUID) -> UUID:
    """Return the id of the hand-off whose offer the actor may answer.

    Raises:
        NotFound: it is another company's.
        Forbidden: the role does not hand over.
    """
    with database.work(by) as work:
        offer = work.get(HandOffOffer, offer_id)
        ensure(policies.can_answer(by, offer))
        return offer.handoff_id


def check_reason(reason: str, missing: str) -> None:
    if not reason.strip():
        raise Invalid(fields={"reason": missing})
    check_length("reason", reason)


def refuse_unless_open(work: Work, offer: HandOffOffer) -> None:
    match offer.state_at(work.now):
        case OfferState.PENDING:
            return
        case OfferState.EXPIRED:
            raise Conflict(said("The time to answer this offer is over. Nothing was changed."))
        case _:
            raise Conflict(GONE)
