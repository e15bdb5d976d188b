"""Reads the programme's catalogue from a CSV file: what the host sells, and where.

    kind,code,name,parent
    family,PUMPS,Pumps,
    territory,DE,Germany,
    territory,DE-N,"Germany, north",DE

Territories are a tree; registrations name its leaves.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from deals.catalogue.models import ProductFamily, Territory
from deals.models import Deal
from portal.kernel.db import Work
from portal.kernel.policy import ensure

COLUMNS: Final = ("kind", "code", "name", "parent")
LONGEST_CODE: Final = 16


class CatalogueRefused(ValueError):
    """Rows that cannot be right, each named with its line and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    kind: str
    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Update:
    """How many entries are new, and how many have another name or parent now."""

    added: int
    changed: int


def read_catalogue(lines: Iterable[str]) -> list[Row]:
    """Read the rows of a file.

    Raises:
        CatalogueRefused: its header is another one.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise CatalogueRefused(
            f"The first line has no column {', '.join(missing)}. It has to name kind, code, name"
            " and, for territories in others, parent."
        )
    return [
        Row(reader.line_num, *((raw.get(column) or "").strip() for column in COLUMNS))
        for raw in reader
    ]


def update_catalogue(work: Work, rows: list[Row]) -> Update:
    """Add what is new and rename what is known by its code; nothing is removed.

    Raises:
        CatalogueRefused: rows that cannot be right; nothing was changed.
    """
    ensure(work.actor.is_system)
    faults = [f"Line {row.line}: {fault}" for row in rows for fault in _faults(row)]
    faults += _faults_of_tree(work, [row for row in rows if row.kind == "territory"])
    if faults:
        raise CatalogueRefused("\n".join(faults))
    found = [_put(work, row) for row in rows]
    work.flush()
    return Update(found.count("added"), found.count("changed"))


def _put(work: Work, row: Row) -> str:
    if row.kind == "family":
        family = work.session.get(ProductFamily, row.code)
        if family is None:
            work.session.add(ProductFamily(code=row.code, name=row.name))
            return "added"
        before, family.name = family.name, row.name
        return "same" if before == row.name else "changed"
    territory = work.session.get(Territory, row.code)
    parent = row.parent or None
    if territory is None:
        work.session.add(Territory(code=row.code, name=row.name, parent_code=parent))
        work.flush()  # what stands below it may be the next row
        return "added"
    known = territory.name, territory.parent_code
    territory.name, territory.parent_code = row.name, parent
    return "same" if known == (row.name, parent) else "changed"


def _faults(row: Row) -> Iterable[str]:
    if row.kind not in {"family", "territory"}:
        yield f"the kind is “{row.kind}”; write family or territory."
    if not row.code or len(row.code) > LONGEST_CODE or row.code != row.code.upper():
        yield f"the code is “{row.code}”; write up to {LONGEST_CODE} capitals, like DE-N."
    if not row.name:
        yield "the name is missing."
    if row.parent and row.kind == "family":
        yield "a product family has no parent; leave it empty."


def _faults_of_tree(work: Work, rows: list[Row]) -> list[str]:
    """Find parents that are not there yet, circles, and leaves in use that would be none."""
    known = {each.code: each.parent_code for each in work.session.scalars(sa.select(Territory))}
    used = set(work.session.scalars(sa.select(Deal.territory_code).distinct()))
    faults = []
    for row in rows:
        known[row.code] = row.parent or None
        if not row.parent:
            continue
        if row.parent not in known:
            faults.append(f"Line {row.line}: there is no territory {row.parent} above it.")
        elif row.parent in used:
            faults.append(
                f"Line {row.line}: registrations name {row.parent}, so it cannot be divided. Add"
                " the new territories beside it."
            )
        elif _is_above(row.code, row.parent, known):
            faults.append(f"Line {row.line}: {row.code} would stand below itself.")
    return faults


def _is_above(code: str, start: str, parents: dict[str, str | None]) -> bool:
    here: str | None = start
    for _ in range(len(parents) + 1):
        if here == code:
            return True
        here = parents.get(here) if here else None
    return False
