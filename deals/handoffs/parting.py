"""Hand-offs at the end of a relationship: what waits for an answer, in either direction, ends."""

from uuid import UUID

import sqlalchemy as sa

from deals.handoffs.answers import expire
from deals.handoffs.models import HandOff, HandOffOffer
from deals.handoffs.offering import recall_in
from deals.handoffs.states import WAITING, OfferState
from partners.farewell.parting import Parting, Tie, register_tie
from portal.kernel.words import said


def _waiting(company_id: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(HandOff.owner_company_id == company_id, HandOff.state.in_(list(WAITING)))


def _count(company_id: UUID) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(HandOff.id)).where(_waiting(company_id)).scalar_subquery()


def _cut(parting: Parting) -> None:
    work, partner_id = parting.work, parting.partner.id
    for handoff in work.all(sa.select(HandOff).where(_waiting(partner_id))):
        recall_in(work, work.lock(HandOff, handoff.id), parting.by, parting.reason)
    asked = sa.select(HandOffOffer).where(
        HandOffOffer.owner_company_id == partner_id, HandOffOffer.state == OfferState.PENDING
    )
    for offer in work.all(asked):
        expire(work, offer.id)


register_tie(
    Tie(
        said("Hand-offs that wait for an answer"),
        said("are recalled; of what the partner was asked, the next is asked"),
        _cut,
        _count,
    )
)
