"""The steps after an acceptance, ticked by both sides, and the way back if it does not work."""

from typing import Final
from uuid import UUID

from deals.attribution.actions import hand_on
from deals.attribution.queries import percent_of
from deals.bells import ring_deal
from deals.handoffs import policies, queries
from deals.handoffs.answers import check_answer, check_reason
from deals.handoffs.events import (
    DealHandedOver,
    HandOffCompleted,
    HandOffOfferCompleted,
    HandOffOfferReturned,
    HandOffReturned,
    HandOffTaskDone,
)
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTask
from deals.handoffs.news import PLACER, tell, tell_giver
from deals.handoffs.opening import close_customer
from deals.handoffs.placing import MOVED_ON
from deals.handoffs.readiness import obstacle
from deals.handoffs.states import TAKEN, HandOffState, Kind, OfferState, Task
from deals.handoffs.together import leave
from deals.handoffs.transfer import succeed
from deals.models import Deal
from deals.queries import get_deal
from partners.companies.models import Company
from portal.kernel.actor import Actor
from portal.kernel.companions import carry_on
from portal.kernel.db import Database, Work
from portal.kernel.errors import Conflict, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

NOT_BACK: Final = said(
    "The company that gave it cannot take it back now. Ask the host who takes it."
)
"""Why is that company's affair."""


def tick(database: Database, by: Actor, task_id: UUID) -> None:
    """Say that a step of one's own side is done; with the last of them the hand-over is complete.

    Raises:
        NotFound: it is of a hand-over that the actor has nothing to do with.
        Forbidden: it is the other side's step, or the role does not hand over.
        TransitionRefused: it is done already, or the hand-over has ended.
    """
    with database.work(by) as work:
        task = work.get(HandOffTask, task_id)
        ensure(
            policies.can_tick(by, task), said("This step is for the other side to do and to tick.")
        )
        handoff_id = task.handoff_id
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        tasks = queries.tasks_of(work, handoff_id)
        task = next(each for each in tasks if each.id == task_id)
        if task.done_at is not None:
            raise TransitionRefused(said("This step is done already."))
        if handoff.state not in TAKEN:
            raise TransitionRefused(MOVED_ON)
        task.done_at, task.done_by_name = work.now, by.name
        if handoff.state is HandOffState.ACCEPTED:
            handoff.enter(HandOffState.IN_TRANSITION)
        is_last = all(each.done_at is not None for each in tasks)
        if is_last:
            handoff.end(HandOffState.COMPLETED, at=work.now)
        _tell_of_step(work, handoff, task.task, by, is_last=is_last)


def give_back(database: Database, by: Actor, offer_id: UUID, reason: str) -> None:
    """Return a deal that was taken over: it goes on at the giver, with what is left.

    What is sold together just ends.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: the hand-over has ended.
        Conflict: the deal has moved on, or the giver is no partner any more.
    """
    handoff_id = check_answer(database, by, offer_id)
    check_reason(reason, said("Say why; the company that gave it reads this."))
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        offer = work.lock(HandOffOffer, offer_id)
        if handoff.kind is not Kind.TRANSFER:
            leave(work, handoff, offer, by, reason)
            return
        if handoff.state not in TAKEN or offer.deal_id is None:
            raise TransitionRefused(said("This hand-over has ended. Offer the deal anew instead."))
        deal = _deal_to_return(work, handoff, offer.deal_id)
        handoff.end(HandOffState.RETURNED, at=work.now, reason=reason.strip())
        offer.enter(OfferState.RETURNED, at=work.now)
        offer.reason = reason.strip()
        _return(work, handoff, offer, deal, by)


def _deal_to_return(work: Work, handoff: HandOff, deal_id: UUID) -> Deal:
    work.lock(Deal, deal_id)
    deal = get_deal(work, deal_id)
    if why := obstacle(work, deal):
        raise Conflict(why)
    if not queries.is_active(work, handoff.owner_company_id):
        raise Conflict(NOT_BACK)
    return deal


def _return(work: Work, handoff: HandOff, offer: HandOffOffer, deal: Deal, by: Actor) -> None:
    giver = work.get(Company, handoff.owner_company_id)
    given = get_deal(work, handoff.deal_id)
    submitter = (given.submitter_id, given.submitter_name)
    back = succeed(work, deal, giver, submitter, when_full=NOT_BACK)
    hand_on(work, deal, back, percent_of(work, deal.id, deal.owner_company_id))
    carry_on(work, deal, back)
    handoff.back_id = back.id
    close_customer(work, queries.turn_of(work, offer))
    work.flush()
    tell(work, offer, HandOffOfferReturned(offer.id), by, offer.reason)
    for record in (given, back):
        tell_giver(work, handoff, record, HandOffReturned(handoff.id), by, offer.reason)
    work.record(
        DealHandedOver(handoff.id),
        subject=deal,
        account_id=deal.account_id,
        after={"with": giver.trade_name},
        by=by,
    )
    ring_deal(work, deal)


def _tell_of_step(work: Work, handoff: HandOff, task: Task, by: Actor, *, is_last: bool) -> None:
    """Tell both sides, each by a record of its own."""
    offer = queries.accepted_offer(work, handoff.id)
    deal = get_deal(work, handoff.deal_id)
    tell(work, offer, HandOffTaskDone(task), by)
    tell_giver(work, handoff, deal, HandOffTaskDone(task), by)
    if is_last:
        offer.enter(OfferState.COMPLETED, at=work.now)
        tell(work, offer, HandOffOfferCompleted(offer.id), by)
        tell_giver(work, handoff, deal, HandOffCompleted(handoff.id), by)
