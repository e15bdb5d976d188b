"""Opening a room: who may, what it is called, and who takes part in it."""

import unicodedata
from typing import Any, Final
from uuid import UUID

from forums import policies, rooms
from forums.events import RoomOpened
from forums.hearers import who_hears
from forums.models import SUBJECTS_WITH_ROOMS, Room
from forums.queries import NewRoom, insert_room
from partners.companies.models import Company
from partners.companies.queries import get_host
from portal.kernel.db import Work
from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.policy import ensure
from portal.kernel.subjects import subject_name, subject_type
from portal.kernel.words import said

LONGEST_NAME: Final = 80
READ_ONLY: Final = "Your role lets you read here. Writing needs another role."
_NOT_A_SIDE: Final = said("You read this by a grant. Its room is for the partner and the host.")


def open_room(work: Work, subject: Any, partner_id: UUID | None = None) -> Room:
    """Return the room of a visible subject and one partner; the first call opens it.

    A partner opens its own. The host names the partner, unless the subject already does. A third
    company that works on it has one already, with both.

    Raises:
        Forbidden: a role that only reads, and there is no room yet; or a third company, which reads
            the subject by a grant.
        Invalid: the host did not say with which partner.
        NotFound: the partner is not visible, or the subject is of a kind without rooms.
    """
    kind = subject_name(subject)
    if kind not in SUBJECTS_WITH_ROOMS:
        raise NotFound
    if not policies.takes_part(work.actor, subject_type(kind), subject):
        return _room_of_third(work, kind, subject)
    partner = work.get(Company, _partner_id(work, kind, subject, partner_id))
    found = rooms.find_room(work, kind, subject.id, partner.id)
    if found is not None:
        return found
    ensure(policies.can_open(work.actor), READ_ONLY)
    new = new_room_of(work, subject, partner)
    is_first = insert_room(work, new)
    room = rooms.find_room(work, kind, subject.id, partner.id)
    if room is None:
        raise NotFound
    if is_first:
        where = {"subject": subject, "owner": partner.id, "account_id": account_of(subject)}
        work.record(RoomOpened(room.id), **where)
        work.ring("rooms", to=who_hears(work, room, subject, list(new.companies)))
    return room


def _room_of_third(work: Work, kind: str, subject: Any) -> Room:
    company_id = work.actor.company_id
    found = rooms.find_room_with(work, kind, subject.id, company_id) if company_id else None
    if found is None:
        raise Forbidden(_NOT_A_SIDE)
    return found


def _partner_id(work: Work, kind: str, subject: Any, partner_id: UUID | None) -> UUID:
    if work.actor.is_partner:
        return work.actor.company_id  # type: ignore[return-value]  # a partner's actor has one
    if partner_id is not None:
        return partner_id
    partners = subject_type(kind).companies(subject) - {get_host(work).id}
    if len(partners) != 1:
        raise Invalid(fields={"partner": said("Choose the partner to talk to.")})
    return next(iter(partners))


def new_room_of(
    work: Work,
    subject: Any,
    partner: Company,
    *,
    third: Company | None = None,
    came_from: str | None = None,
) -> NewRoom:
    """Return the room of a partner and the host about a subject.

    `third` is a company that works on it too: the three of them get a room of their own.
    `came_from` names the company that had the subject before.
    """
    label = subject_type(subject_name(subject)).label(subject)
    title = f"{label} · {third.trade_name}" if third else label
    present = [partner, get_host(work), *([third] if third else [])]
    return NewRoom(
        subject_type=subject_name(subject),
        subject_id=subject.id,
        partner_id=partner.id,
        name=_slug(title),
        title=title,
        companies={each.id: each.trade_name for each in present},
        with_company_id=third.id if third else None,
        came_from_name=came_from,
    )


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return "-".join(words)[:LONGEST_NAME].strip("-") or "room"


def account_of(subject: Any) -> UUID | None:
    """Return the account a subject is about, so that its timeline tells the conversation too."""
    if subject_name(subject) == "account":
        return subject.id  # type: ignore[no-any-return]
    return getattr(subject, "account_id", None)
