"""Who reads what a company writes on an account: its contacts, interactions and next steps.

The read rule in one sentence: whoever sees the account and is of the row's audience. An internal
row's audience is its own company. A shared row's is also, if another company than the account's
owner wrote it, that owner (at the host those who look after the writer); and if the owner wrote it,
whoever holds a grant in force that opens such rows. So two grantees never meet in one audience.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.models import (
    WRITES,
    Account,
    AccountShareGrant,
    GrantObject,
    GrantState,
)
from partners.accounts.queries import grants_in_force
from partners.audiences import at_host
from partners.companies.queries import get_host
from portal.kernel.actor import Actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.policy import owner_is_managed, read_rules

_GRANTS = AccountShareGrant.__table__.alias("opening_grants")


class Audience(StrEnum):
    """Chosen before anything is typed, and never changed: the database refuses to."""

    INTERNAL = "INTERNAL"
    SHARED = "SHARED"


def readable_on_account(rows: Any, actor: Actor, opened: GrantObject) -> sa.ColumnElement[bool]:
    """Return whether the actor reads these rows; `opened` is what a grant calls their kind."""
    writer = rows.owner_company_id
    looks_after = owner_is_managed(writer, actor) if actor.is_host else sa.true()
    seen = sa.select(Account.id).where(
        Account.id == rows.account_id,
        read_rules()[Account](actor),
        sa.or_(
            writer == actor.company_id,
            sa.and_(
                rows.audience == Audience.SHARED,
                sa.or_(
                    sa.and_(Account.owner_company_id == actor.company_id, looks_after),
                    sa.and_(writer == Account.owner_company_id, _is_opened(actor, opened)),
                ),
            ),
        ),
    )
    return seen.correlate_except(Account).exists()


def _is_opened(actor: Actor, opened: GrantObject) -> sa.ColumnElement[bool]:
    return (
        sa.select(_GRANTS.c.id)
        .where(
            _GRANTS.c.account_id == Account.id,
            _GRANTS.c.grantee_company_id == actor.company_id,
            _GRANTS.c.state == GrantState.ACTIVE,
            _GRANTS.c.valid_until > sa.func.kontor_now(),
            _GRANTS.c.objects.contains([opened.value]),
        )
        .correlate_except(_GRANTS)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the actor's company stands to an account: its own, or opened to it by a grant."""

    actor: Actor
    account: Account
    grants: Sequence[AccountShareGrant]

    @property
    def is_owner(self) -> bool:
        return self.actor.is_company(self.account.owner_company_id)

    def may_share(self, opened: GrantObject) -> bool:
        """Return whether the company may write such rows for others than itself."""
        return self.is_owner or any(
            self.actor.is_company(grant.grantee_company_id) and grant.access in WRITES
            for grant in self._opening(opened)
        )

    def readers(self, opened: GrantObject) -> list[str]:
        """Return the names of the companies that read a shared row, as far as the actor sees them.

        The account is loaded with its owner.
        """
        if not self.is_owner:
            return [self.actor.company_name, self.account.owner.trade_name]
        others = sorted(grant.grantee.trade_name for grant in self._opening(opened))
        return [self.actor.company_name, *others]

    def reading_companies(self, opened: GrantObject) -> set[UUID]:
        if not self.is_owner:
            return {self.account.owner_company_id}
        return {grant.grantee_company_id for grant in self._opening(opened)}

    def _opening(self, opened: GrantObject) -> list[AccountShareGrant]:
        return [grant for grant in self.grants if opened.value in grant.objects]


def standing_on(work: Work, account: Account) -> Standing:
    return Standing(work.actor, account, grants_in_force(work, account))


def ring_on_account(
    work: Work, account: Account, audience: Audience, standing: Standing, opened: GrantObject
) -> None:
    """Hint to those who read a row of the actor's company that the account changed."""
    assert work.actor.company_id is not None  # noqa: S101 - who writes acts for a company
    companies = {work.actor.company_id}
    if audience is Audience.SHARED:
        companies |= standing.reading_companies(opened)
    host_id = get_host(work).id
    partners = {work.actor.company_id, account.owner_company_id} - {host_id}
    looking_after = [person for each in sorted(partners) for person in at_host(work, each)]
    hears = [company_audience(each) for each in sorted(companies - {host_id})]
    if host_id in companies:
        hears += looking_after or [company_audience(host_id)]
    work.ring(f"account:{account.id}", to=hears)
