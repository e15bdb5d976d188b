"""Who may see EDI traffic: the partner whose it is, and the host's people who look after it."""

from typing import Any

import sqlalchemy as sa

from edi.gateway.models import Interchange, InterchangeMessage, TradingAgreement
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(TradingAgreement)
def _agreements(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(TradingAgreement.owner_company_id, actor)


@visible_to(Interchange)
def _interchanges(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(Interchange.owner_company_id, actor)


@visible_to(InterchangeMessage)
def _messages(actor: Actor) -> sa.ColumnElement[bool]:
    return _own_or_managed(InterchangeMessage.owner_company_id, actor)


def _own_or_managed(owner: Any, actor: Actor) -> sa.ColumnElement[bool]:
    return owner_is_managed(owner, actor) if actor.is_host else owner == actor.company_id


def can_exchange(actor: Actor) -> bool:
    """Only a partner's own system sends and fetches; the host's people watch."""
    return actor.is_partner and actor.has_permission("edi:exchange")


def can_operate(actor: Actor) -> bool:
    return (actor.is_host or actor.is_system) and actor.has_permission("gateway:operate")


def can_replay(actor: Actor, interchange: Interchange) -> bool:
    """Allow it unless it contradicts an earlier interchange: then one of the two is wrong."""
    return can_operate(actor) and interchange.first_id is None
