"""Leads offered, claimed, declined and taken back.

Whom to ask is looked up across all partners, and one partner's answer moves what others were
offered. So each step checks who asks for it, and then is the portal's own transaction in their name
(as a merge of accounts is).
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from deals.leads import clocks, policies, queries
from deals.leads.candidates import Candidate, candidates, in_cascade, in_turn
from deals.leads.events import (
    LeadOfferAccepted,
    LeadOfferDeclined,
    LeadOffered,
    LeadOfferExpired,
    LeadOfferRecalled,
    LeadUnplaced,
)
from deals.leads.models import Lead, LeadOffer
from deals.leads.states import CHOSEN, PLACEABLE, LeadState, OfferState, Rule
from deals.programme.queries import terms_of
from partners.accounts.actions import check_length
from partners.audiences import at_host
from portal.kernel.activity import Event
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, Invalid, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said

PLACER: Final = system_actor("lead placing")
TAKEN: Final = said("This lead is not available any more. Nothing was changed.")
_MOVED_ON: Final = said("This lead has moved on. Look at where it stands now.")

for _name in ("uq_lead_offers_accepted", "uq_lead_offers_pending"):
    constraint_means(_name, lambda: Conflict(TAKEN))


def offer_lead(
    database: Database, by: Actor, lead_id: UUID, rule: Rule | None, partner_id: UUID | None = None
) -> None:
    """Offer a lead by a rule; a partner that is protected on its customer is asked alone.

    Raises:
        Forbidden: the role may not.
        Invalid: no rule was chosen, or a partner that cannot be asked.
        TransitionRefused: it is offered or held already, or not qualified.
    """
    with database.work(by) as work:
        ensure(policies.can_route(by))
        work.get(Lead, lead_id)
        if rule not in CHOSEN:
            raise Invalid(fields={"rule": said("Choose how it is offered.")})
    with database.work(PLACER) as work:
        lead = work.lock(Lead, lead_id)
        if lead.state not in PLACEABLE:
            raise TransitionRefused(_MOVED_ON)
        contact = queries.contact_of(work, lead)
        holder = queries.protected_partner(work, lead, contact)
        if holder is not None:
            rule, partner_id = Rule.PROTECTED, holder
        lead.rule = rule
        chosen = _choose(work, lead, partner_id)
        if not chosen and rule is Rule.PUSH:
            raise Invalid(fields={"partner": said("This partner cannot be offered the lead now.")})
        _place(work, lead, chosen, by)


def cascade_of(database: Database, by: Actor, lead_id: UUID) -> list[Candidate]:
    """Return whom a cascade would ask, in its order; the caller says which of them `by` sees."""
    with database.work(by) as work:
        ensure(policies.can_route(by))
        work.get(Lead, lead_id)
    with database.work(PLACER) as work:
        return in_cascade(candidates(work, work.get(Lead, lead_id)))


def accept(database: Database, by: Actor, offer_id: UUID) -> None:
    """Take an offered lead for the actor's company: of several at one moment exactly one has it.

    Raises:
        NotFound: the offer is another company's.
        Forbidden: the role does not work on leads.
        Conflict: the time is over, or somebody else was first.
    """
    lead_id = _check_answer(database, by, offer_id)
    with database.work(PLACER) as work:
        lead = queries.claim(work, lead_id)
        if lead is None:
            raise Conflict(TAKEN)
        offer = work.lock(LeadOffer, offer_id)
        refuse_unless_open(work, offer)
        _answer(work, offer, OfferState.ACCEPTED, by)
        lead.accept(
            offer.owner_company_id,
            at=work.now,
            contact_due_at=clocks.due_in(work, offer.contact_days),
            remind_at=clocks.reminder_before(work, offer.contact_days),
        )
        for other in queries.pending_offers(work, lead.id):
            if other.id != offer.id:
                _end(work, other, OfferState.RECALLED, LeadOfferRecalled(other.id))
        work.flush()
        _tell(work, offer, LeadOfferAccepted(offer.id), by)


def decline(database: Database, by: Actor, offer_id: UUID, reason: str) -> None:
    """Say no to an offer, and why; whoever is next is asked at once.

    Raises:
        Invalid: no reason was given.
        Conflict: the time is over, or it was taken back.
    """
    lead_id = _check_answer(database, by, offer_id)
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; it helps to find the right partner.")})
    check_length("reason", reason)
    with database.work(PLACER) as work:
        lead = work.lock(Lead, lead_id)
        offer = work.lock(LeadOffer, offer_id)
        refuse_unless_open(work, offer)
        _answer(work, offer, OfferState.DECLINED, by)
        offer.reason = reason.strip()
        _tell(work, offer, LeadOfferDeclined(offer.id), by, offer.reason)
        _go_on(work, lead)


def recall(database: Database, by: Actor, lead_id: UUID, reason: str) -> None:
    """Take back what was offered, or a lead whose holder does not reach the customer.

    The holder's company reads no contact data from then on.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: nothing is offered, or the customer was reached.
    """
    with database.work(by) as work:
        ensure(policies.can_route(by))
        work.get(Lead, lead_id)
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; the partner reads this.")})
    check_length("reason", reason)
    with database.work(PLACER) as work:
        lead = work.lock(Lead, lead_id)
        accepted = queries.find_accepted(work, lead_id)
        lead.take_back()
        for offer in [*queries.pending_offers(work, lead_id), *([accepted] if accepted else [])]:
            offer.reason = reason.strip()
            event = LeadOfferRecalled(offer.id)
            _end(work, offer, OfferState.RECALLED, event, by=by, reason=offer.reason)


def expire(work: Work, offer: LeadOffer) -> None:
    """Say that an offer ran out, and ask whoever is next.

    The lead is locked before the offer, here as everywhere, so that nobody waits in a circle.
    """
    ensure(work.actor.is_system)
    lead = work.lock(Lead, offer.lead_id)
    work.lock(LeadOffer, offer.id)
    if offer.state is not OfferState.PENDING:  # answered meanwhile
        return
    _end(work, offer, OfferState.EXPIRED, LeadOfferExpired(offer.id))
    _go_on(work, lead)


def _check_answer(database: Database, by: Actor, offer_id: UUID) -> UUID:
    with database.work(by) as work:
        offer = work.get(LeadOffer, offer_id)
        ensure(policies.can_answer(by, offer))
        return offer.lead_id


def refuse_unless_open(work: Work, offer: LeadOffer) -> None:
    """Say what became of an offer that cannot be answered any more.

    Raises:
        Conflict: the time is over, it was answered, or the lead went elsewhere.
    """
    match offer.state_at(work.now):
        case OfferState.PENDING:
            return
        case OfferState.EXPIRED:
            raise Conflict(said("The time to answer this offer is over. Nothing was changed."))
        case _:
            raise Conflict(TAKEN)


def _answer(work: Work, offer: LeadOffer, state: OfferState, by: Actor) -> None:
    offer.enter(state, at=work.now)
    offer.answered_by_id, offer.answered_by_name = by.id, by.name


def _go_on(work: Work, lead: Lead) -> None:
    """Ask whoever is next, unless somebody still thinks about it."""
    work.flush()
    if lead.state is not LeadState.OFFERED or queries.pending_offers(work, lead.id):
        return
    if lead.rule in {Rule.ROUND_ROBIN, Rule.CASCADE}:
        _place(work, lead, _choose(work, lead, None), PLACER)
    else:
        _place(work, lead, [], PLACER)


def _choose(work: Work, lead: Lead, partner_id: UUID | None) -> Sequence[UUID]:
    found = candidates(work, lead)
    match lead.rule:
        case Rule.PUSH | Rule.PROTECTED:
            found = [each for each in found if each.partner_id == partner_id]
        case Rule.ROUND_ROBIN:
            found = in_turn(found)[:1]
        case Rule.CASCADE:
            found = in_cascade(found)[:1]
    return [each.partner_id for each in found]


def _place(work: Work, lead: Lead, partners: Sequence[UUID], by: Actor) -> None:
    if not partners:
        if lead.state is not LeadState.UNPLACED:
            lead.enter(LeadState.UNPLACED)
        work.record(LeadUnplaced(lead.id), subject=lead, by=by)
        work.ring("leads", f"lead:{lead.id}", to=[company_audience(lead.owner_company_id)])
        return
    if lead.state is not LeadState.OFFERED:
        lead.enter(LeadState.OFFERED)
    terms = terms_of(work)
    due = clocks.due_in(work, terms.lead_answer_days)
    for partner_id in partners:
        offer = work.add(
            LeadOffer(
                owner_company_id=partner_id,
                lead_id=lead.id,
                rule=lead.rule,
                industry=lead.industry,
                country=lead.country,
                territory_code=lead.territory_code,
                family_code=lead.family_code,
                size=lead.size,
                state=OfferState.PENDING,
                expires_at=due,
                answer_days=terms.lead_answer_days,
                contact_days=terms.lead_contact_days,
            )
        )
        work.flush()
        _tell(work, offer, LeadOffered(offer.id), by)


def _end(
    work: Work,
    offer: LeadOffer,
    state: OfferState,
    event: Event,
    *,
    by: Actor = PLACER,
    reason: str | None = None,
) -> None:
    offer.enter(state, at=work.now)
    _tell(work, offer, event, by, reason)


def _tell(work: Work, offer: LeadOffer, event: Event, by: Actor, reason: str | None = None) -> None:
    """Record it as the partner's own: its rivals hear nothing of it, whoever did it."""
    partner = offer.owner_company_id
    work.record(event, subject=offer, by=by, reason=reason)
    topics = ("leads", "home", f"lead:{offer.lead_id}", f"lead-offer:{offer.id}")
    work.ring(*topics, to=[company_audience(partner), *at_host(work, partner)])
