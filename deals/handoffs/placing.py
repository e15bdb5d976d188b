"""Whom a hand-off is offered to, one company after the other, and who comes next."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from deals.handoffs import clocks, policies, queries
from deals.handoffs.events import HandOffNotTaken, HandOffOffered, HandOffUnplaced
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTurn
from deals.handoffs.news import PLACER, ring_handoff, tell, tell_giver
from deals.handoffs.readiness import leaves_to_host, receivers_of
from deals.handoffs.redaction import redacted
from deals.handoffs.states import Fallback, HandOffState, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.audiences import at_host
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work
from portal.kernel.errors import Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

MOST_TURNS: Final = 3
MOVED_ON: Final = said("This hand-off has moved on. Look at where it stands now.")


def place(database: Database, by: Actor, handoff_id: UUID, receivers: Sequence[UUID]) -> None:
    """Decide for the host whom to ask.

    Raises:
        Forbidden: the role may not.
        Invalid: nobody was chosen, or a company cannot be asked.
        TransitionRefused: it does not wait for the host.
    """
    with database.work(by) as work:
        ensure(policies.can_place(by))
        handoff = queries.get_handoff(work, handoff_id)
        deal = get_deal(work, handoff.deal_id)
        errors = choice_errors(work, deal, receivers, handoff)
        if errors:
            raise Invalid(fields=errors)
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        if handoff.state is not HandOffState.DRAFT:
            raise TransitionRefused(MOVED_ON)
        take_turns(work, handoff, receivers, by)
        ask_next(work, handoff, get_deal(work, handoff.deal_id), by)


def choice_errors(
    work: Work,
    deal: Deal,
    chosen: Sequence[UUID],
    handoff: HandOff | None = None,
    *,
    may_choose_later: bool = False,
) -> dict[str, str]:
    """Return what is wrong with a choice; where the owner is asked first, the host may wait."""
    known = {each.id for each in receivers_of(work, deal, handoff)}
    if not chosen and work.actor.is_host and not (may_choose_later and known):
        return {"receiver_1": said("Choose whom to ask.")}
    if not chosen and not leaves_to_host(work, deal):
        third = said("The customer is another company's. Only that company can take the deal over.")
        return {"receiver_1": third}
    if len(set(chosen)) < len(chosen):
        return {"receiver_1": said("Ask each company once.")}
    return {
        f"receiver_{place}": said("This company cannot be asked.")
        for place, each in enumerate(chosen, start=1)
        if each not in known
    }


def take_turns(work: Work, handoff: HandOff, receivers: Sequence[UUID], by: Actor) -> None:
    first = len(queries.turns_of(work, handoff)) + 1
    for position, company_id in enumerate(receivers, start=first):
        work.add(
            HandOffTurn(
                owner_company_id=handoff.owner_company_id,
                handoff_id=handoff.id,
                position=position,
                company_id=company_id,
                is_hosts_choice=by.is_host,
            )
        )
    work.flush()


def ask_next(work: Work, handoff: HandOff, deal: Deal, by: Actor) -> None:
    turn = queries.next_turn(work, handoff)
    if turn is None:
        raise TransitionRefused(MOVED_ON)
    begins = handoff.state is not HandOffState.OFFERED
    if begins:
        handoff.enter(HandOffState.OFFERED)
    asking = get_host(work) if turn.is_hosts_choice else work.get(Company, deal.owner_company_id)
    due = clocks.answer_due(work)
    offer = work.add(
        HandOffOffer(
            owner_company_id=turn.company_id,
            handoff_id=handoff.id,
            kind=handoff.kind,
            from_name=asking.trade_name,
            **redacted(deal).columns(),
            responsibilities=handoff.responsibilities,
            percent=handoff.percent,
            state=OfferState.PENDING,
            expires_at=due,
            remind_at=clocks.reminder(work),
        )
    )
    work.flush()
    turn.offer_id = offer.id
    tell(work, offer, HandOffOffered(offer.id), face_of(turn, by))
    if begins or not turn.is_hosts_choice:
        ring_handoff(work, handoff, deal)
    else:  # how many the host asks, and when one of them declined, is the host's affair
        work.ring("handoffs", f"handoff:{handoff.id}", to=at_host(work, deal.owner_company_id))


def go_on(work: Work, handoff: HandOff, nobody: HandOffState) -> None:
    """Ask whoever is next; after the last of them it ends as `nobody`, or waits for the host."""
    work.flush()
    deal = get_deal(work, handoff.deal_id)
    if queries.next_turn(work, handoff) is not None:
        ask_next(work, handoff, deal, PLACER)
    elif handoff.fallback is Fallback.HOST:
        handoff.enter(HandOffState.DRAFT)
        tell_giver(work, handoff, deal, HandOffUnplaced(handoff.id), PLACER)
    else:
        handoff.end(nobody, at=work.now)
        tell_giver(work, handoff, deal, HandOffNotTaken(handoff.id), PLACER)


def face_of(turn: HandOffTurn, by: Actor) -> Actor:
    """Return in whose name a receiver is told: never the giver's where the host chose."""
    return by if by.is_host == turn.is_hosts_choice else PLACER
