"""Two accounts of one company become one: everything that stands on the one goes to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.actions import ring_grant
from partners.accounts.duplicates.actions import decide, register
from partners.accounts.duplicates.models import (
    REGISTERED,
    AccountIdentity,
    IdentityKind,
    PairDecision,
    Verdict,
)
from partners.accounts.duplicates.queries import registered_of
from partners.accounts.merging import policies
from partners.accounts.merging.audiences import (
    Audiences,
    audiences_of,
    narrow,
    objections,
    obstacles,
)
from partners.accounts.merging.events import AccountsMerged, SharedAccountsMerged
from partners.accounts.merging.following import Merge, followers
from partners.accounts.merging.models import MergedAccount
from partners.accounts.models import LIVE, Account, AccountShareGrant, AccountWord
from partners.companies.queries import get_host
from portal.kernel.actor import Actor, system_actor
from portal.kernel.bell import company_audience
from portal.kernel.db import Database, Work, constraint_means
from portal.kernel.errors import Conflict, NotFound
from portal.kernel.policy import ensure
from portal.kernel.words import Said, said

PROFILE: Final = ("name", "domain", "country", "place")
PARENT: Final = "parent"
"""Who a customer belongs to is taken from one of the two as a whole."""
_NO_ROLE: Final = said("Merging needs a role that shares all accounts of your company.")
_MERGER: Final = system_actor("account merge")

for _name in (
    "fk_contacts_account_id_accounts",
    "fk_interactions_account_id_accounts",
    "fk_deals_account_id_accounts",
    "fk_documents_account_id_accounts",
    "fk_account_share_grants_owner_company_id_account_id_accounts",
):
    constraint_means(
        _name,
        lambda: Conflict(said("This account was merged with another just now. Look it up again.")),
    )


class Apart(Conflict):
    """The accounts cannot become one as they are shared and used now; `reasons` say why."""

    code = "accounts-apart"

    def __init__(self, reasons: list[Said]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which account stays, and what it takes from the other: names of fields, kinds of numbers."""

    away_id: UUID
    stays_id: UUID
    versions: Mapping[UUID, int]
    taken: frozenset[str] = frozenset()


def reasons_against(work: Work, away: Account, stays: Account) -> list[Said]:
    """Return why two accounts cannot become one now, as far as the actor may know."""
    seen = audiences_of(work, away, stays)
    return [*objections(work, away, stays, seen), *obstacles(work, away, stays)]


def merge_accounts(database: Database, by: Actor, chosen: Chosen) -> None:
    """Merge two accounts of one company in the name of `by`, in one transaction of its own.

    It is the portal's work, because others' rows stand on the account too: their registrations and
    documents go along unseen. Repeated, it changes nothing.

    Raises:
        NotFound: `by` does not see both.
        Forbidden: they are another company's, or the role does not merge.
        Apart: somebody would see more than before, or two protections exclude each other.
        StaleVersion: one of them was changed since it was looked at.
    """
    with database.work(by) as work:
        if _is_done(work, chosen):
            return
        away, stays = work.get(Account, chosen.away_id), work.get(Account, chosen.stays_id)
        for account in (away, stays):
            ensure(policies.can_merge(by, account), _NO_ROLE)
        if away is stays:
            raise Conflict(said("An account is no duplicate of itself."))
        if against := reasons_against(work, away, stays):
            raise Apart(against)
    with database.work(_MERGER) as work:
        if work.find(MergedAccount, chosen.away_id) is not None:  # twice at once
            return
        locked = {each: work.lock(Account, each) for each in sorted((away.id, stays.id))}
        for account_id, account in locked.items():
            work.expect_version(account, chosen.versions.get(account_id, 0))
        _merge(work, locked[away.id], locked[stays.id], by, chosen.taken)


def _is_done(work: Work, chosen: Chosen) -> bool:
    merged = work.find(MergedAccount, chosen.away_id)
    return merged is not None and merged.into_id == chosen.stays_id


def _merge(work: Work, away: Account, stays: Account, by: Actor, taken: frozenset[str]) -> None:
    if away.owner_company_id != stays.owner_company_id:
        raise NotFound
    _lock_grants(work, away, stays)
    seen = audiences_of(work, away, stays)
    if against := objections(work, away, stays, seen):  # shared meanwhile
        raise Apart(against)
    both = frozenset(seen.holds_both) | {stays.owner_company_id}
    merge = Merge(work, away, stays, by, both, seen.holds_one)
    _forget_distinctions(work, away)
    decision = decide(work, away, stays, Verdict.MERGED)
    _join_grants(merge, seen)
    numbers = registered_of(work, [away.id, stays.id])
    _take_values(merge, taken)
    work.flush()
    for follower in followers():
        follower.move(merge)
    _remove(merge)
    _take_numbers(merge, taken, numbers)
    _tell(merge, decision, seen)


