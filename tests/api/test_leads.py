"""Leads through the API: by the same rules as on screen, and to each side what it may know."""

from collections.abc import Callable
from typing import Any

import pytest

from deals.leads.states import LeadState, Rule
from portal.kernel.db import Wall
from tests.api.conftest import EVERYTHING, Machine, MachineOf, a_registration
from tests.cast import Cast
from tests.conftest import StoppedClock, TransactionalDatabase
from tests.deals.leads.desk import Desk
from tests.web.conftest import Browser

SCOPES = (*EVERYTHING, "leads:read", "leads:route", "leads:work")
ABSENT = "00000000-0000-7000-8000-000000000000"
LEAD = {
    "industry": "Shipyards",
    "country": "NO",
    "territory": "NO-E",
    "family": "DRIVES",
    "size": "MEDIUM",
    "customer_name": "Fjordverft AS",
    "contact_name": "Ingrid Berg",
    "email": "ingrid@fjordverft.example",
    "need": "Forty drives",
    "source": "Website",
}
CONTACT = ("Fjordverft", "Ingrid", "fjordverft.example", "Replaces forty drives")


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


@pytest.fixture
def machine(machine_of: MachineOf) -> Callable[[str], Machine]:
    return lambda admin: machine_of(admin, SCOPES)


def _offer(machine: Machine) -> dict[str, Any]:
    [offer] = machine.get("/lead-offers").get_json()["items"]
    found: dict[str, Any] = offer
    return found


def _do(machine: Machine, offer: dict[str, Any], step: str, **options: Any) -> Any:
    headers = {"If-Match": f'"{offer["version"]}"', **options.pop("headers", {})}
    return machine.post(f"/lead-offers/{offer['id']}/{step}", headers=headers, **options)


def test_the_hosts_machine_takes_in_leads_once_and_reads_them(
    machine: Callable[[str], Machine], cast: Cast
) -> None:
    host, key = machine("adam"), {"Idempotency-Key": "web-form-17"}

    made = host.post("/leads", LEAD, headers=key)
    again = host.post("/leads", LEAD, headers=key)

    assert (made.status_code, again.status_code) == (201, 201)
    assert made.get_data() == again.get_data()
    assert again.headers["Idempotency-Replayed"] == "true"
    lead = made.get_json()
    assert (lead["state"], lead["contact"]["email"]) == ("NEW", LEAD["email"])
    assert lead["contact"]["domain"] is None
    assert host.get("/leads").get_json()["items"] == [lead]
    assert host.get(made.headers["Location"].removeprefix("/api/v1")).get_json() == lead
    assert host.get("/leads?state=OFFERED").get_json()["items"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("territory", "MARS"), ("family", "SHIPS"), ("email", "nowhere"), ("country", "Norway")],
)
def test_a_lead_that_cannot_be_is_refused_in_its_field(
    machine: Callable[[str], Machine], field: str, value: str
) -> None:
    answer = machine("adam").post("/leads", {**LEAD, field: value})

    assert answer.status_code == 422
    assert set(answer.get_json()["fields"]) == {field}


@pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_whom_to_call_is_told_after_the_acceptance_to_the_one_that_accepted(
    desk: Desk,
    machine: Callable[[str], Machine],
    database: TransactionalDatabase,
    walls: Wall,
) -> None:
    luebeck, danzig, host = machine("alice"), machine("charlie"), machine("adam")
    desk.offer(Rule.POOL)

    def everything(of: Machine) -> str:
        database.walls = walls
        texts = [of.get(path).text for path in ("/lead-offers", "/leads")]
        texts += [of.get(f"/lead-offers/{_offer(of)['id']}").text]
        texts += [of.get(f"/leads/{desk.lead_id}").text]
        database.walls = Wall.BOTH
        return "".join(texts)

    for reader in (luebeck, danzig):
        assert not any(word in everything(reader) for word in CONTACT)
        assert str(desk.lead_id) not in everything(reader)
    accepted = _do(luebeck, _offer(luebeck), "acceptance")
    assert accepted.status_code == 200
    lead = accepted.get_json()["lead"]
    assert lead["contact"]["email"] == "ingrid@fjordverft.example"
    assert lead["contact_due_at"] is not None
    assert lead["source"] is None
    assert host.get(f"/leads/{desk.lead_id}").get_json()["source"] == "Trade fair"
    assert all(word in everything(luebeck) for word in CONTACT)
    assert not any(word in everything(danzig) for word in CONTACT)
    assert _offer(danzig)["state"] == "RECALLED"
    assert danzig.get(f"/leads/{desk.lead_id}").status_code == 404
    assert host.get(f"/leads/{desk.lead_id}").get_json()["holder_company_id"] is not None
    states = {each["state"] for each in host.get("/lead-offers").get_json()["items"]}
    assert states == {"ACCEPTED", "RECALLED"}


