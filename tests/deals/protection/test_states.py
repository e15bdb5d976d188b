"""The map of protections: every pair of states tried, on the model and in the database."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from deals.approval.award import BESIDE_OTHERS
from deals.models import Deal
from deals.pipeline.states import STAGE_TRANSITIONS, Stage
from deals.protection.states import PROTECTION_TRANSITIONS, ProtectionState
from portal.kernel.actor import system_actor
from portal.kernel.db import Work, metadata, raw
from portal.kernel.errors import TransitionRefused
from tests.conftest import TransactionalDatabase
from tests.deals.protection.conftest import Trade

PROTECTED = """
NONE PROVISIONAL | NONE ACTIVE
PROVISIONAL ACTIVE | PROVISIONAL RELEASED | PROVISIONAL REVOKED
ACTIVE EXPIRED | ACTIVE RELEASED | ACTIVE REVOKED | ACTIVE TRANSFERRED | ACTIVE FULFILLED
REVOKED NONE | REVOKED ACTIVE
"""
STAGED = """
QUALIFIED DEVELOPED | DEVELOPED PROPOSED | PROPOSED NEGOTIATED | NEGOTIATED WON
QUALIFIED LOST | DEVELOPED LOST | PROPOSED LOST | NEGOTIATED LOST
QUALIFIED CLOSED_ERROR | DEVELOPED CLOSED_ERROR | PROPOSED CLOSED_ERROR | NEGOTIATED CLOSED_ERROR
"""
REFUSALS = {"protection_moves", "deal_moves", "closed_for_good"}


def edges(text: str) -> set[tuple[str, str]]:
    """Read the edges as DOMAIN draws them: written out here, and derived from nothing."""
    pairs = (edge.split() for edge in text.replace("\n", "|").split("|") if edge.strip())
    return {(before, after) for before, after in pairs}


def test_the_map_on_the_model_has_exactly_these_edges() -> None:
    for states, transitions, text in (
        (ProtectionState, PROTECTION_TRANSITIONS, PROTECTED),
        (Stage, STAGE_TRANSITIONS, STAGED),
    ):
        found = {(str(a), str(b)) for a, targets in transitions.items() for b in targets}
        assert set(transitions) == set(states)
        assert found == edges(text)


@pytest.mark.parametrize(
    ("before", "after"), list(product(ProtectionState, ProtectionState)), ids=str
)
def test_a_deal_goes_from_one_protection_to_another_only_along_the_map(
    before: ProtectionState, after: ProtectionState
) -> None:
    deal = Deal(number="DR-LUB-0001", protection=before)
    allowed = (before.value, after.value) in edges(PROTECTED)

    if allowed:
        deal._enter_protection(after)
    else:
        with pytest.raises(TransitionRefused):
            deal._enter_protection(after)

    assert deal.protection is (after if allowed else before)


@pytest.mark.parametrize(
    ("table", "column", "states", "text"),
    [
        ("deals", "protection", ProtectionState, PROTECTED),
        ("protections", "state", ProtectionState, PROTECTED),
        ("deals", "stage", Stage, STAGED),
    ],
)
def test_the_database_refuses_every_other_pair(
    trade: Trade, database: TransactionalDatabase, table: str, column: str, states: Any, text: str
) -> None:
    trade.approved(award=BESIDE_OTHERS)
    moved = set()
    with database.work(system_actor("test")) as work:
        for before, after in product(states, states):
            copy_in(work, table, column, before)
            if is_let(work, table, column, after):
                moved.add((str(before), str(after)))

    assert moved == edges(text) | {(str(state), str(state)) for state in states}


COPY = UUID(int=7)


def copy_in(work: Work, table: str, column: str, state: str) -> None:
    """Put a copy of the one row there, born in a state: only steps are along the map."""
    new = {"id": str(COPY), "number": "DR-LUB-9999", column: str(state)}
    columns = [each.name for each in metadata.tables[table].columns]
    values = ", ".join(f"'{new[name]}'" if name in new else name for name in columns)
    statements = (
        f"DELETE FROM {table} WHERE id = '{COPY}'",
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}",
    )
    for statement in statements:
        work.session.execute(raw(sa.text(statement), "a row in every state"))


def is_let(work: Work, table: str, column: str, state: str) -> bool:
    change = sa.text(f"UPDATE {table} SET {column} = '{state}' WHERE id = '{COPY}'")
    try:
        with work.session.begin_nested():
            work.session.execute(raw(change, "what the database alone says"))
    except sa.exc.IntegrityError as refusal:
        return getattr(refusal.orig, "diag").constraint_name not in REFUSALS  # noqa: B009
    return True
