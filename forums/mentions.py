"""@mentions: who of a message's readers is called."""

import re
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from forums.models import Audience, Message, Room
from partners.people.models import Membership, MembershipState, Person
from portal.kernel.db import Work
from portal.kernel.errors import Invalid
from portal.kernel.words import said

_MENTION: Final = re.compile(r"(?<!\w)@(\w[\w-]*)")


def mentioned_in(work: Work, room: Room, text: str, audience: Audience) -> list[UUID]:
    """Return the people a text calls by first name: own colleagues and whoever wrote in the room.

    A name that belongs to nobody here is plain text: the directory of the other side is not to be
    guessed from here.

    Raises:
        Invalid: an internal note calls somebody of another company, who would not read it.
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
    everyone = {**others, **colleagues}
    return sorted(each for each, name in everyone.items() if _first_name(name) in names)


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
