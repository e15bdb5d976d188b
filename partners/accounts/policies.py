"""Who may see and share accounts: the owner, and whoever holds a grant in force."""

import sqlalchemy as sa

from partners.accounts.models import Account, AccountShareGrant, GrantState
from portal.kernel.actor import Actor
from portal.kernel.policy import visible_to

_GRANTS = AccountShareGrant.__table__


@visible_to(Account)
def _accounts(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        Account.owner_company_id == actor.company_id,
        Account.id.in_(accounts_granted_to(actor)),
    )


@visible_to(AccountShareGrant)
def _grants(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        AccountShareGrant.owner_company_id == actor.company_id,
        AccountShareGrant.grantee_company_id == actor.company_id,
    )


def accounts_granted_to(actor: Actor) -> sa.Select[tuple[object]]:
    """Select the ids of accounts that others opened to the actor's company, now in force."""
    return sa.select(_GRANTS.c.account_id).where(
        _GRANTS.c.grantee_company_id == actor.company_id,
        _GRANTS.c.state == GrantState.ACTIVE,
        _GRANTS.c.valid_until > sa.func.kontor_now(),
    )


def can_share(actor: Actor, account: Account) -> bool:
    """Only the owner shares an account; what was shared with you is not yours to pass on."""
    return actor.has_permission("accounts:share") and actor.is_company(account.owner_company_id)


def can_revoke(actor: Actor, grant: AccountShareGrant) -> bool:
    return actor.has_permission("accounts:share") and actor.is_company(grant.owner_company_id)
