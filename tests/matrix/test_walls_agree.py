"""The two walls say the same: each alone shows every actor exactly the rows the other shows."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import Base, Wall
from portal.kernel.policy import read_rules
from tests.matrix.expectations import MACHINES, PEOPLE
from tests.matrix.world import World

Rows = dict[str, frozenset[object]]


def rows_seen(world: World, actor: str, walls: Wall, models: Iterable[type[Any]]) -> Rows:
    """Return the keys of all rows an actor sees, by model, with these walls."""
    world.database.walls = walls
    seen: Rows = {}
    try:
        with world.work(actor) as work:
            for model in models:
                keys = sa.inspect(model).primary_key
                attributes = [sa.inspect(model).get_property_by_column(key).key for key in keys]
                columns = [getattr(model, name) for name in attributes]
                found = work.session.execute(sa.select(*columns))
                seen[model.__name__] = frozenset(tuple(row) for row in found)
    finally:
        world.database.walls = Wall.BOTH
    return seen


def disagreements(
    world: World, actors: frozenset[str], models: Iterable[type[Any]] = ()
) -> tuple[int, list[str]]:
    """Return how many rows were compared, of some models or all, and where the walls differ."""
    compared = list(models) or list(read_rules())
    count, found = 0, []
    for actor in sorted(actors):
        by_rules = rows_seen(world, actor, Wall.READ_RULES, compared)
        by_database = rows_seen(world, actor, Wall.ROW_SECURITY, compared)
        for name, rows in by_rules.items():
            count += len(rows | by_database[name])
            for odd in rows ^ by_database[name]:
                wall = "read rule" if odd in rows else "row security"
                found.append(f"{actor}: only the {wall} shows {name} {odd}")
    return count, found


def test_each_wall_alone_shows_the_same_rows(world: World) -> None:
    count, found = disagreements(world, PEOPLE | MACHINES)
    assert found == []
    assert count > 1_000
    assert {mapper.class_ for mapper in Base.registry.mappers} >= set(read_rules())
