"""Who sees agreements: the host, and partners of the kinds they are for."""

import sqlalchemy as sa

from documents.agreements.models import Agreement, AgreementExecution
from partners.companies.models import PartnerRelationship
from portal.kernel.actor import Actor, ActorKind
from portal.kernel.policy import owner_is_managed, visible_to

_RELATIONSHIPS = PartnerRelationship.__table__


@visible_to(Agreement)
def _agreements(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_host:
        return Agreement.owner_company_id == actor.company_id
    kind = (
        sa.select(_RELATIONSHIPS.c.type)
        .where(_RELATIONSHIPS.c.partner_id == actor.company_id)
        .scalar_subquery()
    )
    of_its_kind = sa.or_(
        sa.func.cardinality(Agreement.types) == 0,
        sa.cast(kind, sa.String) == sa.any_(Agreement.types),
    )
    return sa.and_(sa.true() if actor.is_partner else sa.false(), of_its_kind)


@visible_to(AgreementExecution)
def _executions(actor: Actor) -> sa.ColumnElement[bool]:
    owner = AgreementExecution.owner_company_id
    return owner_is_managed(owner, actor) if actor.is_host else owner == actor.company_id


def can_name(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("agreements:name")


def can_execute(actor: Actor) -> bool:
    """Return whether it is a person who may sign for a partner; a machine never may."""
    is_person = actor.kind is ActorKind.PERSON
    return is_person and actor.is_partner and actor.has_permission("agreements:execute")