def test_of_two_that_accept_the_second_learns_that_it_is_gone_and_nothing_else(
    desk: Desk, machine: Callable[[str], Machine]
) -> None:
    luebeck, danzig = machine("alice"), machine("charlie")
    desk.offer(Rule.POOL)
    theirs = _offer(danzig)
    assert _do(luebeck, _offer(luebeck), "acceptance").status_code == 200

    stale = _do(danzig, theirs, "acceptance")
    late = _do(danzig, _offer(danzig), "acceptance")

    assert (stale.status_code, late.status_code) == (412, 409)
    assert "Lübeck" not in stale.text + late.text + danzig.get("/lead-offers").text


def test_a_repeated_acceptance_with_its_key_gets_the_first_answer(
    desk: Desk, machine: Callable[[str], Machine]
) -> None:
    luebeck, key = machine("alice"), {"Idempotency-Key": "accept-1"}
    desk.offer(Rule.PUSH, "luebeck")
    offer = _offer(luebeck)

    first = _do(luebeck, offer, "acceptance", headers=key)
    again = _do(luebeck, offer, "acceptance", headers=key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_data() == again.get_data()


def test_a_machine_declines_with_a_reason_that_the_host_reads(
    desk: Desk, machine: Callable[[str], Machine], browser_of: Callable[[str], Browser]
) -> None:
    luebeck = machine("alice")
    desk.offer(Rule.PUSH, "luebeck")

    assert _do(luebeck, _offer(luebeck), "decline", json={"reason": " "}).status_code == 422
    declined = _do(luebeck, _offer(luebeck), "decline", json={"reason": "No room"})

    assert declined.get_json()["state"] == "DECLINED"
    assert declined.get_json()["answered_by"] == "Warehouse ERP"
    assert "No room" in browser_of("dana").get(f"/leads/{desk.lead_id}").text


def test_an_offer_reads_as_lapsed_by_the_clock(
    desk: Desk, machine: Callable[[str], Machine], clock: StoppedClock
) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    clock.advance(days=7)
    luebeck = machine("alice")

    assert _offer(luebeck)["state"] == "EXPIRED"
    assert _do(luebeck, _offer(luebeck), "acceptance").status_code == 409


def test_a_lead_is_reached_and_becomes_a_deal_registered_since(
    desk: Desk, machine: Callable[[str], Machine], shared: str, clock: StoppedClock
) -> None:
    luebeck, danzig = machine("alice"), machine("charlie")
    before = luebeck.post("/deals", a_registration(shared)).get_json()["id"]
    clock.advance(minutes=5)
    desk.offer(Rule.PUSH, "luebeck")
    assert _do(luebeck, _offer(luebeck), "contact").status_code == 409
    _do(luebeck, _offer(luebeck), "acceptance")
    clock.advance(minutes=5)
    lines = [{"family": "SENSORS", "quantity": 1, "amount": "1.00"}]
    since = luebeck.post("/deals", a_registration(shared, lines=lines)).get_json()["id"]

    reached = _do(luebeck, _offer(luebeck), "contact")
    assert reached.get_json()["lead"]["state"] == "CONTACTED"
    for wrong in (before, ABSENT):
        answer = _do(luebeck, _offer(luebeck), "conversion", json={"deal_id": wrong})
        assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {"deal_id"})
    assert _do(danzig, _offer(luebeck), "conversion", json={"deal_id": since}).status_code == 404
    done = _do(luebeck, _offer(luebeck), "conversion", json={"deal_id": since})

    assert done.status_code == 200
    assert done.get_json()["lead"]["deal_id"] == since
    assert _do(luebeck, _offer(luebeck), "conversion", json={"deal_id": since}).status_code == 409


def test_a_registration_names_the_lead_that_it_comes_from(
    desk: Desk, machine: Callable[[str], Machine], shared: str
) -> None:
    luebeck, danzig = machine("alice"), machine("charlie")
    desk.held_by("alice", "luebeck")

    body = a_registration(shared, lead_id=str(desk.lead_id))
    made = luebeck.post("/deals", body)

    assert made.status_code == 201
    assert desk.lead.state is LeadState.CONVERTED
    assert str(desk.lead.deal_id) == made.get_json()["id"]
    assert luebeck.post("/deals", body).status_code == 422
    own = desk.cast.account("Elbe Logistics", owner="charlie")
    foreign, absent = (
        danzig.post("/deals", a_registration(str(own.id), lead_id=each)).get_json()["fields"]
        for each in (str(desk.lead_id), ABSENT)
    )
    assert foreign == absent == {"lead_id": "Your company works on no such lead."}


