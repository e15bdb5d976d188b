"""Who may see companies and relationships: the host its partners, a partner itself and the host.

Two partners see each other's name from the grant on that one gave the other and the other took.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from partners.accounts.models import AccountShareGrant, GrantState
from partners.companies.models import Company, CompanyKind, Holiday, PartnerRelationship
from portal.kernel.actor import Actor, Reach
from portal.kernel.policy import has_any, owner_is_managed, visible_to

_GRANTS = AccountShareGrant.__table__.alias("grants_between")


@visible_to(Company)
def _companies(actor: Actor) -> sa.ColumnElement[bool]:
    own_and_host = sa.or_(Company.id == actor.company_id, Company.kind == CompanyKind.HOST)
    if actor.is_host:
        return sa.or_(own_and_host, owner_is_managed(Company.id, actor))
    return sa.or_(own_and_host, *_shares_with(actor))


def _shares_with(actor: Actor) -> Iterator[sa.ColumnElement[bool]]:
    """Yield whether a company shared an account with the actor's, and whether it took one from it.

    An offer tells whose it is. Whoever made it does not learn from it who would be there to take
    it: only from the answer.
    """
    grantor, grantee = _GRANTS.c.owner_company_id, _GRANTS.c.grantee_company_id
    taken = _GRANTS.c.state.not_in([GrantState.OFFERED, GrantState.DECLINED])
    held = sa.select(_GRANTS.c.id).where(grantee == actor.company_id, grantor == Company.id)
    given = sa.select(_GRANTS.c.id).where(grantor == actor.company_id, grantee == Company.id, taken)
    yield has_any(held, _GRANTS)
    yield has_any(given, _GRANTS)


@visible_to(PartnerRelationship)
def _relationships(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.reach is Reach.ALL:
        return sa.true()
    if actor.reach is Reach.ASSIGNED:
        return PartnerRelationship.channel_manager_id == actor.id
    return PartnerRelationship.partner_id == actor.company_id


@visible_to(Holiday)
def _holidays(_actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true()
