"""Danzig's EDI system, its agreement with the host, and a worker that runs when a test says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from edi.gateway.actions import NewAgreement, sign_agreement
from edi.gateway.models import TradingAgreement
from partners.companies.models import Company
from portal.kernel.services import Services
from tests.api.conftest import Machine, MachineOf, machine_of
from tests.cast import Cast
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import app, browser_of, services

__all__ = ["app", "browser_of", "machine_of", "services"]

SCOPES = ("edi:exchange", "orders:read")
EDI = "application/edi-x12"


def agree(
    cast: Cast, partner: str, identifier: str, group: str, **terms: object
) -> TradingAgreement:
    new = NewAgreement(
        f"X12 with {partner}",
        partner_identifier=identifier,
        partner_group=group,
        host_identifier="HANSACOMP",
        host_group="HANSA",
        **terms,  # type: ignore[arg-type]
    )
    with cast.database.work(cast.olga) as work:
        return sign_agreement(work, work.get(Company, cast.companies[partner].id), new)


@pytest.fixture
def agreement(cast: Cast) -> TradingAgreement:
    return agree(cast, "danzig", "DANZIGTRADING", "DANZIG")


@dataclass
class Station:
    """A partner's EDI system: sends files, lets the worker run, and fetches what came of it."""

    machine: Machine
    services: Services

    def post(self, data: bytes, content_type: str = EDI, **headers: str) -> TestResponse:
        return self.machine.send(
            "POST", "/edi/interchanges", data=data, content_type=content_type, headers=headers
        )

    def get(self, path: str) -> TestResponse:
        return self.machine.get(path)

    def send(self, data: bytes) -> UUID:
        """Send a file, let the worker do its jobs, and return the interchange's id."""
        answer = self.post(data)
        assert answer.status_code in {200, 202}, answer.get_data(as_text=True)
        run_jobs(self.services)
        return UUID(answer.get_json()["interchange"]["id"])

    def show(self, interchange_id: UUID) -> dict[str, Any]:
        return dict(self.get(f"/edi/interchanges/{interchange_id}").get_json())

    def acknowledgement(self, interchange_id: UUID) -> bytes:
        answer = self.get(f"/edi/interchanges/{interchange_id}/acknowledgement")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.content_type == EDI
        return answer.get_data()

    def orders(self) -> list[dict[str, Any]]:
        found = self.get("/orders?limit=200").get_json()
        return list(found["items"])

    def outbox(self, kind: str) -> list[dict[str, Any]]:
        return [
            each for each in self.get("/edi/outbox").get_json()["items"] if each["kind"] == kind
        ]


@pytest.fixture
def station_of(machine_of: MachineOf, services: Services) -> Callable[[str], Station]:
    return lambda admin: Station(machine_of(admin, SCOPES), services)


@pytest.fixture
def danzig(station_of: Callable[[str], Station], agreement: TradingAgreement) -> Station:
    assert agreement.is_active
    return station_of("charlie")
