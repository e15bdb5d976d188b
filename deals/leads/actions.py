"""Leads taken in and qualified by the host, and worked on by the partner that accepted."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from deals.leads import policies, queries
from deals.leads.entry import FIELDS, ON_THE_CONTACT, NewLead, errors_of
from deals.leads.events import (
    LeadContacted,
    LeadConverted,
    LeadGivenUp,
    LeadQualified,
    LeadReceived,
    LeadRejected,
    LeadRetired,
)
from deals.leads.models import Lead, LeadContact
from deals.leads.states import HELD, LeadState
from deals.models import Deal
from partners.accounts.actions import check_length
from partners.audiences import at_host
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said


def take_in(work: Work, new: NewLead) -> Lead:
    """Take a lead in; nobody but the host sees it until it is offered.

    Raises:
        Forbidden: the role may not.
        Invalid: something is missing, or the catalogue does not have it.
    """
    ensure(policies.can_route(work.actor))
    lead = receive(work, work.actor.company_id, new)
    _tell(work, LeadReceived(lead.id), lead)
    return lead


def receive(
    work: Work, owner: UUID | None, new: NewLead, *, consented_at: datetime | None = None
) -> Lead:
    """Take in for the host what somebody entered: one of its people, or whoever wants to buy.

    How it came is for whoever calls this to record. `consented_at` says when the contact agreed
    that a partner calls them.

    Raises:
        Invalid: something is missing, or the catalogue does not have it.
    """
    if errors := errors_of(work, new):
        raise Invalid(fields=errors)
    entered = new.tidied
    lead = work.add(Lead(owner_company_id=owner, state=LeadState.NEW))
    contact = LeadContact(owner_company_id=owner, consented_at=consented_at)
    write_down(entered, lead, contact)
    work.flush()
    contact.lead_id = lead.id
    work.add(contact)
    return lead


def write_down(entered: NewLead, lead: Lead, contact: LeadContact) -> None:
    """Have a lead and its contact say what was entered."""
    for name in FIELDS:
        record = contact if name in ON_THE_CONTACT else lead
        setattr(record, name, getattr(entered, name) or None)


def qualify(work: Work, lead: Lead) -> None:
    """Say that a lead is one; now it can be offered.

    Raises:
        TransitionRefused: that was said before. What is offered is taken back (`placing.recall`).
    """
    ensure(policies.can_route(work.actor))
    if lead.state is not LeadState.NEW:
        raise TransitionRefused(said("This lead was qualified before."))
    lead.enter(LeadState.QUALIFIED)
    _tell(work, LeadQualified(lead.id), lead)


def reject(work: Work, lead: Lead, reason: str) -> None:
    """Say that it never was a lead."""
    ensure(policies.can_route(work.actor))
    lead.close(LeadState.REJECTED, _reason(reason), at=work.now)
    _tell(work, LeadRejected(lead.id), lead, lead.reason)


def retire(work: Work, lead: Lead, reason: str) -> None:
    """Give up a lead that nobody holds."""
    ensure(policies.can_route(work.actor))
    if lead.state in HELD:
        raise TransitionRefused(said("A partner works on this lead. Take it back first."))
    lead.close(LeadState.RETIRED, _reason(reason), at=work.now)
    _tell(work, LeadRetired(lead.id), lead, lead.reason)


def reach(work: Work, lead: Lead) -> None:
    """Say that the customer was reached: the second clock stops."""
    ensure(policies.can_work_on(work.actor, lead))
    lead.reach(at=work.now)
    tell_both(work, lead, LeadContacted)


def give_up(work: Work, lead: Lead, reason: str) -> None:
    """Say why nothing came of a lead that the actor's company accepted."""
    ensure(policies.can_work_on(work.actor, lead))
    lead.close(LeadState.RETIRED, _reason(reason), at=work.now)
    tell_both(work, lead, LeadGivenUp, lead.reason)


def convert(work: Work, lead: Lead, deal: Deal) -> None:
    """Say that the holder's registration is what the lead became."""
    ensure(work.actor.is_system or policies.can_work_on(work.actor, lead))
    if lead.state is LeadState.ACCEPTED:  # whoever registers it has reached the customer
        lead.reach(at=work.now)
    lead.convert(deal.id, at=work.now)
    tell_both(work, lead, lambda offer_id: LeadConverted(offer_id, deal.id))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": said("Say why; it stays on the record.")})
    check_length("reason", reason)
    return reason.strip()


def _tell(work: Work, event: Event, lead: Lead, reason: str | None = None) -> None:
    work.record(event, subject=lead, reason=reason)
    ring_host(work, lead)


def tell_both(
    work: Work, lead: Lead, event: Callable[[UUID], Event], reason: str | None = None
) -> None:
    """Record it on the offer that its holder accepted, and ring at both sides."""
    offer = queries.find_accepted(work, lead.id)
    if offer is None:
        raise NotFound
    work.record(event(offer.id), subject=offer, reason=reason)
    partner = offer.owner_company_id
    topics = ("leads", "home", f"lead:{lead.id}", f"lead-offer:{offer.id}")
    work.ring(*topics, to=[company_audience(partner), *at_host(work, partner)])


def ring_host(work: Work, lead: Lead) -> None:
    """Ring at the host; who may not see the lead fetches a page on which it is not."""
    work.ring("leads", "home", f"lead:{lead.id}", to=[company_audience(lead.owner_company_id)])
