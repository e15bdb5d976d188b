"""Each declared answer is seen; `Machine.send` fails every test that meets an undeclared one."""

from typing import Any

import openapi_spec_validator
from flask import Flask
from werkzeug.test import TestResponse

from deals.actions import approve_deal
from deals.approval.award import BESIDE_OTHERS
from deals.queries import get_deal
from partners.clients.actions import GRANTABLE
from partners.clients.forms import SCOPES
from portal.web.access import access_of
from portal.web.api.bearer import EXTENSION, ApiState
from portal.web.api.limits import Buckets, Rate
from tests.api.conftest import EVERYTHING, Machine, MachineOf, a_registration
from tests.api.contract import Contract
from tests.cast import Cast

CHAPTERS = {"accounts", "companies", "deals"}
ANY_VERSION = '"1", "2", "3"'
OF_APPROVED: dict[str, dict[str, str]] = {
    "release": {"reason": "Over"},
    "extension": {"evidence": "The contract is out."},
    "stage": {"stage": "DEVELOPED"},
}
"""What is done to approved deals alone, and a body for each."""
ABSENT = "00000000-0000-7000-8000-000000000000"


class Tour:
    """One provocation per status; what a status needs of the world is made for it."""

    def __init__(self, app: Flask, cast: Cast, machine: Machine, account_id: str) -> None:
        self.app, self.cast, self.machine, self.account_id = app, cast, machine, account_id

    def provoke(self, status: int, method: str, path: str) -> TestResponse:
        answer: TestResponse = getattr(self, f"answer_{status}")(method, path)
        return answer

    def answer_200(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path))

    def answer_201(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path))

    def answer_400(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path) + "?access_token=x")

    def answer_401(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path), headers={"Authorization": "Bearer x"})

    def answer_403(self, method: str, path: str) -> TestResponse:
        weak = Machine(self.machine.http, self.machine.client, self.machine.secret)
        other = "deals:read" if "deals" not in path or method == "POST" else "accounts:read"
        weak.take_token(scope=other)
        return self._send(
            method, self._filled(path), headers={"Authorization": f"Bearer {weak.token}"}
        )

    def answer_404(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path, ABSENT))

    def answer_409(self, method: str, path: str) -> TestResponse:
        """Withdraw what was approved, and do to a registration what is for approved ones."""
        is_withdrawn = "withdrawal" in path
        deal_id = self._approved() if is_withdrawn else self._deal()
        return self._send(method, self._filled(path, deal_id), headers={"If-Match": ANY_VERSION})

    def answer_412(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path), headers={"If-Match": '"99"'})

    def answer_413(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path), json={"progress": "x" * 300_000})

    def answer_415(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path), json=None, data="x", content_type="text/csv")

    def answer_422(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path) + "?unknown=1")

    def answer_428(self, method: str, path: str) -> TestResponse:
        return self._send(method, self._filled(path), headers={"If-Match": ""})

    def answer_429(self, method: str, path: str) -> TestResponse:
        state: ApiState = self.app.extensions[EXTENSION]
        filled = self._filled(path)
        self.app.extensions[EXTENSION] = ApiState(state.callers, Buckets(Rate(1, 60)))
        self.machine.get("/companies")
        answer = self._send(method, filled)
        self.app.extensions[EXTENSION] = state
        return answer

    def _send(self, method: str, path: str, **options: Any) -> TestResponse:
        if path.partition("?")[0] == "/deals" and method == "POST":
            options.setdefault("json", a_registration(self.account_id))
        step = path.partition("?")[0].rpartition("/")[2]
        if step in OF_APPROVED and "data" not in options:
            options.setdefault("json", OF_APPROVED[step])
        if step in {"withdrawal", *OF_APPROVED}:
            options["headers"] = {"If-Match": ANY_VERSION, **options.get("headers", {})}
        return self.machine.send(method, path, **options)

    def _filled(self, path: str, record_id: str | None = None) -> str:
        path = path.removeprefix("/api/v1")
        if "{" not in path:
            return path
        kind = path.partition("{")[2].partition("}")[0]
        known = {
            "account_id": lambda: self.account_id,
            "company_id": lambda: str(self.cast.companies["luebeck"].id),
            "deal_id": self._approved if path.rpartition("/")[2] in OF_APPROVED else self._deal,
        }
        return path.replace(f"{{{kind}}}", record_id or known[kind]())

    def _deal(self) -> Any:
        family = ("DRIVES", "GATEWAYS", "CABINETS", "SENSORS")[0]
        body = a_registration(
            self.account_id, lines=[{"family": family, "quantity": 1, "amount": "1.00"}]
        )
        return self.machine.post("/deals", body).get_json()["id"]

    def _approved(self) -> Any:
        """Register one that is soon at its end; all of them on one customer, so not exclusive."""
        deal_id = self._deal()
        with self.cast.database.work(self.cast.dana) as work:
            approve_deal(work, get_deal(work, deal_id), BESIDE_OTHERS, window_days=20)
        return deal_id


def test_each_declared_answer_is_seen(
    app: Flask, cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    contract = Contract(app)
    tour = Tour(app, cast, machine_of(), shared)
    seen = 0

    for method, path, operation in contract.operations(CHAPTERS):
        for status in map(int, operation["responses"]):
            answer = tour.provoke(status, method, path)
            assert answer.status_code == status, f"{method} {path}: {answer.get_data(as_text=True)}"
            seen += 1

    print(
        f"figure: {seen} declared answers of {len(contract.operations(CHAPTERS))} operations seen"
    )
    assert seen >= 70


def test_the_description_is_valid_openapi_3_1(app: Flask) -> None:
    document = Contract(app).document

    assert document["openapi"] == "3.1.0"
    openapi_spec_validator.validate(document, cls=openapi_spec_validator.OpenAPIV31SpecValidator)


def test_each_operation_names_the_scope_its_route_declares(app: Flask) -> None:
    bearer = {
        (rule.rule, method): access.permission
        for rule in app.url_map.iter_rules()
        if (access := access_of(app, rule.endpoint)) and access.via == "bearer"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method.upper()): operation["security"]
        for path, item in Contract(app).document["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }

    assert len(described) == len(bearer) >= 10
    assert sorted(each[0]["oauth2"][0] for each in described.values()) == sorted(bearer.values())
    assert all(rule.startswith("/api/v1/") for rule, _ in bearer)


def test_each_scope_in_use_can_be_given_to_a_client_and_has_a_sentence(app: Flask) -> None:
    used = {
        access.permission
        for rule in app.url_map.iter_rules()
        if (access := access_of(app, rule.endpoint)) and access.via == "bearer"
    }

    assert used <= GRANTABLE
    assert used == set(SCOPES)


def test_no_route_under_the_api_takes_a_session(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            access = access_of(app, rule.endpoint)
            assert access is not None
            assert access.via == "bearer" or access.permission == "public", rule


def test_people_can_read_the_description_without_signing_in(app: Flask) -> None:
    page = app.test_client().get("/api/v1/")

    assert page.status_code == 200
    text = page.get_data(as_text=True)
    for _method, path, operation in Contract(app).operations(CHAPTERS):
        assert path in text
        assert operation["summary"] in text
    assert "//" not in text.replace("http://127.0.0.1", "").replace("</", "")


def test_a_machine_of_all_scopes_has_no_right_its_company_lacks(
    machine_of: MachineOf, shared: str
) -> None:
    host = machine_of("adam", EVERYTHING)

    answer = host.post("/deals", a_registration(shared))

    assert answer.status_code == 403
    assert answer.get_json()["code"] == "forbidden"
