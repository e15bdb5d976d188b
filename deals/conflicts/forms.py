"""How a reviewer decided each conflict, as the page of a deal asks for it."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from deals.conflicts.decisions import Ruling
from deals.conflicts.precedence import Rule


def read_rulings(form: Mapping[str, str]) -> dict[UUID, Ruling]:
    """Read how each conflict was decided on the page of a deal, by the other one's id."""
    rulings = {}
    for name, value in form.items():
        kind, _, rival = name.partition("-")
        if kind != "rule" or value not in set(Rule):
            continue
        with suppress(ValueError):
            named = form.get(f"evidence-{rival}", "")
            rulings[UUID(rival)] = Ruling(
                Rule(value), form.get(f"because-{rival}", ""), UUID(named) if named else None
            )
    return rulings