def _forget_distinctions(work: Work, away: Account) -> None:
    """Of an account that goes nobody needs to know any more from which others it was told apart."""
    work.session.execute(
        sa.delete(PairDecision)
        .where(
            sa.or_(PairDecision.newer_id == away.id, PairDecision.older_id == away.id),
            PairDecision.verdict == Verdict.DISTINCT,
        )
        .execution_options(synchronize_session=False)
    )


def _lock_grants(work: Work, away: Account, stays: Account) -> None:
    """Hold what is shared as it is; what has run out opens nothing, and says so."""
    grants = work.all(
        sa.select(AccountShareGrant)
        .where(
            AccountShareGrant.account_id.in_([away.id, stays.id]),
            AccountShareGrant.state.in_(LIVE),
        )
        .order_by(AccountShareGrant.id)
        .with_for_update()
    )
    for grant in grants:
        if grant.valid_until <= work.now:
            grant.expire()
    work.flush()


def _join_grants(merge: Merge, seen: Audiences) -> None:
    for company_id in seen.holds_both:
        narrow(seen.stays[company_id], seen.away[company_id])
        seen.away[company_id].revoke()
    merge.work.flush()
    merge.work.session.execute(
        sa.update(AccountShareGrant)
        .where(AccountShareGrant.account_id == merge.away.id)
        .values(account_id=merge.stays.id, version=AccountShareGrant.version + 1)
        .execution_options(synchronize_session=False)
    )


Numbers = Mapping[UUID, Mapping[IdentityKind, str]]


def _take_values(merge: Merge, taken: frozenset[str]) -> None:
    for name in PROFILE:
        if name in taken:
            setattr(merge.stays, name, getattr(merge.away, name))
    if PARENT in taken:
        merge.stays.parent = merge.away.parent


def _take_numbers(merge: Merge, taken: frozenset[str], numbers: Numbers) -> None:
    """Keep the numbers of the one that stays, and what it lacks or was chosen from the other."""
    away, stays = numbers[merge.away.id], numbers[merge.stays.id]
    wanted = {kind: stays.get(kind) or away.get(kind) for kind in REGISTERED}
    wanted |= {kind: away[kind] for kind in REGISTERED if kind in taken and kind in away}
    found = {kind: value for kind, value in wanted.items() if value}
    register(merge.work, merge.stays, found, held=stays)


def _remove(merge: Merge) -> None:
    """Take the account away; a row that still pointed at it would make the database refuse."""
    work, away, stays = merge.work, merge.away, merge.stays
    work.session.execute(
        sa.update(MergedAccount).where(MergedAccount.into_id == away.id).values(into_id=stays.id)
    )
    for statement in (
        sa.delete(AccountIdentity).where(AccountIdentity.account_id == away.id),
        sa.delete(AccountWord).where(AccountWord.account_id == away.id),
        sa.delete(Account).where(Account.id == away.id),
    ):
        work.session.execute(statement.execution_options(synchronize_session=False))
    work.add(MergedAccount(id=away.id, owner_company_id=stays.owner_company_id, into_id=stays.id))
    work.flush()


def _tell(merge: Merge, decision: PairDecision, seen: Audiences) -> None:
    """Record it for the owner; for others only who saw both, and would not tell a third."""
    work, stays, name = merge.work, merge.stays, merge.away.name
    work.record(AccountsMerged(decision.id), subject=decision, account_id=stays.id, by=merge.by)
    if is_even(merge):
        for company_id in seen.holds_both:
            work.record(
                SharedAccountsMerged(stays.id),
                subject=stays,
                counterparty=company_id,
                account_id=stays.id,
                after={"with": name},
                by=merge.by,
            )
    work.ring("accounts", "duplicates", to=[company_audience(stays.owner_company_id)])
    for company_id, grant in seen.stays.items():
        ring_grant(work, grant)
        if company_id in merge.sees_both:
            # Open pages may listen to rooms of the account that is no more: they ask again.
            work.evict(company_audience(company_id))


def is_even(merge: Merge) -> bool:
    """Return whether the host, if it sees the account, saw both: it reads what partners did."""
    return get_host(merge.work).id not in merge.saw_one
