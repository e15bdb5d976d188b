"""Hand-offs begun by the giver or the host, and taken back while nobody has accepted."""

from dataclasses import dataclass
from uuid import UUID

from deals.attribution.queries import percent_of
from deals.handoffs import consent, policies, queries
from deals.handoffs.answers import check_reason
from deals.handoffs.events import (
    HandOffOfferRecalled,
    HandOffProposalRecalled,
    HandOffProposed,
    HandOffRecalled,
    HandOffStarted,
)
from deals.handoffs.models import HandOff
from deals.handoffs.news import PLACER, tell, tell_giver
from deals.handoffs.placing import MOVED_ON, ask_next, choice_errors, face_of, take_turns
from deals.handoffs.readiness import leaves_to_host, obstacle
from deals.handoffs.redaction import names_customer
from deals.handoffs.states import WAITING, Fallback, HandOffState, Kind, OfferState
from deals.models import Deal
from deals.queries import get_deal
from partners.accounts.actions import LONGEST_TEXT
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_handoffs_open", lambda: Conflict(said("This deal is being handed over already."))
)


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

    What the host begins with a partner's deal is proposed to that partner first.

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
        last = queries.last_of_deal(work, deal.id)
        if last is not None and last.has_lapsed(work.now):
            consent.lapse(work, last.id)
        is_asked = consent.needs_consent(work, by, deal)
        handoff = _begin(work, deal, new, by)
        if is_asked:
            consent.ask_owner(work, handoff)
        work.flush()
        take_turns(work, handoff, new.receivers, by)
        if is_asked:
            tell_giver(work, handoff, deal, HandOffProposed(handoff.id), by)
            return handoff.id
        tell_giver(work, handoff, deal, HandOffStarted(handoff.id, handoff.kind), by)
        if new.receivers:
            ask_next(work, handoff, deal, by)
        return handoff.id


def _begin(work: Work, deal: Deal, new: NewHandOff, by: Actor) -> HandOff:
    return work.add(
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


def check(work: Work, deal: Deal, new: NewHandOff) -> None:
    """Refuse what the actor cannot offer; also for the preview of it.

    Raises:
        Forbidden, Invalid, Conflict: see `hand_off`.
    """
    ensure(policies.can_give(work.actor, deal))
    if why := obstacle(work, deal):
        raise Conflict(why)
    is_asked = consent.needs_consent(work, work.actor, deal)
    fields = choice_errors(work, deal, new.receivers, may_choose_later=is_asked)
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
    if new.kind is not Kind.TRANSFER and not may_share(work, deal):
        fields["kind"] = said(
            "Only the company whose deal it is sells it together with another, or takes help, and"
            " not on a third company's customer. Hand the deal over instead."
        )
    most = percent_of(work, deal.id, deal.owner_company_id)
    if new.kind is Kind.ASSIST:
        most = 0
    if not 0 <= new.percent <= most:
        fields["percent"] = said("Enter a whole number from 0 to %(most)s.", most=most)
    if fields:
        raise Invalid(fields=fields)


def may_share(work: Work, deal: Deal) -> bool:
    """Return whether the actor may let another company read the deal, which stays where it is.

    Its owner alone: the host cannot take a share of a partner's deal, only choose the other company
    where the owner leaves that to it, and open a customer of its own to that company.
    """
    return work.actor.is_company(deal.owner_company_id) and leaves_to_host(work, deal)


def recall(database: Database, by: Actor, handoff_id: UUID, reason: str) -> None:
    """Take back what nobody accepted yet; whoever is asked now learns that it is gone.

    What was only proposed is declined by its owner, and taken back by the host alone.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: somebody took it, or it ended.
    """
    with database.work(by) as work:
        ensure(policies.can_end(by, work.get(HandOff, handoff_id)))
    check_reason(reason, said("Say why; it stays on the record."))
    with database.work(PLACER) as work:
        handoff = work.lock(HandOff, handoff_id)
        if handoff.has_lapsed(work.now):
            raise TransitionRefused(MOVED_ON)
        recall_in(work, handoff, by, reason.strip())


def recall_in(work: Work, handoff: HandOff, by: Actor, reason: str) -> None:
    """Recall it as a part of something larger; the hand-off is locked by then."""
    if handoff.state not in WAITING:
        raise TransitionRefused(MOVED_ON)
    was_proposed = handoff.state is HandOffState.PROPOSED
    pending = queries.find_pending(work, handoff)
    handoff.end(HandOffState.RECALLED, at=work.now, reason=reason)
    deal = get_deal(work, handoff.deal_id)
    event = HandOffProposalRecalled if was_proposed else HandOffRecalled
    tell_giver(work, handoff, deal, event(handoff.id), by, reason)
    if pending is not None:
        turn = queries.turn_of(work, pending)
        pending.enter(OfferState.RECALLED, at=work.now)
        tell(work, pending, HandOffOfferRecalled(pending.id), face_of(turn, by))
