"""Writes to what identifies accounts, and to what people say of likely duplicates."""

from collections.abc import Mapping

import sqlalchemy as sa

from partners.accounts.duplicates import policies
from partners.accounts.duplicates.events import AccountsToldApart
from partners.accounts.duplicates.models import AccountIdentity, IdentityKind, PairDecision, Verdict
from partners.accounts.duplicates.queries import find_decision, registered_of
from partners.accounts.models import Account
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import said


def register(
    work: Work,
    account: Account,
    registered: Mapping[IdentityKind, str],
    held: Mapping[IdentityKind, str] | None = None,
) -> bool:
    """Let an account have exactly these registered identities; return whether that changed any.

    They were checked by `identities`. `held` is what it has, where the caller knows.
    """
    before = registered_of(work, [account.id])[account.id] if held is None else held
    changed = {kind for kind in {*before, *registered} if before.get(kind) != registered.get(kind)}
    if changed & set(before):
        work.session.execute(
            sa.delete(AccountIdentity).where(
                AccountIdentity.account_id == account.id, AccountIdentity.kind.in_(changed)
            )
        )
    for kind in changed & set(registered):
        work.add(
            AccountIdentity(
                account_id=account.id,
                kind=kind,
                value=registered[kind],
                owner_company_id=account.owner_company_id,
            )
        )
    return bool(changed)


def tell_apart(work: Work, one: Account, other: Account) -> None:
    """Remember that two accounts are two customers: they are not shown as a likely pair again.

    Raises:
        Forbidden: one of them is another company's.
        Conflict: they are one and the same.
    """
    for account in (one, other):
        ensure(policies.can_edit(work.actor, account))
    if one is other:
        raise Conflict(said("An account is no duplicate of itself."))
    if find_decision(work, one.id, other.id) is not None:
        return
    decision = decide(work, one, other, Verdict.DISTINCT)
    work.flush()
    work.record(AccountsToldApart(decision.id), subject=decision)
    work.ring("duplicates", to=[company_audience(one.owner_company_id)])


def decide(work: Work, one: Account, other: Account, verdict: Verdict) -> PairDecision:
    """Write down what was decided about two accounts of one company."""
    older, newer = sorted((one, other), key=lambda account: account.id)
    return work.add(
        PairDecision(
            owner_company_id=newer.owner_company_id,
            newer_id=newer.id,
            older_id=older.id,
            verdict=verdict,
            label=f"{newer.name} / {older.name}",
        )
    )
