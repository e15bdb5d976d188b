"""The list of accounts as a sheet: the rows of the filter, as the reader may see them."""

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext

from partners.accounts.duplicates.identities import Registered
from partners.accounts.duplicates.models import REGISTERED
from partners.accounts.duplicates.presentation import LABELS
from partners.accounts.duplicates.queries import registered_of
from partners.accounts.listing import listed
from partners.accounts.models import Account
from partners.accounts.parents.models import UNKNOWN
from partners.accounts.presentation import PARENT_LABELS
from partners.accounts.wanted import Listed, Place, Wanted
from portal.kernel.actor import Actor
from portal.kernel.db import Database

AT_ONCE: Final = 500


def heading() -> list[str]:
    return [
        gettext("Name"),
        gettext("Domain"),
        gettext("Country"),
        gettext("Place"),
        gettext("Owner"),
        gettext("Added"),
        gettext("Id"),
        *(str(LABELS[kind]) for kind in REGISTERED),
        *(str(label) for label in PARENT_LABELS.values()),
    ]


def exported_rows(database: Database, actor: Actor, wanted: Wanted) -> Iterator[list[str]]:
    """Yield every row, some at a time and each time as the actor may see them.

    Long after the request that asked for it: what is taken from them meanwhile is left out.
    """
    after: Place | None = None
    while True:
        page = _page(database, actor, wanted, after)
        for each, numbers in page:
            yield _row(each.account, numbers)
        if len(page) < AT_ONCE:
            return
        after = page[-1][0].place


def _page(
    database: Database, actor: Actor, wanted: Wanted, after: Place | None
) -> list[tuple[Listed, Registered]]:
    with database.work(actor) as work:
        found = listed(work, wanted, after=after, limit=AT_ONCE)
        numbers = registered_of(work, [each.account.id for each in found])
        return [(each, numbers[each.account.id]) for each in found]


def _row(account: Account, numbers: Registered) -> list[str]:
    return [
        account.name,
        account.domain or "",
        account.country,
        account.place or "",
        account.owner.trade_name,
        account.created_at.date().isoformat(),
        str(account.id),
        *(numbers.get(kind, "") for kind in REGISTERED),
        *(account.parent or UNKNOWN).texts.values(),
    ]
