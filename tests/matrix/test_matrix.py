"""The table of the matrix itself: every route stands in it, and it names only what there is."""

from flask import Flask

from tests.matrix.expectations import ACTORS, CANARIES, SIGHT, TABLE
from tests.matrix.rule import Door
from tests.matrix.world import World


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
            or rule.on in {"prefill", "staff", "chosen"}
        ), rule.route
        assert (rule.door is Door.OPEN) == bool(rule.answers), rule.route
