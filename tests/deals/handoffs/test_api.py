"""Hand-offs through the API: what each machine reads, and the way from the offer to the return."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from deals.handoffs.states import HandOffState, Kind, OfferState
from portal.kernel.db import Wall
from tests.api.conftest import Machine, MachineOf, machine_of
from tests.conftest import TransactionalDatabase
from tests.deals.handoffs.stage import WHO, Stage

__all__ = ["machine_of"]

SCOPES = ("deals:read", "deals:hand-off", "rooms:read")
ABSENT = "00000000-0000-7000-8000-000000000000"
NAMES = ("Halden Logistics", "Lübeck Systems", "DR-LUB-0001")
WALLS = pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
Machines = dict[str, Machine]


@pytest.fixture
def machines(machine_of: MachineOf) -> Machines:
    return {name: machine_of(name, SCOPES) for name in ("alice", "charlie", "nina", "adam")}


def _offered(handing: Stage, alice: Machine, **changes: Any) -> TestResponse:
    asked = [str(handing.company("danzig"))]
    body = {"responsibilities": WHO, "percent": 70, "receivers": asked, **changes}
    answer = alice.post(f"/deals/{handing.deal_id}/handoffs", body)
    if answer.status_code == 201:
        handing.handoff_id = answer.get_json()["handoff"]["id"]
    return answer


def _do(machine: Machine, path: str, body: dict[str, str] | None = None) -> TestResponse:
    record = path.rpartition("/")[0]
    version = machine.get(record).headers.get("ETag", '"1"')
    return machine.post(path, body, headers={"If-Match": version})


def _ids(answer: TestResponse) -> list[str]:
    return [each["id"] for each in answer.get_json()["items"]]


def test_a_deal_goes_from_one_system_to_the_other_and_back(
    handing: Stage, machines: Machines
) -> None:
    alice, charlie = machines["alice"], machines["charlie"]
    begun = _offered(handing, alice)
    assert begun.status_code == 201
    assert begun.get_json()["handoff"]["state"] == "OFFERED"
    assert begun.get_json()["turns"][0]["company"] == "Danzig Trading"
    shown = alice.get(begun.headers["Location"].removeprefix("/api/v1"))
    assert shown.get_json() == begun.get_json()

    (offer_id,) = _ids(charlie.get("/handoffs/offers"))
    taken = _do(charlie, f"/handoffs/offers/{offer_id}/acceptance")
    assert taken.status_code == 200
    offer = taken.get_json()["offer"]
    assert (offer["state"], offer["customer_name"]) == ("ACCEPTED", "Halden Logistics")
    assert charlie.get(f"/deals/{offer['deal_id']}").get_json()["number"] == "DR-DAN-0001"
    agreed = [each.get(f"/handoffs/{offer['handoff_id']}/receipt") for each in (alice, charlie)]
    assert agreed[0].get_json() == agreed[1].get_json()

    returned = _do(charlie, f"/handoffs/offers/{offer_id}/return", {"reason": "It does not fit"})
    assert returned.get_json()["offer"]["state"] == "RETURNED"
    whole = alice.get(f"/handoffs/{handing.handoff_id}").get_json()["handoff"]
    assert whole["state"] == "RETURNED"
    assert alice.get(f"/deals/{whole['back_id']}").get_json()["protection"] == "ACTIVE"


def test_the_last_step_of_both_sides_completes_it(handing: Stage, machines: Machines) -> None:
    alice, charlie = machines["alice"], machines["charlie"]
    _offered(handing, alice)
    offer_id = handing.offer_to("danzig")
    tasks = _do(charlie, f"/handoffs/offers/{offer_id}/acceptance").get_json()["tasks"]
    assert charlie.post(f"/handoffs/tasks/{tasks[0]['id']}/completion").status_code == 403
    assert machines["nina"].post(f"/handoffs/tasks/{tasks[0]['id']}/completion").status_code == 404
    for task in tasks:
        machine = alice if task["side"] == "GIVER" else charlie
        done = machine.post(f"/handoffs/tasks/{task['id']}/completion").get_json()
        assert done["done_by"] == "Warehouse ERP"
    assert handing.handoff.state is HandOffState.COMPLETED
    assert alice.post(f"/handoffs/tasks/{tasks[0]['id']}/completion").status_code == 409


@WALLS
def test_an_offer_tells_nothing_of_the_customer_before_it_is_accepted(
    handing: Stage, machines: Machines, database: TransactionalDatabase, walls: Wall
) -> None:
    charlie = machines["charlie"]
    _offered(handing, machines["alice"])
    database.walls = walls
    try:
        listed = charlie.get("/handoffs/offers")
        shown = charlie.get(f"/handoffs/offers/{_ids(listed)[0]}")
        foreign = charlie.get(f"/handoffs/{handing.handoff_id}")
        given = charlie.get("/handoffs")
    finally:
        database.walls = Wall.BOTH
    assert foreign.status_code == 404
    assert given.get_json()["items"] == []
    for answer in (listed, shown):
        assert not [name for name in NAMES if name in answer.get_data(as_text=True)]
    assert shown.get_json()["offer"]["deal_id"] is None
    assert shown.get_json()["tasks"] == []


@WALLS
def test_to_a_rival_a_hand_off_is_absent(
    handing: Stage, machines: Machines, database: TransactionalDatabase, walls: Wall
) -> None:
    nina = machines["nina"]
    _offered(handing, machines["alice"])
    offer_id = str(handing.offer_to("danzig"))
    reason = {"reason": "Mine"}
    database.walls = walls
    try:
        for path in ("/handoffs/{}", "/handoffs/offers/{}", "/handoffs/{}/receipt"):
            own = offer_id if "offers" in path else handing.handoff_id
            assert nina.get(path.format(own)).status_code == 404
        for path, body in (
            ("/handoffs/{}/recall", reason),
            ("/handoffs/{}/ending", reason),
            ("/handoffs/offers/{}/acceptance", None),
            ("/handoffs/offers/{}/decline", reason),
            ("/handoffs/offers/{}/return", reason),
            ("/deals/{}/handoffs", {"responsibilities": WHO, "percent": 0}),
        ):
            theirs = offer_id if "offers" in path else str(handing.handoff_id)
            if path.startswith("/deals"):
                theirs = str(handing.deal_id)
            told = [
                nina.post(path.format(each), body, headers={"If-Match": '"1", "2"'})
                for each in (theirs, ABSENT)
            ]
            assert [each.status_code for each in told] == [404, 404]
            assert told[0].get_json()["title"] == told[1].get_json()["title"]
    finally:
        database.walls = Wall.BOTH
    assert handing.offers() == {"danzig": OfferState.PENDING}


def test_a_client_that_may_only_read_hands_nothing_over(
    handing: Stage, machine_of: MachineOf
) -> None:
    reader = machine_of("alice", ("deals:read", "deals:register"))
    assert _offered(handing, reader).status_code == 403
    assert reader.get("/handoffs").get_json()["items"] == []


def test_machines_of_the_host_read_and_do_not_decide(handing: Stage, machines: Machines) -> None:
    adam = machines["adam"]
    assert _offered(handing, adam).status_code == 403
    _offered(handing, machines["alice"], receivers=[])
    assert _ids(adam.get("/handoffs", query_string={"state": "DRAFT"})) == [str(handing.handoff_id)]
    refused = _do(adam, f"/handoffs/{handing.handoff_id}/recall", {"reason": "Ours"})
    assert refused.status_code == 403
    assert handing.handoff.state is HandOffState.DRAFT


def test_a_repeat_with_the_same_key_gets_the_first_answer(
    handing: Stage, machines: Machines
) -> None:
    alice, charlie = machines["alice"], machines["charlie"]
    body = {"responsibilities": WHO, "percent": 0, "receivers": [str(handing.company("danzig"))]}
    told = [
        alice.post(f"/deals/{handing.deal_id}/handoffs", body, headers={"Idempotency-Key": "a"})
        for _ in range(2)
    ]
    assert told[0].get_json() == told[1].get_json()
    assert told[1].headers["Idempotency-Replayed"] == "true"
    offer_id = _ids(charlie.get("/handoffs/offers"))[0]
    headers = {"Idempotency-Key": "b", "If-Match": '"1"'}
    path = f"/handoffs/offers/{offer_id}/acceptance"
    taken = [charlie.post(path, headers=headers) for _ in range(2)]
    assert [each.status_code for each in taken] == [200, 200]
    assert taken[0].get_json() == taken[1].get_json()
    again = charlie.post(path, headers={"If-Match": '"1", "2", "3"'})
    assert again.status_code == 409


def test_whoever_read_an_older_version_is_refused(handing: Stage, machines: Machines) -> None:
    alice, charlie = machines["alice"], machines["charlie"]
    _offered(handing, alice)
    path = f"/handoffs/offers/{handing.offer_to('danzig')}/acceptance"
    assert charlie.post(path, headers={"If-Match": '"99"'}).status_code == 412
    assert charlie.post(path).status_code == 428
    recalled = _do(alice, f"/handoffs/{handing.handoff_id}/recall", {"reason": "We keep it"})
    assert recalled.get_json()["handoff"]["state"] == "RECALLED"
    late = charlie.post(path, headers={"If-Match": '"1", "2", "3"'})
    assert late.status_code == 409


def test_what_is_wrong_with_an_offer_is_said_by_field(handing: Stage, machines: Machines) -> None:
    alice = machines["alice"]
    stranger = _offered(handing, alice, receivers=[ABSENT])
    assert stranger.status_code == 422
    assert set(stranger.get_json()["fields"]) == {"receivers"}
    named = _offered(handing, alice, responsibilities="Sell to Halden Logistics")
    assert set(named.get_json()["fields"]) == {"responsibilities"}
    assert _offered(handing, alice, percent=101).status_code == 422
    assert _offered(handing, alice, note="x").status_code == 422


def test_what_is_sold_together_is_joined_and_ended(handing: Stage, machines: Machines) -> None:
    alice, charlie = machines["alice"], machines["charlie"]
    _offered(handing, alice, kind=Kind.CO_SELL.value, percent=30)
    offer_id = handing.offer_to("danzig")
    joined = _do(charlie, f"/handoffs/offers/{offer_id}/acceptance").get_json()["offer"]
    assert joined["deal_id"] == str(handing.deal_id)
    assert charlie.get(f"/deals/{handing.deal_id}").status_code == 200
    rooms = charlie.get("/rooms").get_json()["items"]
    assert [sorted(each["companies"]) for each in rooms] == [
        ["Danzig Trading", "Hansa Components", "Lübeck Systems"]
    ]
    ended = _do(alice, f"/handoffs/{handing.handoff_id}/ending", {"reason": "We go on alone"})
    assert ended.get_json()["handoff"]["state"] == "RETURNED"
    assert charlie.get(f"/deals/{handing.deal_id}").status_code == 404
    assert charlie.get("/rooms").get_json()["items"] == []
    assert charlie.get(f"/handoffs/offers/{offer_id}").get_json()["offer"]["state"] == "RETURNED"


def test_lists_come_in_pages(handing: Stage, machines: Machines) -> None:
    charlie = machines["charlie"]
    for _ in range(3):
        handing.hand_off("danzig")
        handing.decline()
    first = charlie.get("/handoffs/offers", query_string={"limit": 2}).get_json()
    then = charlie.get("/handoffs/offers", query_string={"cursor": first["next"]}).get_json()
    assert [len(first["items"]), len(then["items"]), then["next"]] == [2, 1, None]
    assert {each["state"] for each in first["items"]} == {"DECLINED"}


def test_a_system_of_the_owner_agrees_to_the_version_it_read(
    proposing: Stage, machine_of: MachineOf
) -> None:
    alice, adam = machine_of("alice", SCOPES), machine_of("adam", SCOPES)
    proposing.hand_off("danzig", by="dana")
    path = f"/handoffs/{proposing.handoff_id}"
    read = alice.get(path)
    whole = read.get_json()
    assert (whole["handoff"]["state"], whole["turns"]) == ("PROPOSED", [])
    assert (whole["handoff"]["owner_agreed"], whole["handoff"]["owner_answered_by"]) == (None, None)
    assert whole["handoff"]["owner_answer_due_at"]
    assert _ids(alice.get("/handoffs", query_string={"state": "PROPOSED"})) == [
        str(proposing.handoff_id)
    ]
    assert _do(adam, f"{path}/agreement").status_code == 403
    stale = alice.post(f"{path}/agreement", None, headers={"If-Match": '"99"'})
    assert stale.status_code == 412
    assert proposing.handoff.state is HandOffState.PROPOSED
    agreed = _do(alice, f"{path}/agreement").get_json()["handoff"]
    assert (agreed["state"], agreed["owner_agreed"]) == ("OFFERED", True)
    assert agreed["owner_answered_by"] == "Warehouse ERP"
    assert _do(alice, f"{path}/refusal", {"reason": "No"}).status_code == 409


@WALLS
def test_to_a_rival_and_to_whom_the_host_chose_a_proposal_is_absent(
    proposing: Stage, machine_of: MachineOf, database: TransactionalDatabase, walls: Wall
) -> None:
    machines = [machine_of(name, SCOPES) for name in ("charlie", "nina")]
    proposing.hand_off("danzig", by="dana")
    path = f"/handoffs/{proposing.handoff_id}"
    database.walls = walls
    try:
        for machine in machines:
            assert machine.get(path).status_code == 404
            assert machine.get("/handoffs").get_json()["items"] == []
            assert machine.get("/handoffs/offers").get_json()["items"] == []
            assert _do(machine, f"{path}/agreement").status_code == 404
            assert _do(machine, f"{path}/refusal", {"reason": "No"}).status_code == 404
    finally:
        database.walls = Wall.BOTH


def test_a_system_declines_for_the_owner_and_says_why(
    proposing: Stage, machine_of: MachineOf
) -> None:
    alice = machine_of("alice", SCOPES)
    proposing.hand_off("danzig", by="dana")
    path = f"/handoffs/{proposing.handoff_id}"
    assert _do(alice, f"{path}/refusal", {"reason": ""}).status_code == 422
    assert _do(alice, f"{path}/recall", {"reason": "No"}).status_code == 403
    declined = _do(alice, f"{path}/refusal", {"reason": "We sell it"}).get_json()["handoff"]
    assert (declined["state"], declined["owner_agreed"]) == ("DECLINED", False)
    assert declined["reason"] == "We sell it"
    assert proposing.offers() == {}
