"""Shares in deals, written when a deal goes from one company to another."""

from typing import Final
from uuid import UUID

from deals.attribution.models import AttributionKind, DealAttribution
from deals.attribution.queries import WHOLE, shares_of
from deals.models import Deal
from portal.kernel.db import Work, constraint_means
from portal.kernel.errors import Conflict
from portal.kernel.policy import ensure
from portal.kernel.words import said

Shares = dict[UUID, tuple[AttributionKind, int]]
_DO_NOT_ADD_UP: Final = said("The shares of a deal have to add up to 100 per cent.")

constraint_means("attributions_add_up", lambda: Conflict(_DO_NOT_ADD_UP))


def hand_on(work: Work, deal: Deal, successor: Deal, percent: int) -> None:
    """Give `percent` of the whole from the owner of a deal to that of its successor.

    What others have in it they keep.
    """
    ensure(work.actor.is_system)
    shares: Shares = {
        each.owner_company_id: (each.kind, each.percent) for each in shares_of(work, deal.id)
    }
    giver, receiver = deal.owner_company_id, successor.owner_company_id
    _, had = shares.pop(giver, (AttributionKind.FULFILLED, WHOLE))
    _, has_already = shares.pop(receiver, (AttributionKind.FULFILLED, 0))
    shares[receiver] = (AttributionKind.FULFILLED, has_already + percent)
    if had > percent:
        shares[giver] = (AttributionKind.SOURCED, had - percent)
    for company_id, (kind, part) in shares.items():
        _add(work, successor, company_id, kind, part)


def move_share(work: Work, deal: Deal, giver_id: UUID, receiver_id: UUID, percent: int) -> None:
    """Give `percent` of a deal, which stays where it is, from one company to another.

    Its owner keeps a row though nothing is left: without one all of it would be its owner's.
    """
    ensure(work.actor.is_system)
    held = {each.owner_company_id: each for each in shares_of(work, deal.id)}
    had = held[giver_id].percent if giver_id in held else WHOLE
    if giver_id in held and had == percent and giver_id != deal.owner_company_id:
        work.session.delete(held.pop(giver_id))
    elif giver_id in held:
        held[giver_id].percent = had - percent
    else:
        _add(work, deal, giver_id, AttributionKind.SOURCED, had - percent)
    if receiver_id in held:
        held[receiver_id].percent += percent
    else:
        _add(work, deal, receiver_id, AttributionKind.INFLUENCED, percent)


def _add(work: Work, deal: Deal, company_id: UUID, kind: AttributionKind, percent: int) -> None:
    work.add(
        DealAttribution(owner_company_id=company_id, deal_id=deal.id, kind=kind, percent=percent)
    )
