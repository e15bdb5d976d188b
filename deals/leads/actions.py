"""Leads taken in and qualified by the host, and worked on by the partner that accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deals.catalogue.queries import catalogue_errors
from deals.leads import policies, queries
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
from deals.leads.states import HELD, LeadState, Size
from deals.models import Deal
from partners.accounts.actions import check_length
from partners.applications.queries import name_key
from partners.audiences import at_host
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Invalid, NotFound, TransitionRefused
from portal.kernel.policy import ensure
from portal.kernel.words import said


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead as it comes in; the first half of it is what partners are shown in an offer."""

    industry: str
    country: str
    territory_code: str
    family_code: str
    size: Size
    customer_name: str
    contact_name: str
    email: str
    need: str
    source: str
    domain: str = ""
    phone: str = ""


LONGEST: Mapping[str, int] = {
    "industry": 80,
    "customer_name": 200,
    "contact_name": 200,
    "email": 254,
    "need": 2000,
    "source": 80,
    "domain": 253,
    "phone": 40,
}


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
    lead = work.add(
        Lead(
            owner_company_id=owner,
            source=new.source.strip(),
            industry=new.industry.strip(),
            country=new.country.strip().upper(),
            territory_code=new.territory_code,
            family_code=new.family_code,
            size=new.size,
            state=LeadState.NEW,
        )
    )
    work.flush()
    work.add(
        LeadContact(
            owner_company_id=owner,
            lead_id=lead.id,
            customer_name=new.customer_name.strip(),
            domain=new.domain.strip().lower() or None,
            contact_name=new.contact_name.strip(),
            email=new.email.strip(),
            phone=new.phone.strip() or None,
            need=new.need.strip(),
            consented_at=consented_at,
        )
    )
    return lead


def errors_of(work: Work, new: NewLead) -> dict[str, str]:
    """Return a sentence for each field that is missing or wrong."""
    wrong = catalogue_errors(work, new.territory_code, [new.family_code])
    found = {name.replace("lines.0.", ""): sentence for name, sentence in wrong.items()}
    found |= text_errors({name: str(getattr(new, name)) for name in LONGEST})
    if len(new.country.strip()) != 2 or not new.country.strip().isalpha():  # noqa: PLR2004
        found["country"] = said("Enter the two letters of the country, like DE.")
    return found


def text_errors(texts: Mapping[str, str]) -> dict[str, str]:
    """Return a sentence for each text of a lead that is missing, too long or no e-mail address."""
    found: dict[str, str] = {}
    for name, most in LONGEST.items():
        value = texts[name].strip()
        if not value and name not in {"domain", "phone"}:
            found[name] = said("Fill this in.")
        elif len(value) > most:
            found[name] = said("Use at most %(most)s characters.", most=most)
    if "industry" not in found and _names_whom(texts):
        found["industry"] = said(
            "Leave out who it is, as in “port cranes”: partners read this before they accept."
        )
    if "email" not in found and "@" not in texts["email"].strip()[1:-1]:
        found["email"] = said("Enter an e-mail address.")
    return found


def _names_whom(texts: Mapping[str, str]) -> bool:
    """Return whether what an offer shows of a lead tells the customer or the person."""
    shown = texts["industry"]
    names = (name_key(texts[each]) for each in ("customer_name", "contact_name"))
    marks = (texts[each].strip().casefold() for each in ("domain", "email", "phone"))
    return any(each and f" {each} " in f" {name_key(shown)} " for each in names) or any(
        each and each in shown.casefold() for each in marks
    )


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
