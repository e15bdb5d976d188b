from flask import Flask

from portal.web.api.bearer import EXTENSION, ApiState
from portal.web.api.limits import Buckets, Rate
from tests.api.conftest import MachineOf
from tests.conftest import StoppedClock


def narrow(app: Flask, rate: Rate) -> None:
    state: ApiState = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = ApiState(state.callers, Buckets(rate))


def test_a_client_that_is_too_fast_is_slowed_and_told_the_truth(
    app: Flask, machine_of: MachineOf, clock: StoppedClock
) -> None:
    narrow(app, Rate(requests=3, seconds=30))
    machine = machine_of()

    answers = [machine.get("/companies") for _ in range(5)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0", "0"]
    assert {each.headers["RateLimit-Limit"] for each in answers} == {"3"}
    assert answers[3].headers["Retry-After"] == "10"
    assert answers[3].headers["RateLimit-Reset"] == "30"
    clock.advance(seconds=9.9)
    assert machine.get("/companies").status_code == 429
    clock.advance(seconds=0.1)
    assert machine.get("/companies").status_code == 200
    assert machine.get("/companies").status_code == 429
    clock.advance(seconds=30)
    assert [machine.get("/companies").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_one_client_uses_up_nothing_of_another(app: Flask, machine_of: MachineOf) -> None:
    narrow(app, Rate(requests=1, seconds=60))
    fast, colleague, rival = machine_of("alice"), machine_of("alice"), machine_of("charlie")

    assert [fast.get("/companies").status_code for _ in range(3)] == [200, 429, 429]
    assert colleague.get("/companies").status_code == 200
    assert rival.get("/companies").status_code == 200


def test_another_token_of_the_same_client_is_not_another_allowance(
    app: Flask, machine_of: MachineOf
) -> None:
    narrow(app, Rate(requests=1, seconds=60))
    machine = machine_of()

    assert machine.get("/companies").status_code == 200
    assert machine.take_token().get("/companies").status_code == 429


def test_a_clock_set_back_gives_nothing_away(
    app: Flask, machine_of: MachineOf, clock: StoppedClock
) -> None:
    narrow(app, Rate(requests=1, seconds=60))
    machine = machine_of()
    assert machine.get("/companies").status_code == 200

    clock.advance(minutes=-10)

    assert machine.get("/companies").status_code == 429
