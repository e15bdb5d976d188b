"""Registrations on an account go with it when it is merged into another.

What is registered on two accounts protects two customers; on one account it protects one. So
protections that exclude each other keep the accounts apart. Of those that the actor may not know
of, each goes on to protect the customer it was given for.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from deals.models import Deal
from deals.protection.models import Protection
from deals.protection.states import RUNNING
from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import Account, GrantObject
from portal.kernel.db import Work
from portal.kernel.words import Said, said

Held = list[tuple[Protection, Deal]]


def _move(merge: Merge) -> None:
    """Move the deals; all on the account that stays now stand for one customer."""
    work, stays = merge.work, merge.stays
    work.session.execute(
        sa.update(Deal)
        .where(Deal.account_id == merge.away.id)
        .values(account_id=stays.id, version=Deal.version + 1)
        .execution_options(synchronize_session=False)
    )
    apart = _protect_together(work, stays)
    work.session.execute(
        sa.update(Deal)
        .where(
            Deal.account_id == stays.id,
            Deal.customer_key != stays.customer_key,
            Deal.id.not_in(apart),
        )
        .values(customer_key=stays.customer_key)
        .execution_options(synchronize_session=False)
    )


def _protect_together(work: Work, stays: Account) -> set[UUID]:
    """Let protections stand for the one customer; return the deals of those that cannot."""
    held = _running(work, [stays.id], [stays.customer_key])
    together = [each for each, _ in held if each.customer_key == stays.customer_key]
    apart = set()
    for protection, deal in held:
        if protection in together:
            continue
        if any(_exclude(protection, other) for other in together):
            apart.add(deal.id)
        else:
            protection.customer_key = stays.customer_key
            together.append(protection)
    work.flush()
    return apart


def _obstacles(work: Work, away: Account, stays: Account) -> Sequence[Said]:
    keys = [away.customer_key, stays.customer_key]
    held = _running(work, [away.id, stays.id], keys)
    return [
        said(
            "%(number)s and %(other)s exclude each other: the same products in the same"
            " territory. Release one of them first.",
            number=deal.number,
            other=other.number,
        )
        for place, (one, deal) in enumerate(held)
        for another, other in held[:place]
        if one.customer_key != another.customer_key and _exclude(one, another)
    ]


def _running(work: Work, accounts: Iterable[UUID], keys: Iterable[str]) -> Held:
    """Return exclusive protections that run: on these accounts, or of these customers anywhere."""
    rows = work.session.execute(
        sa.select(Protection, Deal)
        .join(Deal, Deal.id == Protection.deal_id)
        .where(
            sa.or_(Deal.account_id.in_(accounts), Protection.customer_key.in_(keys)),
            Protection.is_exclusive,
            Protection.state.in_(RUNNING),
            Protection.during.contains(work.now),
        )
        .order_by(Deal.submission_sequence, Protection.id)
    )
    return [(protection, deal) for protection, deal in rows]


def _exclude(one: Protection, other: Protection) -> bool:
    """Return whether one customer could not have both: the exclusion of the database."""
    return (
        one.deal_id != other.deal_id
        and (one.family_code, one.territory_code) == (other.family_code, other.territory_code)
        and one.during.overlaps(other.during)
    )


def _shown(account: Account, _company_id: UUID, objects: Sequence[str]) -> sa.Select[Any] | None:
    if GrantObject.DEALS not in objects:
        return None
    return sa.select(Deal.id).where(
        Deal.account_id == account.id, Deal.owner_company_id == account.owner_company_id
    )


register_follower(Follower(said("deals"), _move, _shown, _obstacles))
