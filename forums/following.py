"""Rooms about an account go with it when it is merged into another."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from forums.models import Room, RoomCompany, RoomState
from partners.accounts.merging.following import Follower, Merge, register_follower
from partners.accounts.models import Account
from portal.kernel.words import said


def _move(merge: Merge) -> None:
    """Move them; where the account that stays has a room with that partner, that one goes on.

    A room of somebody who did not see both accounts is left: nobody finds it any more.
    """
    rooms = merge.work.all(
        sa.select(Room).where(Room.subject_type == "account", Room.subject_id == merge.away.id)
    )
    open_ones = set(
        merge.work.session.scalars(
            sa.select(Room.owner_company_id).where(
                Room.subject_type == "account",
                Room.subject_id == merge.stays.id,
                Room.state == RoomState.OPEN,
            )
        )
    )
    for room in rooms:
        if merge.saw_one & _companies_in(merge, room):
            continue
        if room.owner_company_id in open_ones and room.state is RoomState.OPEN:
            room.state = RoomState.READ_ONLY
        room.subject_id = merge.stays.id
    merge.work.flush()


def _companies_in(merge: Merge, room: Room) -> set[UUID]:
    return set(
        merge.work.session.scalars(
            sa.select(RoomCompany.company_id).where(RoomCompany.room_id == room.id)
        )
    )


def _shown(account: Account, company_id: UUID, _objects: Sequence[str]) -> sa.Select[Any]:
    """Select rooms that the account's owner takes part in: of others it must not learn."""
    here = sa.orm.aliased(RoomCompany)
    return (
        sa.select(Room.id)
        .join(RoomCompany, RoomCompany.room_id == Room.id)
        .join(here, here.room_id == Room.id)
        .where(
            Room.subject_type == "account",
            Room.subject_id == account.id,
            RoomCompany.company_id == company_id,
            here.company_id == account.owner_company_id,
        )
    )


register_follower(Follower(said("a room"), _move, _shown))
