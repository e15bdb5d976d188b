from tests.api.conftest import MachineOf, a_registration
from tests.cast import Cast


def test_a_machine_registers_a_deal_by_the_same_rules_as_a_person(
    cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    lubeck = machine_of("alice")

    answer = lubeck.post("/deals", a_registration(shared))

    assert answer.status_code == 201, answer.get_data(as_text=True)
    deal = answer.get_json()
    assert deal["number"] == "DR-LUB-0001"
    assert deal["review"] == "SUBMITTED"
    assert deal["value"] == "184000.00"
    assert deal["registered_by"] == "Warehouse ERP"
    assert lubeck.get(answer.headers["Location"].removeprefix("/api/v1")).get_json() == deal
