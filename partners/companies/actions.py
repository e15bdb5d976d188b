"""Every write to companies and relationships."""

from dataclasses import dataclass

from partners.companies.events import ChannelManagerAssigned, PartnerActivated, PartnerSuspended
from partners.companies.models import (
    Company,
    CompanyKind,
    PartnerRelationship,
    RelationshipState,
    RelationshipType,
)
from partners.companies.queries import get_host
from partners.people.models import Person
from portal.kernel.bell import company_audience, person_audience
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import said

constraint_means(
    "uq_companies_one_host", lambda: Conflict(said("This portal already has its host company."))
)
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
    host = work.add(_company(new, CompanyKind.HOST))
    work.flush()
    return host


def activate_partner(
    work: Work, new: NewCompany, kind: RelationshipType, manager: Person | None
) -> PartnerRelationship:
    """Add a partner in an active relationship, as application and onboarding end in."""
    ensure(work.actor.has_permission("partners:write"))
    partner = work.add(_company(new, CompanyKind.PARTNER))
    work.flush()
    host = get_host(work)
    relationship = work.add(
        PartnerRelationship(
            owner_company_id=host.id,
            partner=partner,
            type=kind,
            state=RelationshipState.ACTIVE,
            channel_manager_id=manager.id if manager else None,
        )
    )
    work.flush()
    work.record(PartnerActivated(partner.id), subject=partner, owner=partner.id)
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
        TransitionRefused: it is shut out already, was never let in, or has left for good.
    """
    ensure(work.actor.has_permission("partners:write"))
    before = relationship.state
    relationship.suspend()
    partner = work.get(Company, relationship.partner_id)
    work.record(
        PartnerSuspended(partner.id),
        subject=partner,
        owner=partner.id,
        before={"state": before},
        after={"state": relationship.state},
        reason=reason,
    )
    work.evict(company_audience(partner.id))


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
