"""A hand-off accepted: deal, protection, customer, shares and receipts go over at once, or not."""

from uuid import UUID

from deals.attribution.actions import hand_on
from deals.bells import ring_deal
from deals.handoffs import queries
from deals.handoffs.answers import check_answer, refuse_unless_open
from deals.handoffs.events import DealHandedOver, DealTakenOver, HandOffOfferAccepted
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTask
from deals.handoffs.news import PLACER, tell, tell_giver
from deals.handoffs.opening import open_customer
from deals.handoffs.readiness import obstacle_to_taking
from deals.handoffs.receipts import write_receipts
from deals.handoffs.states import CHECKLIST, Kind, OfferState, Side
from deals.handoffs.together import join
from deals.handoffs.transfer import succeed
from deals.models import Deal
from deals.queries import get_deal
from partners.companies.models import Company
from portal.kernel.actor import Actor
from portal.kernel.companions import carry_on
from portal.kernel.db import Database, Work
from portal.kernel.errors import Conflict
from portal.kernel.words import said


def accept(database: Database, by: Actor, offer_id: UUID) -> None:
    """Take a deal over for the actor's company, in one transaction.

    Of several answers at one moment exactly one counts.

    Raises:
        NotFound: the offer is another company's.
        Forbidden: the role does not hand over.
        Conflict: the time is over, it was taken back, the deal cannot be taken over any more, or
            the company cannot take it.
    """
    handoff_id = check_answer(database, by, offer_id)
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        offer = work.lock(HandOffOffer, offer_id)
        refuse_unless_open(work, offer)
        work.lock(Deal, handoff.deal_id)
        deal = get_deal(work, handoff.deal_id)
        receiver = work.get(Company, offer.owner_company_id)
        _refuse(work, deal, receiver)
        _take(work, handoff, offer, deal, receiver, by)


def _refuse(work: Work, deal: Deal, receiver: Company) -> None:
    if not queries.is_active(work, receiver.id):
        raise Conflict(
            said("Only an active partner takes a deal over. Ask who looks after your company.")
        )
    if obstacle_to_taking(work, deal) is not None:
        raise Conflict(
            said("This deal cannot be taken over any more: it changed since it was offered.")
        )


def _take(
    work: Work, handoff: HandOff, offer: HandOffOffer, deal: Deal, receiver: Company, by: Actor
) -> None:
    giver = work.get(Company, deal.owner_company_id)
    open_customer(work, handoff, queries.turn_of(work, offer), deal, receiver)
    is_transfer = handoff.kind is Kind.TRANSFER
    taken = succeed(work, deal, receiver, (by.id, by.name)) if is_transfer else deal
    handoff.accept(receiver, at=work.now)
    offer.enter(OfferState.ACCEPTED, at=work.now)
    offer.answered_by_id, offer.answered_by_name = by.id, by.name
    offer.customer_name, offer.deal_id = deal.customer_name, taken.id
    offer.giver_company_id, offer.giver_name = giver.id, giver.trade_name
    _begin_checklist(work, handoff, receiver)
    sides = {Side.GIVER: giver, Side.RECEIVER: receiver}
    write_receipts(work, handoff, offer, deal, sides)
    work.flush()
    tell(work, offer, HandOffOfferAccepted(offer.id), by)
    if not is_transfer:
        join(work, handoff, deal, receiver, by)
        return
    hand_on(work, deal, taken, handoff.percent)
    carry_on(work, deal, taken)
    tell_giver(work, handoff, deal, DealHandedOver(handoff.id), by, to=receiver)
    work.record(
        DealTakenOver(offer.id),
        subject=taken,
        account_id=taken.account_id,
        after={"with": giver.trade_name},
        by=by,
    )
    ring_deal(work, taken)


def _begin_checklist(work: Work, handoff: HandOff, receiver: Company) -> None:
    for position, (task, side) in enumerate(CHECKLIST.items(), start=1):
        work.add(
            HandOffTask(
                owner_company_id=handoff.owner_company_id,
                handoff_id=handoff.id,
                receiver_company_id=receiver.id,
                position=position,
                task=task,
                side=side,
            )
        )
