"""Changing what an account says, by its owner."""

from dataclasses import replace

from partners.accounts.actions import NewAccount, checked
from partners.accounts.audience import Audience, ring_on_account, standing_on
from partners.accounts.duplicates.actions import register
from partners.accounts.duplicates.policies import can_edit
from partners.accounts.events import AccountChanged
from partners.accounts.models import Account, GrantObject
from portal.kernel.bell import company_audience
from portal.kernel.db import Work
from portal.kernel.policy import ensure
from portal.kernel.words import said


def edit_account(work: Work, account: Account, new: NewAccount, version: int) -> None:
    """Change what an account says, and by what it is known. Its web domain stays.

    By the domain registrations of several companies are held against each other: it is chosen when
    the account is added, and once more when it is merged with another.

    Raises:
        Forbidden: the account is another company's.
        Invalid: a field is missing or wrong.
        StaleVersion: somebody else changed it meanwhile.
    """
    ensure(can_edit(work.actor, account), said("Only the owner of an account can change it."))
    known = checked(replace(new, domain=None))
    work.expect_version(account, version)
    before = (account.name, account.country, account.place, account.parent)
    account.name, account.country = new.name.strip(), new.country.strip().upper()
    account.place, account.parent = (new.place or "").strip() or None, known.parent
    has_changed = before != (account.name, account.country, account.place, account.parent)
    if not register(work, account, known.registered) and not has_changed:
        return
    work.flush()
    work.record(AccountChanged(account.id), subject=account, account_id=account.id)
    work.ring("accounts", to=[company_audience(account.owner_company_id)])
    ring_on_account(work, account, Audience.SHARED, standing_on(work, account), GrantObject.PROFILE)