def test_each_scope_opens_its_part_and_each_side_does_its_own(
    desk: Desk, machine: Callable[[str], Machine], machine_of: MachineOf
) -> None:
    desk.offer(Rule.PUSH, "luebeck")
    reader = machine_of("alice", ("leads:read",))
    offer = _offer(reader)

    assert _do(reader, offer, "acceptance").status_code == 403
    assert machine("alice").post("/leads", LEAD).status_code == 403
    assert _do(machine("adam"), offer, "acceptance").status_code == 403
    assert _do(machine("charlie"), offer, "acceptance").status_code == 404
    assert machine_of("alice", ("deals:read",)).get("/lead-offers").status_code == 403
    assert machine("alice").post(f"/lead-offers/{offer['id']}/acceptance").status_code == 428


def test_offers_come_in_pages_newest_first(
    desk: Desk, machine: Callable[[str], Machine], clock: StoppedClock
) -> None:
    for _ in range(3):
        desk.offer(Rule.PUSH, "luebeck")
        clock.advance(minutes=1)
        desk.lead_id = desk.qualified()
    luebeck = machine("alice")

    first = luebeck.get("/lead-offers?limit=2").get_json()
    second = luebeck.get(f"/lead-offers?limit=2&cursor={first['next']}").get_json()

    offered = [each["offered_at"] for each in first["items"] + second["items"]]
    assert offered == sorted(offered, reverse=True)
    assert (len(offered), second["next"]) == (3, None)
    assert luebeck.get(f"/leads?cursor={first['next']}").status_code == 422


def test_a_client_of_each_side_is_offered_the_scopes_it_has_a_use_for(
    browser_of: Callable[[str], Browser],
) -> None:
    partner, host = (browser_of(who).get("/settings/clients/new").text for who in ("alice", "adam"))

    assert "leads:work" in partner
    assert "leads:route" not in partner
    assert "leads:route" in host
    assert "leads:work" not in host


def _correct(machine: Machine, lead_id: object, version: object = None, **wanted: Any) -> Any:
    path = f"/leads/{lead_id}"
    tag = machine.get(path).headers.get("ETag", '"1"') if version is None else f'"{version}"'
    return machine.post(f"{path}/correction", wanted, headers={"If-Match": tag})


def test_a_machine_of_the_host_corrects_only_what_it_names(
    desk: Desk, machine: Callable[[str], Machine]
) -> None:
    host = machine("adam")
    before = host.get(f"/leads/{desk.lead_id}").get_json()

    wanted = {"phone": None, "domain": "https://www.fjordverft.example/kontakt"}
    answer = _correct(host, desk.lead_id, **wanted, family="GATEWAYS")

    told = answer.get_json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{before["version"] + 1}"'
    assert (told["contact"]["phone"], told["contact"]["domain"]) == (None, "fjordverft.example")
    assert told["family"] == "GATEWAYS"
    assert told["contact"]["customer_name"] == before["contact"]["customer_name"]
    assert _correct(host, desk.lead_id, before["version"], need="More").status_code == 412


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("industry", "Cranes of Fjordverft"),
        ("country", "XX"),
        ("territory", "SE"),
        ("phone", "call me"),
        ("domain", "nothing"),
        ("contact_name", None),
    ],
)
def test_a_correction_that_cannot_be_is_refused_in_its_field(
    desk: Desk, machine: Callable[[str], Machine], field: str, value: str | None
) -> None:
    answer = _correct(machine("adam"), desk.lead_id, **{field: value})

    assert answer.status_code == 422
    assert set(answer.get_json()["fields"]) == {field}


def test_a_machine_recalls_before_it_corrects(
    desk: Desk, machine: Callable[[str], Machine]
) -> None:
    desk.offer(Rule.POOL)

    refused = _correct(machine("adam"), desk.lead_id, need="More")

    assert refused.status_code == 409
    assert "Take it back first" in refused.get_json()["title"]


@pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_a_rival_learns_nothing_of_a_lead_by_correcting_it(
    desk: Desk,
    machine: Callable[[str], Machine],
    database: TransactionalDatabase,
    walls: Wall,
) -> None:
    desk.held_by("alice", "luebeck")
    holder, rival = machine("alice"), machine("charlie")
    database.walls = walls

    assert _correct(holder, desk.lead_id, need="Ours").status_code in {403, 409}
    answers = [_correct(rival, each, "1", need="Ours") for each in (desk.lead_id, ABSENT)]
    told = [(each.status_code, each.get_json()["title"]) for each in answers]
    assert told[0] == told[1]
    assert told[0][0] == 404
