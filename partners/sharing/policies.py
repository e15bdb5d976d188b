"""Who may see and answer what is offered and asked for. Who sees grants: `accounts/policies.py`."""

import sqlalchemy as sa

from partners.accounts.models import AccountShareGrant
from partners.sharing.models import AccountShareRequest
from portal.kernel.actor import Actor
from portal.kernel.policy import owner_is_managed, visible_to


@visible_to(AccountShareRequest)
def _requests(actor: Actor) -> sa.ColumnElement[bool]:
    """Show them to the partner that asks, and at the host to those who look after it."""
    owner = AccountShareRequest.owner_company_id
    return owner_is_managed(owner, actor) if actor.is_host else owner == actor.company_id


def can_change(actor: Actor, grant: AccountShareGrant) -> bool:
    return actor.has_permission("accounts:share") and actor.is_company(grant.owner_company_id)


def can_answer_offer(actor: Actor, grant: AccountShareGrant) -> bool:
    return actor.has_permission("accounts:share") and actor.is_company(grant.grantee_company_id)


def can_ask(actor: Actor) -> bool:
    return actor.is_partner and actor.has_permission("accounts:share")


def can_answer_request(actor: Actor) -> bool:
    return actor.is_host and actor.has_permission("accounts:share")


def can_withdraw(actor: Actor, asked: AccountShareRequest) -> bool:
    return actor.has_permission("accounts:share") and actor.is_company(asked.owner_company_id)
