"""While the database does not answer, people and probes are told so, and nobody is signed out."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.app import create_app
from portal.kernel.db import Database
from portal.kernel.services import Services
from portal.kernel.settings import Settings
from portal.kernel.storage import Storage

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    settings = Settings(secret_key="x" * 48, s3_url="http://a:b@127.0.0.1:1/kontor", url=ORIGIN)
    database = Database(f"postgresql+psycopg://kontor_app@/kontor?host={tmp_path}")
    storage = Storage(settings.s3, settings.s3_browser_origin)
    return create_app(Services(settings, database, storage)).test_client()


def test_a_signed_in_person_gets_a_page_that_says_so_and_stays_signed_in(
    client: FlaskClient,
) -> None:
    client.set_cookie("kontor", "a-token", domain="127.0.0.1")

    answer = client.get("/deals", base_url=ORIGIN)

    assert answer.status_code == 503
    assert "Nothing is lost" in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "5"
    assert "Set-Cookie" not in answer.headers


def test_signing_in_says_so_too(client: FlaskClient) -> None:
    answer = client.post(
        "/sign-in",
        data={"email": "dana@hansa.example", "password": "x"},
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
    )
    assert answer.status_code == 503


def test_a_machine_gets_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v1/deals", headers={"Authorization": "Bearer x"}, base_url=ORIGIN)

    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"


def test_the_process_lives_but_is_not_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200

    ready = client.get("/readyz")

    assert ready.status_code == 503
    assert ready.get_json()["database"] == "the database does not answer"
