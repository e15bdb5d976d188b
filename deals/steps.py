"""A step of a deal as the API does it: against the version that the caller read."""

from collections.abc import Callable
from uuid import UUID

from deals import queries
from deals.models import Deal
from portal.kernel.db import Work
from portal.web.api import check_version, with_version


def act_on_version(
    work: Work, deal_id: UUID, action: Callable[[Deal], None]
) -> tuple[Deal, dict[str, str]]:
    """Do `action` to the deal; return it with the header that says which version it became.

    Raises:
        NotFound: there is none that the caller may see.
        VersionStale: it changed since the caller read it.
    """
    deal = queries.get_deal(work, deal_id)
    check_version(deal)
    action(deal)
    work.flush()  # so that the answer carries the version it became
    return deal, with_version(deal)
