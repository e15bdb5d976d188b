"""Who sees and sets what a conflict is, and why a registration is held: the host's people."""

import sqlalchemy as sa

from deals.conflicts.models import ConflictDecision, ConflictHold, ConflictSettings
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(ConflictSettings)
def _settings(actor: Actor) -> sa.ColumnElement[bool]:
    return ConflictSettings.owner_company_id == actor.company_id


@visible_to(ConflictHold)
def _holds(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.is_host:
        return sa.false()
    return owner_is_managed(ConflictHold.owner_company_id, actor)


@visible_to(ConflictDecision)
def _decisions(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to those who see both registrations: they tell of either."""
    if not actor.is_host:
        return sa.false()
    return sa.and_(
        owner_is_managed(ConflictDecision.owner_company_id, actor),
        owner_is_managed(ConflictDecision.rival_company_id, actor),
    )


def can_set(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("programme:write")
