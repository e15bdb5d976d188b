"""Throttling of guesses, of passwords and of client secrets alike.

Failures are counted per pair of account and network site: guessing from elsewhere does not lock
the owner out of a place where they never failed. A site that fails with many accounts is slowed as
well. Whoever has one IPv6 address has all of its /64: they are one site.
"""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from partners.people.models import SignInAttempt
from portal.kernel.db import Work
from portal.kernel.errors import TooManyAttempts
from portal.kernel.network_sites import site_of

WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 10
PER_ADDRESS: Final = 100


def refuse_flood(work: Work, account: bytes, address: str) -> None:
    """Refuse to look at credentials after too many failures.

    `account` is a SHA-256 of what names the account, known or not; `address` a network address.

    Raises:
        TooManyAttempts: the account failed ten times from there, or a hundred failures came from
            there, in the last quarter of an hour.
    """
    since, site = work.now - WINDOW, site_of(address)
    recent = sa.select(sa.func.count()).where(SignInAttempt.at > since)
    by_account = recent.where(SignInAttempt.account_hash == account, SignInAttempt.address == site)
    by_site = recent.where(SignInAttempt.address == site)
    if (work.session.scalar(by_account) or 0) >= PER_ACCOUNT:
        raise TooManyAttempts(int(WINDOW.total_seconds()))
    if (work.session.scalar(by_site) or 0) >= PER_ADDRESS:
        raise TooManyAttempts(int(WINDOW.total_seconds()))


def note_failure(work: Work, account: bytes, address: str) -> None:
    """Count a failure. The unit of work must be one of its own: the request itself rolls back."""
    attempt = SignInAttempt(account_hash=account, address=site_of(address), at=work.now)
    work.session.add(attempt)
