"""What stands on an account and goes with it when it is merged into another.

Packages above bring their own, so a merge stays complete without this package knowing deals,
documents or rooms: each registers them in a module `following` of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.accounts.models import Account
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.words import Said


@dataclass(frozen=True, slots=True)
class Merge:
    """One account goes, the other stays: in the portal's own unit of work, in the name of `by`."""

    work: Work
    away: Account
    stays: Account
    by: Actor
    sees_both: frozenset[UUID]
    """The companies that saw both accounts: the owner, and whoever holds a live grant on each."""
    saw_one: frozenset[UUID]
    """Those that hold a live grant on the one that stays, and never had one on the other."""


Shown = Callable[[Account, UUID, Sequence[str]], sa.Select[Any] | None]


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows that follow: `what` they are, how they `move`, and whom they would be shown to.

    `shown` selects what a company that holds a grant of these objects on another account of the
    same owner would come to see if this account's rows stood there; `obstacles` says what else
    keeps two accounts apart, as far as the actor may know it. Both are asked before the merge.
    """

    what: Said
    move: Callable[[Merge], None]
    shown: Shown | None = None
    obstacles: Callable[[Work, Account, Account], Sequence[Said]] | None = None


_FOLLOWERS: list[Follower] = []


def register_follower(follower: Follower) -> None:
    _FOLLOWERS.append(follower)


def followers() -> list[Follower]:
    return list(_FOLLOWERS)
