"""Who may see and manage machines: the people of their company, and of no other."""

import sqlalchemy as sa

from partners.clients.models import ApiClient
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to


@visible_to(ApiClient)
def _clients(actor: Actor) -> sa.ColumnElement[bool]:
    return ApiClient.owner_company_id == actor.company_id


def can_manage(actor: Actor) -> bool:
    return actor.has_permission("clients:manage") and actor.company_id is not None


def can_revoke(actor: Actor, client: ApiClient) -> bool:
    return can_manage(actor) and actor.is_company(client.owner_company_id)
