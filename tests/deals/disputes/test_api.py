"""Disputes through the API: opened, decided and appealed by systems, and who must not."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from deals.actions import reject_deal
from deals.disputes.states import Verdict
from deals.models import Deal
from portal.kernel.db import Wall
from tests.api.conftest import Machine, MachineOf, machine_of
from tests.conftest import TransactionalDatabase
from tests.deals.disputes.test_disputes import decide, dispute, rejected
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "machine_of", "services", "trade"]

PARTNER = ("deals:read", "deals:register")
HOST = ("deals:read", "disputes:decide")
CLAIM = {"claim": "Here is the letter."}
UPHELD = {"verdict": "UPHELD", "rule": "CP-2", "reason": "It is not signed."}
ABSENT = "00000000-0000-7000-8000-000000000000"


def _do(machine: Machine, deal: Deal, step: str, body: dict[str, Any]) -> TestResponse:
    version = machine.get(f"/deals/{deal.id}").headers.get("ETag", '"1"')
    path = f"/deals/{deal.id}/disputes{step}"
    return machine.post(path, body, headers={"If-Match": version})


def _listed(machine: Machine, deal: Deal) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = machine.get(f"/deals/{deal.id}/disputes").get_json()["items"]
    return items


def test_a_dispute_goes_its_way_from_system_to_system(trade: Trade, machine_of: MachineOf) -> None:
    alice, adam = machine_of("alice", PARTNER), machine_of("adam", HOST)
    deal = rejected(trade)
    opened = _do(alice, deal, "", CLAIM)
    assert opened.status_code == 201
    assert (opened.get_json()["about"], opened.get_json()["state"]) == ("REJECTION", "OPEN")
    assert opened.get_json()["opened_by"] == "Warehouse ERP"
    assert _do(alice, deal, "", CLAIM).status_code == 409

    decided = _do(adam, deal, "/decision", UPHELD)
    assert decided.status_code == 200
    assert decided.get_json()["decisions"][0]["rule"] == "CP-2"
    (read,) = _listed(alice, deal)
    assert (read["state"], read["decisions"][0]["reason"]) == ("DECIDED", "It is not signed.")
    assert read["decisions"][0]["rule"] is None

    appealed = _do(alice, deal, "/appeal", {"appeal": "It is dated."})
    assert appealed.get_json()["state"] == "APPEALED"
    again = _do(adam, deal, "/decision", UPHELD)
    assert again.status_code == 409
    assert "a person" in again.get_json()["title"]
    decide(trade, deal, "desk", Verdict.OVERTURNED)
    assert _listed(alice, deal)[0]["state"] == "FINAL"
    assert alice.get(f"/deals/{deal.id}").get_json()["review"] == "IN_REVIEW"


def test_a_machine_does_not_decide_what_its_maker_decided(
    trade: Trade, machine_of: MachineOf
) -> None:
    adams = machine_of("adam", HOST)
    deal = trade.register()
    trade.do("adam", deal, lambda work, found: reject_deal(work, found, "Not ours."))
    dispute(trade, deal)
    refused = _do(adams, deal, "/decision", UPHELD)
    assert refused.status_code == 409
    assert "Somebody else" in refused.get_json()["title"]
    assert _listed(adams, deal)[0]["decisions"] == []


def test_a_partners_machine_decides_nothing_whatever_its_scopes(
    trade: Trade, machine_of: MachineOf
) -> None:
    deal = rejected(trade)
    dispute(trade, deal)
    forged = machine_of("alice", (*PARTNER, "disputes:decide"))
    assert _do(forged, deal, "/decision", UPHELD).status_code == 403
    assert _do(machine_of("adam", PARTNER), deal, "/decision", UPHELD).status_code == 403


@pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
def test_to_a_rival_a_dispute_is_absent(
    trade: Trade, machine_of: MachineOf, database: TransactionalDatabase, walls: Wall
) -> None:
    deal = rejected(trade)
    dispute(trade, deal)
    charlie = machine_of("charlie", (*PARTNER, "disputes:decide"))
    database.walls = walls
    try:
        told = []
        for deal_id in (deal.id, ABSENT):
            base = f"/deals/{deal_id}/disputes"
            told.append(
                [
                    charlie.get(base),
                    *(
                        charlie.post(f"{base}{step}", body, headers={"If-Match": '"1", "2"'})
                        for step, body in (
                            ("", CLAIM),
                            ("/appeal", {"appeal": "No"}),
                            ("/decision", UPHELD),
                        )
                    ),
                ]
            )
    finally:
        database.walls = Wall.BOTH
    for theirs, absent in zip(*told, strict=True):
        assert theirs.status_code == absent.status_code == 404
        assert theirs.get_json()["title"] == absent.get_json()["title"]


def test_what_a_step_needs_is_asked_for(trade: Trade, machine_of: MachineOf) -> None:
    alice = machine_of("alice", PARTNER)
    deal = rejected(trade)
    path = f"/deals/{deal.id}/disputes"
    assert alice.post(path, CLAIM).status_code == 428
    assert alice.post(path, CLAIM, headers={"If-Match": '"99"'}).status_code == 412
    assert _do(alice, deal, "", {"claim": ""}).status_code == 422
    assert _do(alice, deal, "/appeal", {"appeal": "Why"}).status_code == 409
    reader = machine_of("alice", ("deals:read",))
    assert _do(reader, deal, "", CLAIM).status_code == 403


def test_a_repeat_with_the_same_key_opens_one_dispute(trade: Trade, machine_of: MachineOf) -> None:
    alice = machine_of("alice", PARTNER)
    deal = rejected(trade)
    version = alice.get(f"/deals/{deal.id}").headers["ETag"]
    headers = {"If-Match": version, "Idempotency-Key": "letter-1"}
    told = [alice.post(f"/deals/{deal.id}/disputes", CLAIM, headers=headers) for _ in range(2)]
    assert told[0].get_json() == told[1].get_json()
    assert told[1].headers["Idempotency-Replayed"] == "true"
    assert len(_listed(alice, deal)) == 1
