"""Hand-offs offered, to one company after the other, declined, recalled and run out.

Who is asked next and what is shown to whom is looked up across companies. So each step checks who
asks for it, and then is the portal's own transaction in their name (as the placing of a lead is).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from deals.attribution.queries import percent_of
from deals.bells import ring_deal
from deals.handoffs import clocks, policies, queries
from deals.handoffs.events import (
    HandOffNotTaken,
    HandOffOfferDeclined,
    HandOffOffered,
    HandOffOfferExpired,
    HandOffOfferRecalled,
    HandOffRecalled,
    HandOffStarted,
    HandOffUnplaced,
)
from deals.handoffs.models import HandOff, HandOffOffer, HandOffTurn
from deals.handoffs.readiness import leaves_to_host, obstacle, receivers_of
from deals.handoffs.redaction import names_customer, redacted
from deals.handoffs.states import WAITING, Fallback, HandOffState, Kind, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.accounts.actions import LONGEST_TEXT, check_length
from partners.audiences import at_host, both_sides
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.activity import Event
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

PLACER: Final = system_actor("hand-offs")
MOST_TURNS: Final = 3
GONE: Final = said("This offer is not open any more. Nothing was changed.")
_MOVED_ON: Final = said("This hand-off has moved on. Look at where it stands now.")

constraint_means(
    "uq_handoffs_open", lambda: Conflict(said("This deal is being handed over already."))
)
for _name in ("uq_handoff_offers_pending", "uq_handoff_offers_accepted"):
    constraint_means(_name, lambda: Conflict(GONE))


@dataclass(frozen=True, slots=True)
class NewHandOff:
    """What is offered, and to whom in which order; to nobody is to whom the host decides."""

    kind: Kind
    responsibilities: str
    percent: int
    fallback: Fallback
    receivers: tuple[UUID, ...] = ()


def hand_off(database: Database, by: Actor, deal_id: UUID, new: NewHandOff) -> UUID:
    """Offer a deal to others, or leave to the host whom to ask; return the hand-off's id.

    Raises:
        NotFound: the deal is not visible.
        Forbidden: it is not the actor's to give.
        Invalid: something is missing, or a company cannot be asked.
        Conflict: the deal cannot be handed over now.
    """
    with database.work(by) as work:
        check(work, get_deal(work, deal_id), new)
    with database.work(PLACER) as work:
        work.lock(Deal, deal_id)
        deal = get_deal(work, deal_id)
        if why := obstacle(work, deal):
            raise Conflict(why)
        handoff = work.add(
            HandOff(
                owner_company_id=deal.owner_company_id,
                deal_id=deal.id,
                kind=new.kind,
                responsibilities=new.responsibilities.strip(),
                percent=new.percent,
                fallback=new.fallback,
                is_hosts=by.is_host,
                state=HandOffState.DRAFT,
                offered_by_id=by.id,
                offered_by_name=by.name,
            )
        )
        work.flush()
        tell_giver(work, handoff, deal, HandOffStarted(handoff.id, handoff.kind), by)
        if new.receivers:
            _take_turns(work, handoff, new.receivers, by)
            _ask_next(work, handoff, deal, by)
        return handoff.id


def check(work: Work, deal: Deal, new: NewHandOff) -> None:
    """Refuse what the actor cannot offer; also for the preview of it.

    Raises:
        Forbidden, Invalid, Conflict: see `hand_off`.
    """
    ensure(policies.can_give(work.actor, deal))
    if why := obstacle(work, deal):
        raise Conflict(why)
    fields = _choice_errors(work, deal, new.receivers)
    text = new.responsibilities.strip()
    if not text:
        fields["responsibilities"] = said("Say who does what from then on.")
    elif len(text) > LONGEST_TEXT:
        fields["responsibilities"] = said("Use at most %(most)s characters.", most=LONGEST_TEXT)
    elif names_customer(deal, text):
        fields["responsibilities"] = said(
            "Leave out the customer's name and the deal's number: this is read before anybody"
            " accepts."
        )
    if new.kind is not Kind.TRANSFER and not _is_givers_own(work, deal):
        fields["kind"] = said(
            "Only a company whose own customer it is sells a deal together with another, or takes"
            " help. Hand the deal over instead."
        )
    most = percent_of(work, deal.id, deal.owner_company_id)
    if new.kind is Kind.ASSIST:
        most = 0
    if not 0 <= new.percent <= most:
        fields["percent"] = said("Enter a whole number from 0 to %(most)s.", most=most)
    if fields:
        raise Invalid(fields=fields)


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
        errors = _choice_errors(work, deal, receivers, handoff)
        if errors:
            raise Invalid(fields=errors)
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        if handoff.state is not HandOffState.DRAFT:
            raise TransitionRefused(_MOVED_ON)
        _take_turns(work, handoff, receivers, by)
        _ask_next(work, handoff, get_deal(work, handoff.deal_id), by)


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
        _go_on(work, handoff, HandOffState.DECLINED)


def recall(database: Database, by: Actor, handoff_id: UUID, reason: str) -> None:
    """Take back what nobody accepted yet; whoever is asked now learns that it is gone.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: somebody took it, or it ended.
    """
    with database.work(by) as work:
        ensure(policies.can_end(by, work.get(HandOff, handoff_id)))
    check_reason(reason, said("Say why; it stays on the record."))
    with database.work(PLACER) as work:
        recall_in(work, work.lock(HandOff, handoff_id), by, reason.strip())


def recall_in(work: Work, handoff: HandOff, by: Actor, reason: str) -> None:
    """Recall it as a part of something larger; the hand-off is locked by then."""
    if handoff.state not in WAITING:
        raise TransitionRefused(_MOVED_ON)
    pending = queries.find_pending(work, handoff)
    handoff.end(HandOffState.RECALLED, at=work.now, reason=reason)
    deal = get_deal(work, handoff.deal_id)
    tell_giver(work, handoff, deal, HandOffRecalled(handoff.id), by, reason)
    if pending is not None:
        turn = queries.turn_of(work, pending)
        pending.enter(OfferState.RECALLED, at=work.now)
        tell(work, pending, HandOffOfferRecalled(pending.id), _face(turn, by))


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
    _go_on(work, handoff, HandOffState.EXPIRED)
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


def tell(
    work: Work, offer: HandOffOffer, event: Event, by: Actor, reason: str | None = None
) -> None:
    """Record it as the receiver's own; rivals hear nothing of it, whoever did it."""
    receiver = offer.owner_company_id
    work.record(event, subject=offer, by=by, reason=reason)
    topics = ("handoffs", "home", f"handoff-offer:{offer.id}")
    work.ring(*topics, to=[company_audience(receiver), *at_host(work, receiver)])


