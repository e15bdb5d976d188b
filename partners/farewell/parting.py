"""What ties a partner to the portal: how each tie is cut, and what the partner takes along.

Packages above bring their own ties and sheets, so the end of a relationship stays complete without
this package knowing rooms or deals: each registers them in a module `parting` of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from partners.companies.models import Company
from portal.kernel.actor import Actor
from portal.kernel.db import Work
from portal.kernel.words import Said


@dataclass(frozen=True, slots=True)
class Parting:
    """The end of one relationship, in the portal's own unit of work, in the name of `by`."""

    work: Work
    partner: Company
    by: Actor
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Something that ends with the relationship: `what` it is and what it `becomes`, in words.

    `count` selects how many there are of a company's, as far as the reader of a preview sees;
    without it only the words are shown.
    """

    what: Said
    becomes: Said
    cut: Callable[[Parting], None]
    count: Callable[[UUID], sa.ScalarSelect[int]] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file of the export.

    `rows` reads as the partner, behind both walls; or, when `is_read_by_owner`, as the portal, what
    the partner owns and may have lost from sight. It gets the partner's id.
    """

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Work, UUID], Iterator[tuple[Any, ...]]]
    is_read_by_owner: bool = False


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file that goes into the export: its path there, its key, length and SHA-256."""

    path: str
    key: str
    size: int
    sha256: str


Files = Callable[[Work, UUID], Iterator[KeptFile]]

_TIES: list[Tie] = []
_SHEETS: dict[str, Sheet] = {}
_FILES: list[Files] = []


def register_tie(tie: Tie) -> None:
    _TIES.append(tie)


def register_sheet(sheet: Sheet) -> None:
    if sheet.name in _SHEETS:
        raise RuntimeError(f"two sheets of the export are called {sheet.name}")
    _SHEETS[sheet.name] = sheet


def register_files(files: Files) -> None:
    _FILES.append(files)


def ties() -> list[Tie]:
    return list(_TIES)


def sheets() -> list[Sheet]:
    return list(_SHEETS.values())


def kept_files(portal: Work, partner_id: UUID) -> Iterator[KeptFile]:
    """Yield the stored files a partner owns; `portal` is the portal's own unit of work."""
    for files in _FILES:
        yield from files(portal, partner_id)
