"""Rooms of a record that another company carries on, or works on together with its owner.

What was said stays between those who said it. So whoever carries a record on begins a room of its
own, and whoever joins gets one with the owner and the host, beside the room of those two. See
docs/decisions/0027-rooms-of-a-shared-deal.md.
"""

from typing import Any
from uuid import UUID

from forums.models import SUBJECTS_WITH_ROOMS, Room, RoomState
from forums.opening import new_room_of
from forums.queries import insert_room
from forums.rooms import lock_open_rooms
from partners.audiences import both_sides
from partners.companies.models import Company
from portal.kernel.bell import company_audience
from portal.kernel.companions import Companion, register_companion
from portal.kernel.db import Work
from portal.kernel.subjects import subject_name


def _carry_on(work: Work, ended: Any, successor: Any) -> None:
    """Close the rooms of what ended, and begin one that says where it comes from."""
    if subject_name(ended) not in SUBJECTS_WITH_ROOMS:
        return
    giver = work.get(Company, ended.owner_company_id)
    receiver = work.get(Company, successor.owner_company_id)
    for room in lock_open_rooms(work, ended):
        room.went_to_name = receiver.trade_name
        _close(work, room, ended)
    work.flush()
    insert_room(work, new_room_of(work, successor, receiver, came_from=giver.trade_name))
    work.ring("rooms", to=both_sides(work, successor))


def _join(work: Work, record: Any, company_id: UUID) -> None:
    if subject_name(record) not in SUBJECTS_WITH_ROOMS:
        return
    owner, third = work.get(Company, record.owner_company_id), work.get(Company, company_id)
    insert_room(work, new_room_of(work, record, owner, third=third))
    work.ring("rooms", to=[*both_sides(work, record), company_audience(company_id)])


def _part(work: Work, record: Any, company_id: UUID | None) -> None:
    if subject_name(record) not in SUBJECTS_WITH_ROOMS:
        return
    for room in lock_open_rooms(work, record):
        if room.with_company_id is not None and company_id in {None, room.with_company_id}:
            _close(work, room, record)
    work.flush()


def _close(work: Work, room: Room, record: Any) -> None:
    """Let nobody write any more; a third company does not even see it from now on."""
    room.state = RoomState.READ_ONLY
    work.ring("rooms", to=both_sides(work, record))
    if room.with_company_id is not None:
        work.evict(company_audience(room.with_company_id))


register_companion(Companion(_carry_on, _join, _part))
