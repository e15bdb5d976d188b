"""Every route x every actor x every relation, with both tenant walls and with each alone."""

import time

import pytest
from flask import Flask

from portal.kernel.db import Wall
from tests.matrix.expectations import ACTORS, CANARIES, SIGHT, TABLE
from tests.matrix.judging import Judge, cells
from tests.matrix.rule import Door
from tests.matrix.world import World

WALLS = {"both walls": Wall.BOTH, "read rules": Wall.READ_RULES, "row security": Wall.ROW_SECURITY}


def test_every_route_stands_in_the_table_and_nothing_else_does(matrix_app: Flask) -> None:
    served = {
        f"{method} {rule.rule}"
        for rule in matrix_app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }
    listed = [rule.route for rule in TABLE]
    assert sorted(served - set(listed)) == [], "routes that the table does not judge"
    assert sorted(set(listed) - served) == [], "routes that are gone"
    assert len(listed) == len(set(listed))


def test_the_table_names_only_what_there_is(world: World) -> None:
    assert set(world.canaries) == set(CANARIES)
    for rule in TABLE:
        assert rule.may <= ACTORS, rule.route
        targets = set(SIGHT[rule.on]) if rule.on else set()
        assert {*rule.acts, *rule.elsewhere} <= targets, rule.route
        assert (
            rule.on is None
            or any(p in rule.path for p in "<")
            or rule.method == "POST"
            or (rule.on == "prefill")
        ), rule.route
        assert (rule.door is Door.OPEN) == bool(rule.answers), rule.route


@pytest.mark.parametrize("walls", WALLS)
def test_nobody_gets_a_wrong_answer(walls: str, judge: Judge, world: World) -> None:
    world.database.walls = WALLS[walls]
    started = time.perf_counter()
    try:
        verdict = judge.judge(cells())
    finally:
        world.database.walls = Wall.BOTH
    seconds = time.perf_counter() - started
    print(
        f"figure: authorization matrix, {walls}: {verdict.cells} cells in {seconds:.0f} s,"
        f" {len(verdict.wrong)} wrong answers"
    )
    assert verdict.wrong == []
