"""Every write to companies and relationships."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from partners.audiences import at_host
from partners.companies.events import (
    ChannelManagerAssigned,
    PartnerActivated,
    PartnerAdmitted,
    PartnerOffboardingStarted,
    PartnerResumed,
    PartnerSuspended,
)
from partners.companies.models import (
    Company,
    CompanyKind,
    PartnerRelationship,
    RelationshipState,
    RelationshipType,
)
from partners.companies.queries import get_host
from partners.people.models import Person
from portal.kernel.activity import Event
from portal.kernel.bell import company_audience, person_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict, Invalid
from portal.kernel.policy import ensure
from portal.kernel.words import said


def _hosted() -> Conflict:
    return Conflict(said("This portal already has its host company."))


constraint_means("uq_companies_one_host", _hosted)
constraint_means(
    "uq_companies_code", lambda: Conflict(said("Another company already uses this short code."))
)


@dataclass(frozen=True, slots=True)
class NewCompany:
    """`code` is three to eight capitals, `country` ISO 3166-1 alpha-2."""

    legal_name: str
    trade_name: str
    code: str
    country: str
    website_domain: str | None = None
    gln: str | None = None
    vat_id: str | None = None


def found_host(work: Work, new: NewCompany) -> Company:
    """Create the one company that hosts the portal; only the command line does this.

    Raises:
        Conflict: there is one already.
    """
    ensure(work.actor.is_system)
    if work.all(sa.select(Company).where(Company.kind == CompanyKind.HOST)):
        raise _hosted()
    host = work.add(_company(new, CompanyKind.HOST))
    work.flush()
    return host


def activate_partner(
    work: Work, new: NewCompany, kind: RelationshipType, manager: Person | None
) -> PartnerRelationship:
    """Add a partner in an active relationship, as application and onboarding end in."""
    ensure(work.actor.has_permission("partners:write"))
    relationship = _add_partner(work, new, kind, manager, RelationshipState.ACTIVE)
    partner = relationship.partner
    work.record(PartnerActivated(partner.id), subject=partner, owner=partner.id)
    return relationship


def admit_partner(
    work: Work, new: NewCompany, kind: RelationshipType, manager: Person | None
) -> PartnerRelationship:
    """Add a partner that is to be onboarded: it sees its checklist and agreements, no more."""
    ensure(work.actor.has_permission("partners:write"))
    relationship = _add_partner(work, new, kind, manager, RelationshipState.ONBOARDING)
    partner = relationship.partner
    work.record(PartnerAdmitted(partner.id), subject=partner, owner=partner.id)
    return relationship


def _add_partner(
    work: Work,
    new: NewCompany,
    kind: RelationshipType,
    manager: Person | None,
    state: RelationshipState,
) -> PartnerRelationship:
    partner = work.add(_company(new, CompanyKind.PARTNER))
    work.flush()
    host = get_host(work)
    relationship = work.add(
        PartnerRelationship(
            owner_company_id=host.id,
            partner=partner,
            type=kind,
            state=state,
            channel_manager_id=manager.id if manager else None,
        )
    )
    work.flush()
    return relationship


def assign_channel_manager(work: Work, relationship: PartnerRelationship, manager: Person) -> None:
    """Hand a partner to another channel manager; the old one stops seeing it at once."""
    ensure(work.actor.has_permission("partners:write"))
    if relationship.channel_manager_id is not None:
        work.evict(person_audience(relationship.channel_manager_id))
    relationship.channel_manager_id = manager.id
    partner = work.get(Company, relationship.partner_id)
    work.record(ChannelManagerAssigned(partner.id, manager.id), subject=partner, owner=partner.id)


def suspend_partner(work: Work, relationship: PartnerRelationship, reason: str) -> None:
    """Shut a partner out: its sessions, tokens and sockets are refused from the next request on.

    Raises:
        Invalid: no reason was given.
        TransitionRefused: it is shut out already, was never let in, or has left for good.
    """
    ensure(work.actor.has_permission("partners:write"))
    _check_reason(reason)
    before = relationship.state
    relationship.suspend()
    _note(work, relationship, PartnerSuspended(relationship.partner_id), before, reason)
    work.evict(company_audience(relationship.partner_id))


def resume_partner(work: Work, relationship: PartnerRelationship) -> None:
    """Let a suspended partner in again, to where it was when it was shut out.

    Raises:
        TransitionRefused: it is not suspended.
    """
    ensure(work.actor.has_permission("partners:write"))
    before = relationship.state
    relationship.resume()
    _note(work, relationship, PartnerResumed(relationship.partner_id), before)


def start_offboarding(
    work: Work, relationship: PartnerRelationship, reason: str, last_day: date
) -> None:
    """Tell both sides that the relationship ends on a day; until then the partner still works.

    Raises:
        Invalid: no reason, or a day that has passed.
        TransitionRefused: the partner was never active, or is leaving already.
    """
    ensure(work.actor.has_permission("partners:write"))
    _check_reason(reason, last_day if last_day < work.now.date() else None)
    before = relationship.state
    relationship.start_offboarding(last_day)
    event = PartnerOffboardingStarted(relationship.partner_id)
    _note(work, relationship, event, before, reason, last_day=last_day)


def _check_reason(reason: str, day_gone_by: date | None = None) -> None:
    fields = {}
    if not reason.strip():
        fields["reason"] = said("Say why; it stays on the record.")
    if day_gone_by is not None:
        fields["last_day"] = said("Choose today or a later day.")
    if fields:
        raise Invalid(fields=fields)


def _note(
    work: Work,
    relationship: PartnerRelationship,
    event: Event,
    before: RelationshipState,
    reason: str = "",
    **facts: object,
) -> None:
    partner = work.get(Company, relationship.partner_id)
    work.record(
        event,
        subject=partner,
        owner=partner.id,
        before={"state": before},
        after={"state": relationship.state, **facts},
        reason=reason.strip() or None,
    )
    everybody = [company_audience(partner.id), *at_host(work, partner.id)]
    work.ring("partners", f"partner:{partner.id}", "home", to=everybody)


def _company(new: NewCompany, kind: CompanyKind) -> Company:
    return Company(
        kind=kind,
        legal_name=new.legal_name,
        trade_name=new.trade_name,
        code=new.code.upper(),
        country=new.country.upper(),
        website_domain=new.website_domain,
        gln=new.gln,
        vat_id=new.vat_id,
    )
