"""Accounts at the end of a relationship: no grant stays in force, in either direction."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.duplicates.identities import FIELDS
from partners.accounts.duplicates.models import REGISTERED, AccountIdentity, IdentityKind
from partners.accounts.models import LIVE, Account, AccountShareGrant, GrantState
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.farewell.parting import Parting, Sheet, Tie, register_sheet, register_tie
from portal.kernel.db import Work
from portal.kernel.words import said


def _alive(company_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.or_(
            AccountShareGrant.owner_company_id == company_id,
            AccountShareGrant.grantee_company_id == company_id,
        ),
        AccountShareGrant.state.in_(LIVE),
    )


def grants_count(company_id: UUID) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count(AccountShareGrant.id)).where(_alive(company_id)).scalar_subquery()
    )


def _revoke(parting: Parting) -> None:
    parting.work.session.execute(
        sa.update(AccountShareGrant)
        .where(_alive(parting.partner.id))
        .values(state=GrantState.REVOKED, version=AccountShareGrant.version + 1)
        .execution_options(synchronize_session=False)
    )


def _accounts(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    statement = (
        sa.select(
            Account.name,
            Account.domain,
            Account.country,
            Account.place,
            Account.created_at,
            *(_number(kind) for kind in REGISTERED),
            *(getattr(Account, name) for name in PARENT_FIELDS),
        )
        .where(Account.owner_company_id == partner_id)
        .order_by(Account.name, Account.id)
        .execution_options(yield_per=500)
    )
    yield from map(tuple, work.session.execute(statement))


def _number(kind: IdentityKind) -> sa.ScalarSelect[str]:
    return (
        sa.select(AccountIdentity.value)
        .where(AccountIdentity.account_id == Account.id, AccountIdentity.kind == kind)
        .scalar_subquery()
    )


def _grants(work: Work, partner_id: UUID) -> Iterator[tuple[Any, ...]]:
    grants = AccountShareGrant
    statement = (
        sa.select(
            grants.owner_company_id == partner_id,
            grants.account_id,
            grants.objects,
            grants.access,
            grants.purpose,
            grants.created_at,
            grants.valid_until,
            grants.state,
        )
        .order_by(grants.created_at, grants.id)
        .execution_options(yield_per=500)
    )
    for given, account, objects, access, *rest, state in work.session.execute(statement):
        direction = "given" if given else "received"
        yield direction, account, ", ".join(objects), access.value, *rest, state.value


register_tie(
    Tie(
        said("Grants on accounts, given and received"),
        said("are revoked: neither side sees the other's accounts any more"),
        _revoke,
        grants_count,
    )
)
register_sheet(
    Sheet(
        "accounts.csv",
        ("name", "domain", "country", "place", "since", *FIELDS.values(), *PARENT_FIELDS),
        _accounts,
    )
)
register_sheet(
    Sheet(
        "grants.csv",
        ("direction", "account", "objects", "access", "purpose", "since", "until", "state"),
        _grants,
    )
)
