"""The list of accounts as a sheet: the rows of the filter, as the reader may see them."""

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext

from partners.accounts.listing import Listed, Place, Wanted, listed
from partners.accounts.models import Account
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
    ]


def exported_rows(database: Database, actor: Actor, wanted: Wanted) -> Iterator[list[str]]:
    """Yield every row, some at a time and each time as the actor may see them.

    Long after the request that asked for it: what is taken from them meanwhile is left out.
    """
    after: Place | None = None
    while True:
        page = _page(database, actor, wanted, after)
        for each in page:
            yield _row(each.account)
        if len(page) < AT_ONCE:
            return
        after = page[-1].place


def _page(database: Database, actor: Actor, wanted: Wanted, after: Place | None) -> list[Listed]:
    with database.work(actor) as work:
        return listed(work, wanted, after=after, limit=AT_ONCE)


def _row(account: Account) -> list[str]:
    return [
        account.name,
        account.domain or "",
        account.country,
        account.place or "",
        account.owner.trade_name,
        account.created_at.date().isoformat(),
        str(account.id),
    ]
