"""What a won deal earned, on its page: the commission, or why there is none."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from flask_babel import lazy_gettext

from deals.commissions import queries
from deals.commissions.earning import Nothing, worked_out
from deals.commissions.models import CommissionEntry
from deals.models import Deal
from deals.pipeline.states import Stage
from deals.queries import get_deal
from portal.kernel.actor import system_actor
from portal.kernel.db import Database, Work

EXPLAINER: Final = system_actor("reasons of commissions")
WHY: Final[dict[Nothing | None, Any]] = {
    None: lazy_gettext("What it earns is being worked out. Look again in a minute."),
    Nothing.NO_LINES: lazy_gettext("It has no product lines that could earn something."),
    Nothing.NO_AMOUNT: lazy_gettext("Its product lines are worth nothing."),
    Nothing.NO_SHARE: lazy_gettext("By the shares that were agreed, all of it is somebody else's."),
    Nothing.NO_RATE: lazy_gettext(
        "No commission was paid for this motion and these product families when it was won."
    ),
    Nothing.TOO_LITTLE: lazy_gettext("It comes to less than the smallest coin."),
}


class Earning(NamedTuple):
    """The commissions that the reader sees, or a sentence in their place."""

    accruals: Sequence[CommissionEntry]
    why_nothing: Any


def earning_of(work: Work, database: Database, deal: Deal) -> Earning | None:
    """Return what a won deal earned the reader's company, to the host its partner.

    None for whoever reads no commissions, and while the deal is not won.
    """
    if deal.stage is not Stage.WON or not work.actor.has_permission("commissions:read"):
        return None
    accruals = queries.accruals_of(work, deal.id)
    company_id = deal.owner_company_id if work.actor.is_host else work.actor.company_id
    if accruals or company_id is None:
        return Earning(accruals, None)
    return Earning([], WHY[_why(database, deal.id, company_id)])


def _why(database: Database, deal_id: UUID, company_id: UUID) -> Nothing | None:
    """Ask the rule that accrues, as of when the deal was won: rates are not a partner's to read."""
    with database.work(EXPLAINER) as look:
        deal = get_deal(look, deal_id)
        return worked_out(look, deal, deal.closed_at or look.now).why_nothing(company_id)
