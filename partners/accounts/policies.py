"""Who may see and share accounts: the owner, and whoever holds a grant in force.

At the host a grant, given or held, is for those who look after the other company.
"""

from typing import Any

import sqlalchemy as sa

from partners.accounts.models import (
    Account,
    AccountShareGrant,
    AccountTouch,
    AccountWord,
    GrantObject,
    GrantState,
)
from portal.kernel.actor import Actor
from portal.kernel.policy import has_any, now_once, owner_is_managed, visible_to

_GRANTS = AccountShareGrant.__table__.alias("grants_in_force")


@visible_to(Account)
def _accounts(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        Account.owner_company_id == actor.company_id,
        _is_granted(Account.id, actor),
    )


@visible_to(AccountWord)
def _words(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(
        AccountWord.owner_company_id == actor.company_id,
        _is_granted(AccountWord.account_id, actor),
    )


@visible_to(AccountTouch)
def _touches(actor: Actor) -> sa.ColumnElement[bool]:
    """Show a company its own, on accounts that the actor sees."""
    return sa.and_(
        AccountTouch.owner_company_id == actor.company_id,
        sa.or_(AccountTouch.is_own, _is_granted(AccountTouch.account_id, actor)),
    )


@visible_to(AccountShareGrant)
def _grants(actor: Actor) -> sa.ColumnElement[bool]:
    owner, grantee = AccountShareGrant.owner_company_id, AccountShareGrant.grantee_company_id
    return sa.or_(
        sa.and_(owner == actor.company_id, _looks_after(grantee, actor)),
        sa.and_(grantee == actor.company_id, _looks_after(owner, actor)),
    )


def _looks_after(company: Any, actor: Actor) -> sa.ColumnElement[bool]:
    return owner_is_managed(company, actor) if actor.is_host else sa.true()


def _is_granted(account_id: Any, actor: Actor) -> sa.ColumnElement[bool]:
    return has_any(accounts_granted_to(actor).where(_GRANTS.c.account_id == account_id), _GRANTS)


def accounts_granted_to(actor: Actor) -> sa.Select[tuple[object]]:
    """Select the ids of accounts that others opened to the actor's company, now in force."""
    return sa.select(_GRANTS.c.account_id).where(
        _GRANTS.c.grantee_company_id == actor.company_id,
        _looks_after(_GRANTS.c.owner_company_id, actor),
        _GRANTS.c.state == GrantState.ACTIVE,
        _GRANTS.c.valid_until > now_once(),
    )


def opened_by_grant(owner: Any, account_id: Any, what: GrantObject, actor: Actor) -> Any:
    """Return whether a grant in force opens to the actor's company what `owner` has there.

    It opens the grantor's own on that account: what a third company has there is its own affair.
    """
    opened = sa.select(_GRANTS.c.owner_company_id, _GRANTS.c.account_id).where(
        _GRANTS.c.grantee_company_id == actor.company_id,
        _GRANTS.c.state == GrantState.ACTIVE,
        _GRANTS.c.valid_until > sa.func.kontor_now(),
        _GRANTS.c.objects.contains([what.value]),
    )
    return sa.tuple_(owner, account_id).in_(opened)


def can_share(actor: Actor, account: Account) -> bool:
    """Only the owner shares an account; what was shared with you is not yours to pass on."""
    return actor.has_permission("accounts:share") and actor.is_company(account.owner_company_id)


def can_revoke(actor: Actor, grant: AccountShareGrant) -> bool:
    return actor.has_permission("accounts:share") and actor.is_company(grant.owner_company_id)