def _is_givers_own(work: Work, deal: Deal) -> bool:
    """Return whether the giver itself acts, and can open the customer to whoever is asked."""
    giver_id, account = deal.owner_company_id, deal.account
    return work.actor.is_company(giver_id) and account.owner_company_id == giver_id


def _choice_errors(
    work: Work, deal: Deal, chosen: Sequence[UUID], handoff: HandOff | None = None
) -> dict[str, str]:
    if not chosen and work.actor.is_host:
        return {"receiver_1": said("Choose whom to ask.")}
    if not chosen and not leaves_to_host(work, deal):
        third = said("The customer is another company's. Only that company can take the deal over.")
        return {"receiver_1": third}
    if len(set(chosen)) < len(chosen):
        return {"receiver_1": said("Ask each company once.")}
    known = {each.id for each in receivers_of(work, deal, handoff)}
    return {
        f"receiver_{place}": said("This company cannot be asked.")
        for place, each in enumerate(chosen, start=1)
        if each not in known
    }


def _take_turns(work: Work, handoff: HandOff, receivers: Sequence[UUID], by: Actor) -> None:
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


def _go_on(work: Work, handoff: HandOff, nobody: HandOffState) -> None:
    """Ask whoever is next; after the last of them it ends as `nobody`, or waits for the host."""
    work.flush()
    deal = get_deal(work, handoff.deal_id)
    if queries.next_turn(work, handoff) is not None:
        _ask_next(work, handoff, deal, PLACER)
    elif handoff.fallback is Fallback.HOST:
        handoff.enter(HandOffState.DRAFT)
        tell_giver(work, handoff, deal, HandOffUnplaced(handoff.id), PLACER)
    else:
        handoff.end(nobody, at=work.now)
        tell_giver(work, handoff, deal, HandOffNotTaken(handoff.id), PLACER)


def _ask_next(work: Work, handoff: HandOff, deal: Deal, by: Actor) -> None:
    turn = queries.next_turn(work, handoff)
    if turn is None:
        raise TransitionRefused(_MOVED_ON)
    if handoff.state is not HandOffState.OFFERED:
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
    tell(work, offer, HandOffOffered(offer.id), _face(turn, by))
    _ring(work, handoff, deal)


def _face(turn: HandOffTurn, by: Actor) -> Actor:
    """Return in whose name a receiver is told: never the giver's where the host chose."""
    return by if by.is_host == turn.is_hosts_choice else PLACER


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
    _ring(work, handoff, deal)


def _ring(work: Work, handoff: HandOff, deal: Deal) -> None:
    ring_deal(work, deal)
    work.ring("handoffs", f"handoff:{handoff.id}", to=both_sides(work, deal))
