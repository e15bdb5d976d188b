"""Who will read this: the people a message in a room reaches, by the rule that shows it to them.

Everyone in a room may know who reads there: that is what choosing an audience means. Only the
composer asks, and only for a room its reader sees.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from forums.models import Room
from partners.companies.models import Company
from partners.people.models import Membership, MembershipState, Person
from partners.signin.actors import person_actor
from portal.kernel.actor import Actor, Reach, system_actor
from portal.kernel.db import Database, Work
from portal.kernel.policy import read_rules

_READERS = system_actor("room readers")


@dataclass(frozen=True, slots=True)
class Reader:
    person_id: UUID
    company_id: UUID
    name: str


def readers_of(database: Database, room: Room) -> list[Reader]:
    """Return the people who can read a room (loaded with its companies), by name."""
    companies = [each.company_id for each in room.companies]
    with database.work(_READERS) as work:
        actors = _people_of(work, companies)
        reading = _who_sees(work, room, actors)
    return [
        Reader(actor.id, actor.company_id, actor.name)
        for actor in sorted(reading, key=lambda each: each.name)
        if actor.id is not None and actor.company_id is not None
    ]


def _who_sees(work: Work, room: Room, actors: Iterable[Actor]) -> list[Actor]:
    """Put every different read rule to the room in one statement."""
    alike: dict[object, list[Actor]] = defaultdict(list)
    for actor in actors:
        alike[_same_sight(actor)].append(actor)
    groups = list(alike.values())
    if not groups:
        return []
    rule = read_rules()[Room]
    questions = [sa.and_(rule(group[0])) for group in groups]
    statement = sa.select(*questions).select_from(Room).where(Room.id == room.id)
    answers = work.session.execute(statement).one()
    return [actor for group, sees in zip(groups, answers, strict=True) if sees for actor in group]


def _same_sight(actor: Actor) -> object:
    """Return what a read rule may depend on: the person only where the reach is personal."""
    is_personal = actor.reach in {Reach.OWN, Reach.ASSIGNED}
    return (actor.company_id, actor.reach, actor.id if is_personal else None)


def _people_of(work: Work, company_ids: list[UUID]) -> list[Actor]:
    rows = work.session.execute(
        sa.select(Person, Membership, Company)
        .join(Membership, Membership.person_id == Person.id)
        .join(Company, Company.id == Membership.owner_company_id)
        .where(
            Membership.owner_company_id.in_(company_ids),
            Membership.state == MembershipState.ACTIVE,
            Person.is_active,
        )
    )
    actors = [person_actor(person, membership, company) for person, membership, company in rows]
    return [actor for actor in actors if actor.has_permission("rooms:read")]
