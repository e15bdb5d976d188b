"""After any history of grants, roles and suspensions, everybody reaches what the rule says.

`rule.py` works it out from the history alone. At a random point of each history and at its end
some of the people and machines are asked, each by one channel, all chosen at random.
"""

import os
import secrets
from random import Random

import pytest
from flask import Flask

from portal.kernel.services import Services
from portal.web.api.bearer import EXTENSION, ApiState
from portal.web.api.limits import Buckets, Rate
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.edi.examples import examples
from tests.partners.histories.stage import OF_MACHINES, OF_PEOPLE, Stage, build_stage
from tests.partners.histories.telling import History
from tests.web.conftest import app, services

__all__ = ["app", "services"]

HISTORIES = 12
STEPS = 14


@pytest.fixture
def stage(cast: Cast, app: Flask, services: Services) -> Stage:
    # The clock stands still between steps: no bucket would ever fill up again.
    callers = app.extensions[EXTENSION].callers
    app.extensions[EXTENSION] = ApiState(callers, Buckets(Rate(requests=10**9)))
    return build_stage(cast, app, services)


def test_everybody_reaches_exactly_what_the_rule_derives_from_the_history(
    stage: Stage, database: TransactionalDatabase, clock: StoppedClock
) -> None:
    seed = secrets.randbits(32) if "KONTOR_EXAMPLES" in os.environ else 20261122
    asked, differences, start = 0, [], clock.at
    count = examples(HISTORIES)
    for number in range(count):
        savepoint = database.connection.begin_nested()
        random = Random(f"{seed}:{number}")  # noqa: S311 - anybody may foretell a test
        history = History(stage, stage.truth(start), clock, random, start)
        try:
            asked += tell(history)
        finally:
            savepoint.rollback()
            clock.at = start
        differences += [
            f"history {number}: {difference}, after: {'; '.join(history.told)}"
            for difference in history.differences
        ]
    print(
        f"figure: histories of sharing: n = {count} (seed {seed}), {asked} answers compared,"
        f" {len(differences)} differences"
    )
    assert differences == []


def tell(history: History) -> int:
    """Tell one history to its end; return how many answers were compared with the rule's."""
    pause = history.random.randrange(STEPS)
    asked = 0
    for number in range(STEPS):
        history.step()
        if number == pause:
            asked += compare(history, share=0.1)
    return asked + compare(history, share=0.4)


def compare(history: History, share: float) -> int:
    """Ask a share of all people and machines, each by one channel, and note what differs."""
    asked = 0
    for who in history.truth.figures:
        if history.random.random() >= share:
            continue
        channel = history.random.choice(OF_MACHINES if who.endswith("-api") else OF_PEOPLE)
        expected = history.truth.reach(who)
        for kind, reached in history.stage.ask(who, channel).items():
            asked += 1
            for name in reached ^ expected[kind]:
                verb = "reaches" if name in reached else "lacks"
                history.differences.append(f"{who} {verb} the {kind} {name} by {channel}")
    return asked
