"""Questions through the API: asked and taken back by the host's systems, answered by partners'."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from deals.actions import ask_for_information
from deals.models import Deal
from deals.review.states import Review
from portal.kernel.db import Wall
from tests.api.conftest import Machine, MachineOf, machine_of
from tests.conftest import TransactionalDatabase
from tests.deals.protection.conftest import Trade, trade
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "machine_of", "services", "trade"]

HOST = ("deals:read", "questions:ask")
PARTNER = ("deals:read", "deals:register")
QUESTION, ANSWER = {"question": "Who signs there?"}, {"answer": "The board."}
ABSENT = "00000000-0000-7000-8000-000000000000"


def do(machine: Machine, deal: Deal, step: str, body: dict[str, Any] | None = None) -> TestResponse:
    version = machine.get(f"/deals/{deal.id}").headers.get("ETag", '"1"')
    return machine.post(f"/deals/{deal.id}/{step}", body, headers={"If-Match": version})


def asked(trade: Trade) -> Deal:
    deal = trade.register()
    trade.do("dana", deal, lambda work, found: ask_for_information(work, found, "Who signs?"))
    return deal


def test_a_question_goes_from_system_to_system(trade: Trade, machine_of: MachineOf) -> None:
    host, partner, deal = machine_of("adam", HOST), machine_of("alice", PARTNER), trade.register()

    read = do(host, deal, "question", QUESTION)

    assert (read.status_code, read.get_json()["review"]) == (200, "ACTION_REQUIRED")
    assert read.get_json()["reply_due_at"] is not None
    told = partner.get(f"/deals/{deal.id}/activity").get_json()["items"]
    assert QUESTION["question"] in [each["quote"] for each in told]
    answered = do(partner, deal, "answer", ANSWER)
    assert (answered.status_code, answered.get_json()["review"]) == (200, "IN_REVIEW")
    assert do(partner, deal, "answer", ANSWER).status_code == 409


def test_a_question_is_taken_back_and_the_review_goes_on_in_its_place(
    trade: Trade, machine_of: MachineOf
) -> None:
    host, deal = machine_of("adam", HOST), asked(trade)
    before = trade.now(deal)

    answer = do(host, deal, "question/withdrawal")

    assert (answer.status_code, answer.get_json()["review"]) == (200, "IN_REVIEW")
    assert answer.get_json()["reply_due_at"] is None
    assert trade.now(deal).submission_sequence == before.submission_sequence
    assert do(host, deal, "question/withdrawal").status_code == 409


def test_who_read_another_version_takes_no_question_back(
    trade: Trade, machine_of: MachineOf
) -> None:
    host, deal = machine_of("adam", HOST), asked(trade)
    path = f"/deals/{deal.id}/question/withdrawal"

    stale = host.post(path, headers={"If-Match": '"99"'})

    assert (stale.status_code, host.post(path).status_code) == (412, 428)
    assert trade.now(deal).review is Review.ACTION_REQUIRED


def test_a_partners_machine_asks_nothing_whatever_its_scopes(
    trade: Trade, machine_of: MachineOf
) -> None:
    deal = asked(trade)
    for scopes in (PARTNER, (*PARTNER, "questions:ask")):
        forged = machine_of("alice", scopes)
        assert do(forged, deal, "question", QUESTION).status_code == 403
        assert do(forged, deal, "question/withdrawal").status_code == 403
    assert trade.now(deal).review is Review.ACTION_REQUIRED


def test_a_machine_that_asks_neither_decides_nor_answers(
    trade: Trade, machine_of: MachineOf
) -> None:
    deal = asked(trade)
    host = machine_of("adam", (*HOST, "deals:register"))

    assert do(host, deal, "answer", ANSWER).status_code == 403
    assert do(host, deal, "withdrawal").status_code == 403


@pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])
@pytest.mark.parametrize("step", ["question", "question/withdrawal", "answer"])
def test_a_rival_gets_not_found_as_for_none(
    trade: Trade,
    machine_of: MachineOf,
    database: TransactionalDatabase,
    step: str,
    walls: Wall,
) -> None:
    deal = asked(trade)
    charlie = machine_of("charlie", (*PARTNER, "questions:ask"))
    body = {"question": QUESTION, "answer": ANSWER}.get(step)
    database.walls = walls

    def ask(record: object) -> tuple[int, dict[str, Any]]:
        headers = {"If-Match": '"1"'}
        answer = charlie.post(f"/deals/{record}/{step}", body, headers=headers)
        told = answer.get_json()
        told.pop("request_id")
        return answer.status_code, told

    assert ask(deal.id) == ask(ABSENT)
    assert ask(deal.id)[0] == 404


@pytest.mark.parametrize(("step", "field"), [("question", "question"), ("answer", "answer")])
def test_blanks_are_no_words(trade: Trade, machine_of: MachineOf, step: str, field: str) -> None:
    deal = trade.register() if step == "question" else asked(trade)
    machine = machine_of("adam", HOST) if step == "question" else machine_of("alice", PARTNER)

    refused = do(machine, deal, step, {field: "  "})

    assert (refused.status_code, list(refused.get_json()["fields"])) == (422, [field])
