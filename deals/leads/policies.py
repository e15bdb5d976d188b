"""Who sees leads: the host its own, and each partner what it was offered and what it accepted.

One that a partner holds is seen at the host by those who look after that partner.
"""

from typing import Any

import sqlalchemy as sa

from deals.leads.models import Lead, LeadContact, LeadOffer
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Lead)
def _leads(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(Lead, actor)


@visible_to(LeadContact)
def _contacts(actor: Actor) -> sa.ColumnElement[bool]:
    leads = Lead.__table__.c
    return LeadContact.lead_id.in_(sa.select(leads.id).where(_may_see(leads, actor)))


@visible_to(LeadOffer)
def _offers(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return owner_is_managed(LeadOffer.owner_company_id, actor)
    return LeadOffer.owner_company_id == actor.company_id


def _may_see(leads: Any, actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.is_host:
        held: sa.ColumnElement[bool] = leads.holder_company_id == actor.company_id
        return held
    holder = leads.holder_company_id
    return sa.and_(
        leads.owner_company_id == actor.company_id,
        sa.or_(holder.is_(None), owner_is_managed(holder, actor)),
    )


def can_route(actor: Actor) -> bool:
    """Return whether the actor takes leads in, qualifies and places them."""
    return actor.is_host and actor.has_permission("leads:route")


def can_answer(actor: Actor, offer: LeadOffer) -> bool:
    return actor.has_permission("leads:work") and actor.is_company(offer.owner_company_id)


def can_work_on(actor: Actor, lead: Lead) -> bool:
    """Return whether the actor's company accepted it and the role works on leads."""
    holder = lead.holder_company_id
    return holder is not None and actor.has_permission("leads:work") and actor.is_company(holder)
