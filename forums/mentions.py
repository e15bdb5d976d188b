"""@mentions: who of a message's readers is called."""

import re
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from forums.models import Audience, Message, Room
from partners.people.models import Membership, MembershipState, Person
from partners.signin.actors import find_actor
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.policy import read_rules
from portal.kernel.words import said

_MENTION: Final = re.compile(r"(?<!\w)@(\w[\w-]*)")


def mentioned_in(work: Work, room: Room, text: str, audience: Audience) -> list[UUID]:
    """Return the people a text calls by first name: own colleagues and whoever wrote in the room.

    A name that belongs to nobody here is plain text: the directory of the other side is not to be
    guessed from here.

    Raises:
        Invalid: it calls somebody who would not read it: a colleague who does not see the room, or
            in an internal note somebody of another company.
    """
    names = {name.casefold() for name in _MENTION.findall(text)}
    if not names:
        return []
    colleagues, others = _colleagues(work), _other_authors(work, room)
    if audience is Audience.INTERNAL:
        for name in others.values():
            if _first_name(name) in names and not _is_called(colleagues, _first_name(name)):
                raise Invalid(
                    said("%(name)s does not read internal notes of your company.", name=name)
                )
        others = {}
    called = {each: name for each, name in colleagues.items() if _first_name(name) in names}
    told = {each: name for each, name in others.items() if _first_name(name) in names}
    told |= {each: name for each, name in called.items() if _sees(work, each, room)}
    for name in called.values():
        if not _is_called(told, _first_name(name)):
            raise Invalid(said("%(name)s does not see this room and would not be told.", name=name))
    return sorted(told)


def _sees(work: Work, person_id: UUID, room: Room) -> bool:
    """Return whether a colleague sees the room now, as the read rule of rooms says."""
    if person_id == work.actor.id:
        return True
    actor = find_actor(work, person_id)
    if actor is None:
        return False
    may_see = read_rules()[Room](actor)
    found = work.session.execute(sa.select(Room.id).where(Room.id == room.id, may_see)).first()
    return found is not None


def _colleagues(work: Work) -> dict[UUID, str]:
    rows = work.session.execute(
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.owner_company_id == work.actor.company_id,
            Membership.state == MembershipState.ACTIVE,
        )
    )
    return {row[0]: row[1] for row in rows}


def _other_authors(work: Work, room: Room) -> dict[UUID, str]:
    rows = work.session.execute(
        sa.select(Message.author_id, Message.author_name)
        .where(Message.room_id == room.id, Message.owner_company_id != work.actor.company_id)
        .distinct()
    )
    return {row[0]: row[1] for row in rows}


def _is_called(people: dict[UUID, str], first_name: str) -> bool:
    return any(_first_name(name) == first_name for name in people.values())


def _first_name(name: str) -> str:
    return name.strip().partition(" ")[0].casefold()
