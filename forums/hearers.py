"""Who hears that something happened in a room: of each company in it, those who may see it."""

from typing import Any
from uuid import UUID

from forums.models import Room
from partners.accounts.models import Account
from partners.accounts.queries import companies_reading
from partners.audiences import at_host, at_partner
from portal.kernel.actor import Reach
from portal.kernel.bell import company_audience, reach_audience
from portal.kernel.db import Work


def who_hears(work: Work, room: Room, subject: Any, companies: list[UUID]) -> list[str]:
    """Return who of the companies in a room may see it: its partner's side, and the host's."""
    if isinstance(subject, Account):
        reading = companies_reading(work, subject)
        companies = [each for each in companies if each in reading]
    hears: list[str] = []
    for company_id in companies:
        if company_id == room.owner_company_id:
            hears += at_partner(company_id, subject)
        elif company_id == room.with_company_id:
            hears.append(company_audience(company_id))
        else:
            hears += _at_host(work, room, company_id)
    return hears


def _at_host(work: Work, room: Room, host_id: UUID) -> list[str]:
    """Return who at the host hears of a room: those who look after its owner.

    A third company does not see who that is. What it rings for names no room.
    """
    if work.actor.is_company(room.with_company_id):
        return [reach_audience(host_id, reach) for reach in (Reach.ALL, Reach.ASSIGNED)]
    return at_host(work, room.owner_company_id)
