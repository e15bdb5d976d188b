"""Who may see interactions and next steps (see `partners.accounts.audience`), and who logs them."""

from typing import Any

import sqlalchemy as sa

from partners.accounts.audience import Audience, Standing, readable_on_account
from partners.accounts.models import GrantObject
from partners.interactions.models import EarlierWording, Interaction, NextStep
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to

_INTERACTIONS = Interaction.__table__.alias("logged")


@visible_to(Interaction)
def _interactions(actor: Actor) -> sa.ColumnElement[bool]:
    return _readable(Interaction, actor)


@visible_to(NextStep)
def _next_steps(actor: Actor) -> sa.ColumnElement[bool]:
    """Whoever reads the interaction reads what it leads to."""
    seen = sa.select(_INTERACTIONS.c.id).where(
        _INTERACTIONS.c.id == NextStep.interaction_id, _readable(_INTERACTIONS.c, actor)
    )
    return seen.correlate_except(_INTERACTIONS).exists()


@visible_to(EarlierWording)
def _earlier_wordings(actor: Actor) -> sa.ColumnElement[bool]:
    """Let the company that logged the interaction read them, as long as it reads that itself."""
    seen = sa.select(_INTERACTIONS.c.id).where(
        _INTERACTIONS.c.id == EarlierWording.interaction_id, _readable(_INTERACTIONS.c, actor)
    )
    return sa.and_(
        EarlierWording.owner_company_id == actor.company_id,
        seen.correlate_except(_INTERACTIONS).exists(),
    )


def _readable(rows: Any, actor: Actor) -> sa.ColumnElement[bool]:
    return readable_on_account(rows, actor, GrantObject.INTERACTIONS)


def can_log(actor: Actor, standing: Standing, audience: Audience) -> bool:
    """For itself any company that sees the account; for others, with a grant that lets it add."""
    return actor.has_permission("interactions:write") and (
        audience is Audience.INTERNAL or can_share(standing)
    )


def can_share(standing: Standing) -> bool:
    return standing.may_share(GrantObject.INTERACTIONS)


def can_change(actor: Actor, interaction: Interaction) -> bool:
    """Whoever logged it, and an administrator of the same company."""
    return (
        actor.has_permission("interactions:write")
        and actor.is_company(interaction.owner_company_id)
        and (actor.id == interaction.author_id or actor.has_permission("people:manage"))
    )


def can_complete(actor: Actor, step: NextStep) -> bool:
    return actor.has_permission("interactions:write") and actor.is_company(step.owner_company_id)
