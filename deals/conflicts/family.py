"""The group that the customer of a deal belongs to, as a reader at the host is shown it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deals.conflicts.customers.queries import find_customer
from deals.conflicts.detection import DETECTOR, scope_of
from deals.conflicts.families.queries import relatives, visible_accounts
from deals.models import Deal
from partners.accounts.models import Account
from partners.accounts.parents.models import Parent
from portal.kernel.db import Database, Work

MOST_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Family:
    """Whom the customer belongs to by each word that the reader may know, and who else does."""

    parents: Sequence[Parent]
    accounts: Sequence[Account]
    """Accounts of the parent and of its other companies that the reader sees, by name."""
    has_more: bool


def family_of(work: Work, database: Database, deal: Deal) -> Family | None:
    """Return what a reader at the host is shown; None for others, and where nobody said any."""
    if not work.actor.is_host:
        return None
    account = work.find(Account, deal.account_id)
    said = [deal.parent, account.parent if account else None]
    parents = list(dict.fromkeys(each for each in said if each is not None))
    if not parents:
        return None
    with database.work(DETECTOR) as look:
        known = find_customer(look, scope_of(deal))
        found = relatives(look, known[0]) if known else []
    seen = visible_accounts(work, found, MOST_SHOWN + 1)
    return Family(parents, seen[:MOST_SHOWN], has_more=len(seen) > MOST_SHOWN)
