"""The programme's catalogue: product families and territories that registrations may name."""

from collections.abc import Sequence

import sqlalchemy as sa

from deals.models import ProductFamily, Territory
from portal.kernel.db import Work
from portal.kernel.policy import ensure
from portal.kernel.words import said

FAMILIES = {
    "DRIVES": "Drives",
    "GATEWAYS": "Gateways",
    "CABINETS": "Cabinets",
    "SENSORS": "Sensors",
}
TERRITORIES = {
    "DE-N": "Germany, north",
    "DE-S": "Germany, south",
    "NO-E": "Norway, east",
    "NO-W": "Norway, west",
    "PL": "Poland",
    "EE": "Estonia",
    "SE": "Sweden",
}


def seed_catalogue(work: Work) -> None:
    """Give a new portal a catalogue to start from; a repeat changes nothing."""
    ensure(work.actor.is_system)
    for code, name in FAMILIES.items():
        if work.session.get(ProductFamily, code) is None:
            work.session.add(ProductFamily(code=code, name=name))
    for code, name in TERRITORIES.items():
        if work.session.get(Territory, code) is None:
            work.session.add(Territory(code=code, name=name))
    work.flush()


def product_families(work: Work) -> list[ProductFamily]:
    return list(work.session.scalars(sa.select(ProductFamily).order_by(ProductFamily.name)))


def territories(work: Work) -> list[Territory]:
    """Return the leaves, by name: protections are given on leaves only."""
    parents = sa.select(Territory.parent_code).where(Territory.parent_code.is_not(None))
    return list(
        work.session.scalars(
            sa.select(Territory).where(Territory.code.not_in(parents)).order_by(Territory.name)
        )
    )


def catalogue_errors(work: Work, territory: str, families: Sequence[str]) -> dict[str, str]:
    """Return a sentence for each code that a registration may not name, by its field."""
    found: dict[str, str] = {}
    if territory not in {each.code for each in territories(work)}:
        found["territory"] = said("There is no such territory, or it has parts: name one of those.")
    known = {each.code for each in product_families(work)}
    for position, family in enumerate(families):
        if family not in known:
            found[f"lines.{position}.family"] = said("There is no such product family.")
    return found
