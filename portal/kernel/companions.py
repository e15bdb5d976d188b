"""What goes along when another company carries a record on, or joins its owner in it.

A room, say, is kept beside a deal by a package that the deal's own does not know. The package that
owns the record says what happened to it; whoever keeps something beside records registers here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.db import Work


@dataclass(frozen=True, slots=True)
class Companion:
    """Something kept beside records, and what becomes of it. Each call is part of a larger step."""

    carried_on: "Callable[[Work, Any, Any], None]"
    """The first record ended; the second goes on in its place, at another company."""
    joined: "Callable[[Work, Any, UUID], None]"
    """One company more reads the record and works on it."""
    parted: "Callable[[Work, Any, UUID | None], None]"
    """That company does not any more; None is whoever had joined."""


_COMPANIONS: list[Companion] = []


def register_companion(companion: Companion) -> None:
    _COMPANIONS.append(companion)


def carry_on(work: "Work", ended: Any, successor: Any) -> None:
    """Say that a record goes on as another, at another company. For the portal itself."""
    for each in _COMPANIONS:
        each.carried_on(work, ended, successor)


def join(work: "Work", record: Any, company_id: UUID) -> None:
    """Say that a company joined the owner of a record. For the portal itself."""
    for each in _COMPANIONS:
        each.joined(work, record, company_id)


def part(work: "Work", record: Any, company_id: UUID | None = None) -> None:
    """Say that a company that had joined reads the record no more, or that none of them does."""
    for each in _COMPANIONS:
        each.parted(work, record, company_id)
