"""What registrations may name: product families, and the leaves of the territories."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from deals.catalogue.models import ProductFamily, Territory
from portal.kernel.countries import country_code
from portal.kernel.db import Work, raw
from portal.kernel.words import said

# A registration of a part overlaps with one of the whole, and the other way round.
_OVERLAPPING = sa.text("""
  WITH RECURSIVE up(code) AS (
      SELECT CAST(:code AS text)
      UNION SELECT t.parent_code FROM territories t JOIN up ON t.code = up.code
      WHERE t.parent_code IS NOT NULL),
    down(code) AS (
      SELECT CAST(:code AS text)
      UNION SELECT t.code FROM territories t JOIN down ON t.parent_code = down.code)
  SELECT code FROM up UNION SELECT code FROM down
""")

_UPWARDS = sa.text("""
  WITH RECURSIVE up(code, name, parent_code) AS (
      SELECT code, name, parent_code FROM territories WHERE code = :code
      UNION SELECT t.code, t.name, t.parent_code
      FROM territories t JOIN up ON t.code = up.parent_code)
  SELECT name FROM up
""")


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


def overlapping_territories(work: Work, code: str) -> list[str]:
    """Return the territory, those it is part of, and its own parts."""
    return list(
        work.session.scalars(
            raw(_OVERLAPPING, "a walk through a tree, of what everybody reads"), {"code": code}
        )
    )


class Names(NamedTuple):
    """What the codes of the catalogue are called now; one that is gone has no name."""

    families: dict[str, str]
    territories: dict[str, str]


def names_of_codes(work: Work) -> Names:
    """Return the names of all product families and territories, also of those that have parts."""
    families = work.session.scalars(sa.select(ProductFamily))
    territories = work.session.scalars(sa.select(Territory))
    return Names(
        {each.code: each.name for each in families},
        {each.code: each.name for each in territories},
    )


def countries_of(work: Work, code: str) -> frozenset[str]:
    """Return the countries (ISO 3166 alpha-2) that a territory lies in, as the names tell.

    It is one, or part of one: none where neither it nor what it is part of is called as a country.
    """
    names = work.session.scalars(
        raw(_UPWARDS, "a walk through a tree, of what everybody reads"), {"code": code}
    )
    return frozenset(found for name in names if (found := country_code(name)))


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
