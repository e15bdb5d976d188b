"""Who may see whom: colleagues, one's channel manager, the people of partners one looks after."""

import sqlalchemy as sa

from partners.companies.models import PartnerRelationship
from partners.people.models import Membership, Person
from portal.kernel.activity import owner_is_managed
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(Membership)
def _memberships(actor: Actor) -> sa.ColumnElement[bool]:
    own = Membership.owner_company_id == actor.company_id
    if actor.is_host:
        return sa.or_(own, owner_is_managed(Membership.owner_company_id, actor))
    return own


@visible_to(Person)
def _people(actor: Actor) -> sa.ColumnElement[bool]:
    memberships = Membership.__table__
    known = sa.select(memberships.c.person_id).where(_memberships_of(actor))
    own_manager = sa.select(PartnerRelationship.__table__.c.channel_manager_id).where(
        PartnerRelationship.__table__.c.partner_id == actor.company_id
    )
    return sa.or_(Person.id == actor.id, Person.id.in_(known), Person.id.in_(own_manager))


def _memberships_of(actor: Actor) -> sa.ColumnElement[bool]:
    owner = Membership.__table__.c.owner_company_id
    if actor.is_host:
        return sa.or_(owner == actor.company_id, owner_is_managed(owner, actor))
    return owner == actor.company_id
