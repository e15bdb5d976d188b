"""Who may see whom: colleagues, one's channel manager, the people of partners one looks after."""

from typing import Any

import sqlalchemy as sa

from partners.companies.models import PartnerRelationship
from partners.people.models import Membership, Person
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(Membership)
def _memberships(actor: Actor) -> sa.ColumnElement[bool]:
    return _may_see(Membership, actor)


@visible_to(Person)
def _people(actor: Actor) -> sa.ColumnElement[bool]:
    memberships = Membership.__table__.c
    known = sa.select(memberships.person_id).where(_may_see(memberships, actor))
    own_manager = sa.select(PartnerRelationship.__table__.c.channel_manager_id).where(
        PartnerRelationship.__table__.c.partner_id == actor.company_id
    )
    return sa.or_(Person.id == actor.id, Person.id.in_(known), Person.id.in_(own_manager))


def _may_see(memberships: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the rule, for the model or for its bare table, to which no rule is added again."""
    owner = memberships.owner_company_id
    own: sa.ColumnElement[bool] = owner == actor.company_id
    return sa.or_(own, owner_is_managed(owner, actor)) if actor.is_host else own
