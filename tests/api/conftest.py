"""Machines that call the API over HTTP, on the test's transaction."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from partners.clients.actions import IssuedClient, NewClient, create_client
from partners.clients.models import ApiClient
from tests.api.contract import Contract
from tests.cast import Cast
from tests.conftest import ORIGIN, TransactionalDatabase
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "services"]

EVERYTHING = ("accounts:read", "companies:read", "deals:read", "deals:register")


@dataclass
class Machine:
    """One API client: its credentials, a token, and requests as it would send them."""

    http: FlaskClient
    client: ApiClient
    secret: str
    token: str = ""
    contract: Contract | None = None

    def basic(self) -> dict[str, str]:
        pair = f"{self.client.client_id}:{self.secret}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def ask_token(self, **fields: str) -> TestResponse:
        data = {"grant_type": "client_credentials", **fields}
        return self.http.post("/oauth/token", data=data, headers=self.basic(), base_url=ORIGIN)

    def take_token(self, **fields: str) -> "Machine":
        self.token = self.ask_token(**fields).get_json()["access_token"]
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.send("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.send("POST", path, json=json, **options)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send a request, and hold the answer against the API's own description."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        address = f"/api/v1{path}"
        answer = self.http.open(address, method=method, headers=headers, base_url=ORIGIN, **options)
        if self.contract is not None:
            self.contract.hold(method, address, answer)
        return answer


MachineOf = Callable[..., Machine]


@pytest.fixture
def machine_of(app: Flask, cast: Cast, database: TransactionalDatabase) -> MachineOf:
    """Return a machine of the company of one of its administrators, holding a token."""

    contract = Contract(app)

    def build(
        admin: str = "alice", scopes: tuple[str, ...] = EVERYTHING, days: int = 365
    ) -> Machine:
        issued = issue(cast, admin, scopes, days)
        machine = Machine(FlaskClient(app), issued.client, issued.secret, contract=contract)
        return machine.take_token()

    return build


def issue(
    cast: Cast, admin: str, scopes: tuple[str, ...] = EVERYTHING, days: int = 365
) -> IssuedClient:
    with cast.database.work(cast.actor(admin)) as work:
        return create_client(work, NewClient("Warehouse ERP", scopes, days))


@pytest.fixture
def shared(cast: Cast) -> str:
    """Return the id of an account of the host that Lübeck may see, and Danzig may not."""
    account = cast.account()
    cast.share(account, "luebeck")
    return str(account.id)


def a_registration(account_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "motion": "RESELL",
        "kind": "NET_NEW",
        "territory": "NO-E",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": "Site survey on 4 November, budget offer sent.",
        "lines": [{"family": "DRIVES", "quantity": 240, "amount": "184000.00"}],
        **changes,
    }
