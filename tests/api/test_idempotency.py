from sqlalchemy import func, select

from deals.models import Deal
from portal.kernel.actor import system_actor
from tests.api.conftest import MachineOf, a_registration
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

KEY = {"Idempotency-Key": "order-4711"}


def deals_in(database: TransactionalDatabase) -> int:
    with database.work(system_actor("test")) as work:
        return work.session.scalar(select(func.count()).select_from(Deal)) or 0


def test_a_repeat_returns_the_first_answer_and_has_no_second_effect(
    machine_of: MachineOf, shared: str, database: TransactionalDatabase
) -> None:
    machine = machine_of()

    first = machine.post("/deals", a_registration(shared), headers=KEY)
    again = machine.post("/deals", a_registration(shared), headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_data() == again.get_data()
    for name in ("Location", "Content-Type"):
        assert first.headers[name] == again.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert deals_in(database) == 1


def test_a_key_used_for_another_body_is_refused(
    machine_of: MachineOf, shared: str, database: TransactionalDatabase
) -> None:
    machine = machine_of()
    machine.post("/deals", a_registration(shared), headers=KEY)

    answer = machine.post("/deals", a_registration(shared, progress="Other"), headers=KEY)

    assert answer.status_code == 422
    assert answer.get_json()["code"] == "idempotency-key-reused"
    assert deals_in(database) == 1


def test_the_same_key_of_another_client_is_another_key(
    cast: Cast, machine_of: MachineOf, shared: str, database: TransactionalDatabase
) -> None:
    machines = [machine_of("alice"), machine_of("alice"), machine_of("charlie")]
    cast.share(cast.account("Elbe Logistics"), "danzig")
    theirs = machines[2].get("/accounts").get_json()["items"][0]["id"]

    answers = [
        machine.post("/deals", a_registration(account), headers=KEY)
        for machine, account in zip(machines, (shared, shared, theirs), strict=True)
    ]

    assert [each.status_code for each in answers] == [201, 201, 201]
    assert not any("Idempotency-Replayed" in each.headers for each in answers)
    assert deals_in(database) == 3


def test_a_refused_request_leaves_its_key_free(
    machine_of: MachineOf, shared: str, database: TransactionalDatabase
) -> None:
    machine = machine_of()
    assert machine.post("/deals", {}, headers=KEY).status_code == 422

    assert machine.post("/deals", a_registration(shared), headers=KEY).status_code == 201
    assert deals_in(database) == 1


def test_a_key_that_would_be_cut_short_is_refused(machine_of: MachineOf, shared: str) -> None:
    machine = machine_of()

    for key in ("", "k" * 129, "two words", "schlüssel"):
        answer = machine.post("/deals", a_registration(shared), headers={"Idempotency-Key": key})
        assert answer.status_code == 422
        assert list(answer.get_json()["fields"]) == ["Idempotency-Key"]


def test_a_stale_version_changes_nothing(machine_of: MachineOf, shared: str) -> None:
    machine = machine_of()
    path = (
        machine.post("/deals", a_registration(shared)).headers["Location"].removeprefix("/api/v1")
    )
    read = machine.get(path)
    assert read.headers["ETag"] == '"1"'

    for tag in ('"0"', '"2"', 'W/"1"'):
        stale = machine.post(f"{path}/withdrawal", headers={"If-Match": tag})
        assert stale.status_code == 412
    assert machine.post(f"{path}/withdrawal").status_code == 428
    assert machine.get(path).get_json() == read.get_json()

    done = machine.post(f"{path}/withdrawal", headers={"If-Match": read.headers["ETag"]})
    assert done.status_code == 200
    assert done.get_json()["review"] == "WITHDRAWN"
    assert done.headers["ETag"] == '"2"'
    assert machine.get(path).headers["ETag"] == '"2"'
