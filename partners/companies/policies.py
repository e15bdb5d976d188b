"""Who may see companies and relationships: the host its partners, a partner itself and the host."""

import sqlalchemy as sa

from partners.companies.models import Company, CompanyKind, PartnerRelationship
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Company)
def _companies(actor: Actor) -> sa.ColumnElement[bool]:
    own_and_host = sa.or_(Company.id == actor.company_id, Company.kind == CompanyKind.HOST)
    if actor.is_host:
        return sa.or_(own_and_host, owner_is_managed(Company.id, actor))
    return own_and_host


@visible_to(PartnerRelationship)
def _relationships(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.reach is Reach.ALL:
        return sa.true()
    if actor.reach is Reach.ASSIGNED:
        return PartnerRelationship.channel_manager_id == actor.id
    return PartnerRelationship.partner_id == actor.company_id
