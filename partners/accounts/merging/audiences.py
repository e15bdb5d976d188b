"""Whether two accounts can become one without anybody seeing more than before.

Who holds a live grant on both keeps one that opens what both opened, no further and no longer.
Who sees only one of them must come to see nothing of the other: else the merge is refused, and the
owner decides about the grants first, in the open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from partners.accounts.merging.following import followers
from partners.accounts.models import LIVE, Account, AccountShareGrant, GrantAccess
from portal.kernel.db import Work
from portal.kernel.words import Said, said

_NARROWER = (GrantAccess.READ, GrantAccess.COMMENT, GrantAccess.EDIT)
Grants = dict[UUID, AccountShareGrant]


@dataclass(frozen=True, slots=True)
class Audiences:
    """The live grants on either account, by who holds them, and who ever held one on `away`."""

    away: Grants
    stays: Grants
    knew_away: frozenset[UUID]

    @property
    def holds_both(self) -> list[UUID]:
        return [each for each in self.stays if each in self.away]

    @property
    def holds_one(self) -> frozenset[UUID]:
        return frozenset(self.stays) - self.knew_away


def audiences_of(work: Work, away: Account, stays: Account) -> Audiences:
    """Return who sees which of two accounts; grants that have run out open nothing."""
    grants = work.all(
        sa.select(AccountShareGrant)
        .where(AccountShareGrant.account_id.in_([away.id, stays.id]))
        .options(joinedload(AccountShareGrant.grantee))
        .order_by(AccountShareGrant.created_at, AccountShareGrant.id)
    )
    live = [each for each in grants if each.state in LIVE and each.valid_until > work.now]
    return Audiences(
        away={each.grantee_company_id: each for each in live if each.account_id == away.id},
        stays={each.grantee_company_id: each for each in live if each.account_id == stays.id},
        knew_away=frozenset(e.grantee_company_id for e in grants if e.account_id == away.id),
    )


def objections(work: Work, away: Account, stays: Account, seen: Audiences) -> list[Said]:
    """Return, a sentence each, who would see more than before, and what to do about it."""
    found = []
    for company_id, grant in {**seen.away, **seen.stays}.items():
        partner = grant.grantee.trade_name
        names = {"partner": partner, "away": away.name, "stays": stays.name}
        if company_id in seen.holds_both:
            if seen.away[company_id].state is not grant.state:
                found.append(
                    said(
                        "The grants of %(partner)s stand differently on the two accounts: one is"
                        " offered or rests. Wait for the answer, or end it.",
                        **names,
                    )
                )
        elif company_id in seen.away:
            found.append(
                said(
                    "%(partner)s sees %(away)s and not %(stays)s. Keep the one it sees, share the"
                    " other with it too, or end its grant.",
                    **names,
                )
            )
        elif company_id in seen.knew_away:
            found.append(
                said(
                    "%(partner)s sees %(stays)s, and %(away)s no longer. Share both with it, or"
                    " end its grant.",
                    **names,
                )
            )
        elif what := _newly_shown(work, away, grant):
            found.append(
                said(
                    "%(partner)s sees %(stays)s and would newly see what stands on %(away)s:"
                    " %(what)s. Share both with it, or end its grant.",
                    what=what,
                    **names,
                )
            )
    return found


def narrow(kept: AccountShareGrant, other: AccountShareGrant) -> None:
    """Let a grant open what both opened, as far as both went, and until the first of them ends."""
    kept.objects = [each for each in kept.objects if each in other.objects]
    kept.access = min(kept.access, other.access, key=_NARROWER.index)
    kept.valid_until = min(kept.valid_until, other.valid_until)


def narrowings(seen: Audiences) -> list[AccountShareGrant]:
    """Return the grants of which one opened more, or longer, than what is left of both."""
    changed = []
    for company_id in seen.holds_both:
        one, other = seen.away[company_id], seen.stays[company_id]
        if _terms(one) != _terms(other):
            changed.append(other)
    return changed


def _terms(grant: AccountShareGrant) -> tuple[object, ...]:
    return set(grant.objects), grant.access, grant.valid_until.date()


def _newly_shown(work: Work, away: Account, grant: AccountShareGrant) -> Said | None:
    """Return what of an account a grant on the other would open, as one sentence's part."""
    for follower in followers():
        shown = follower.shown
        rows = shown(away, grant.grantee_company_id, grant.objects) if shown else None
        if rows is not None and work.session.scalars(rows.limit(1)).first() is not None:
            return follower.what
    return None


def obstacles(work: Work, away: Account, stays: Account) -> Sequence[Said]:
    """Return what else keeps the accounts apart, as far as the actor may know."""
    return [
        sentence
        for follower in followers()
        if follower.obstacles is not None
        for sentence in follower.obstacles(work, away, stays)
    ]
