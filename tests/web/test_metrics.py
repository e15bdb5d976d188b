"""Metrics tell how much everybody does: not for the rivals of those who do it."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.app import create_app
from portal.kernel.services import Services

HERE = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("unknown", {}, 404),
    ],
)
def test_metrics_answer_this_machine_alone_and_not_through_a_proxy(
    app: Flask, address: str, headers: dict[str, str], status: int
) -> None:
    answer = app.test_client().get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == status
    assert (b"kontor_request_seconds" in answer.data) == (status == 200)


@pytest.mark.parametrize(
    ("sent", "status"),
    [("Bearer a-token-for-prometheus", 200), ("Bearer another", 404), ("", 404), ("Bearer é", 404)],
)
def test_with_a_token_set_only_its_holder_reads_them(
    services: Services, sent: str, status: int
) -> None:
    settings = replace(services.settings, metrics_token="a-token-for-prometheus")
    app = create_app(replace(services, settings=settings))
    answer = app.test_client().get(
        "/metrics", headers={"Authorization": sent}, environ_overrides=HERE
    )
    assert answer.status_code == status
