"""The bell: after a commit, tell whoever listens that something changed. It carries ids only.

Who rings decides nothing about who may read: a page that hears the bell fetches again, through
what its reader may see.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from portal.kernel.actor import Reach

CHANGED: Final = "changed"
EVICT: Final = "evict"
"""Sent to an audience whose sockets must close now: a role, person or company lost its right."""


@dataclass(frozen=True, slots=True)
class Hint:
    """`topics` name what changed ("deals", "deal:<id>"), `audiences` who should look again.

    A hint with an `event` other than "changed" carries `data` of ids for one socket feature.
    """

    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    event: str = CHANGED
    data: dict[str, Any] | None = None


class Bell(Protocol):
    def ring(self, hints: list[Hint]) -> None:
        """Pass the hints on. Must not raise: the commit already happened."""


class SilentBell:
    """For commands and tests in which nobody listens."""

    def ring(self, hints: list[Hint]) -> None:
        pass


def company_audience(company_id: UUID) -> str:
    """Name everyone of a company: for what each of them may see, and to hang up on them all."""
    return f"company:{company_id}"


def reach_audience(company_id: UUID, reach: Reach) -> str:
    """Name those of a company whose reach is `reach`: for what not everyone in it may see."""
    return f"company:{company_id}:{reach}"


def person_audience(person_id: UUID) -> str:
    return f"person:{person_id}"


def room_audience(room_id: UUID, company_id: UUID | None = None) -> str:
    """Name those who have a room open: everyone in it, or those of one company."""
    return f"room:{room_id}" if company_id is None else f"room:{room_id}:{company_id}"


def session_audience(token: str) -> str:
    """Name the sockets of one session without naming its token."""
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"
