"""The list of deals as a sheet: the rows of the filter, as the reader may see them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext

from deals.models import Deal
from deals.presentation import BADGES, Standing, standing_of
from deals.queries import Asked, deals_page
from portal.kernel.actor import Actor
from portal.kernel.db import Database, Work

AT_ONCE: Final = 500


def heading() -> list[str]:
    return [
        gettext("Number"),
        gettext("Customer"),
        gettext("Partner"),
        gettext("Product families"),
        gettext("Territory"),
        gettext("Status"),
        gettext("Value"),
        gettext("Currency"),
        gettext("Registered by"),
        gettext("Submitted"),
        gettext("Answer due"),
        gettext("Protected until"),
        gettext("Expected close"),
        gettext("Closed"),
        gettext("Id"),
    ]


def words() -> dict[Standing, str]:
    """Return what is said of each standing, in the language of who asks now."""
    return {standing: str(badge[0]) for standing, badge in BADGES.items()}


def exported_rows(
    database: Database, actor: Actor, asked: Asked, said: Mapping[Standing, str]
) -> Iterator[list[Any]]:
    """Yield every row, some at a time and each time as the actor may see them.

    Long after the request that asked for it: what is taken from them meanwhile is left out.
    """
    after = None
    while True:
        with database.work(actor) as work:
            page = deals_page(work, after=after, limit=AT_ONCE, **asked)
            rows = _rows(work, page, said)
        yield from rows
        if len(page) < AT_ONCE:
            return
        submitted_at = page[-1].submitted_at
        assert submitted_at is not None  # noqa: S101 - drafts are not listed
        after = submitted_at, page[-1].id


def _rows(work: Work, deals: Sequence[Deal], said: Mapping[Standing, str]) -> list[list[Any]]:
    return [
        [
            deal.number,
            deal.customer_name,
            deal.partner.trade_name,
            ", ".join(line.family.name for line in deal.lines),
            deal.territory_code,
            said[standing_of(deal, to_host=work.actor.is_host)],
            deal.value,
            deal.currency,
            deal.submitter_name,
            deal.submitted_at,
            _answer_due(deal),
            deal.protected_until,
            deal.expected_close,
            deal.closed_at,
            str(deal.id),
        ]
        for deal in deals
    ]


def _answer_due(deal: Deal) -> datetime | None:
    """Return when it is answered at the latest, while a promise runs."""
    return deal.answer_due_at if deal.awaits_the_host else None
