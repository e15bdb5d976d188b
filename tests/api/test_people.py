"""A company's machine reads who works there, and nobody who works elsewhere."""

from tests.api.conftest import MachineOf
from tests.cast import Cast

SCOPES = ("people:read",)
LUEBECK = ["Alice Arndt", "Bob Brandt", "Vera Vogt"]


def test_a_machine_lists_its_own_companys_people_page_by_page(
    cast: Cast, machine_of: MachineOf
) -> None:
    luebeck = machine_of("alice", SCOPES)
    first = luebeck.get("/people?limit=2").get_json()
    rest = luebeck.get(f"/people?limit=2&cursor={first['next']}").get_json()
    people = first["items"] + rest["items"]
    assert [each["name"] for each in people] == LUEBECK
    assert rest["next"] is None
    bob = people[1]
    assert bob == {
        "id": str(cast.people["bob"].id),
        "name": "Bob Brandt",
        "email": "bob@luebeck.example",
        "roles": ["SELLER"],
        "state": "ACTIVE",
    }


def test_neither_a_rival_nor_the_host_is_told_of_them(machine_of: MachineOf) -> None:
    for admin in ("charlie", "nina", "adam"):
        answer = machine_of(admin, SCOPES).get("/people?limit=200")
        told = {each["name"] for each in answer.get_json()["items"]}
        assert told
        assert not told & set(LUEBECK), admin


def test_without_the_scope_nobody_is_listed(machine_of: MachineOf) -> None:
    assert (
        machine_of("alice", ("accounts:read", "companies:read")).get("/people").status_code == 403
    )
