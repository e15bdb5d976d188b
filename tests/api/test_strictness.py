import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.conftest import Machine, MachineOf, a_registration
from tests.conftest import ORIGIN


def send_raw(
    machine: Machine, body: bytes | str, content_type: str = "application/json"
) -> TestResponse:
    return machine.http.post(
        "/api/v1/deals",
        data=body,
        headers={"Authorization": f"Bearer {machine.token}"},
        content_type=content_type,
        base_url=ORIGIN,
    )


def nothing_came_of_it(machine: Machine) -> bool:
    items: list[object] = machine.get("/deals").get_json()["items"]
    return items == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("no body", b""),
        ("not JSON", b"account_id=1"),
        ("trailing data", b"{} {}"),
        ("trailing comma", b'{"progress": "x",}'),
        ("a duplicate name", b'{"progress": "x", "progress": "y"}'),
        ("a duplicate name further in", b'{"lines": [{"family": "A", "family": "B"}]}'),
        ("a NUL", b'{"progress": "a\\u0000b"}'),
        ("a NUL in a name", b'{"a\\u0000b": 1}'),
        ("half a surrogate pair", b'{"progress": "\\ud800"}'),
        ("a byte order mark", b"\xef\xbb\xbf{}"),
        ("not UTF-8", b'{"progress": "\xff"}'),
        ("UTF-16", '{"progress": "x"}'.encode("utf-16")),
        ("a huge integer", b'{"lines": [{"quantity": 1' + b"0" * 5000 + b"}]}"),
        ("a huge exponent", b'{"lines": [{"quantity": 1e999999999}]}'),
        ("many decimals", b'{"lines": [{"quantity": 0.' + b"1" * 5000 + b"}]}"),
        ("not a number", b'{"lines": [{"quantity": NaN}]}'),
        ("infinity", b'{"lines": [{"quantity": -Infinity}]}'),
        ("a deep list", b"[" * 10_000 + b"]" * 10_000),
        ("a deep object", b'{"a":' * 60 + b"1" + b"}" * 60),
    ],
)
def test_a_body_two_parsers_could_read_differently_is_refused(
    machine_of: MachineOf, name: str, body: bytes
) -> None:
    machine = machine_of()

    answer = send_raw(machine, body)

    assert answer.status_code == 400, name
    assert answer.get_json()["code"] == "broken-json"
    assert nothing_came_of_it(machine)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
    ],
)
def test_another_content_type_is_refused(
    machine_of: MachineOf, shared: str, content_type: str
) -> None:
    machine = machine_of()

    answer = send_raw(machine, json.dumps(a_registration(shared)), content_type)

    assert answer.status_code == 415
    assert nothing_came_of_it(machine)


def test_a_compressed_body_is_refused(machine_of: MachineOf, shared: str) -> None:
    answer = machine_of().post(
        "/deals", a_registration(shared), headers={"Content-Encoding": "gzip"}
    )

    assert answer.status_code == 415


def test_a_body_over_the_cap_is_refused_unread(machine_of: MachineOf, shared: str) -> None:
    machine = machine_of()

    answer = machine.post("/deals", a_registration(shared, progress="x" * 300_000))

    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"
    assert nothing_came_of_it(machine)


@pytest.mark.parametrize(
    "forged",
    [
        "owner_company_id",
        "submitter_id",
        "review",
        "protection",
        "protected_until",
        "submission_sequence",
        "number",
        "value",
        "version",
        "id",
        "customer_key",
    ],
)
def test_no_field_is_written_that_the_schema_does_not_name(
    machine_of: MachineOf, shared: str, forged: str
) -> None:
    machine = machine_of()

    answer = machine.post("/deals", {**a_registration(shared), forged: "APPROVED"})

    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {forged: "Unknown field."}
    assert nothing_came_of_it(machine)


LINE = {"family": "DRIVES", "quantity": 1, "amount": "1.00"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account_id": "nonsense"}, "account_id"),
        ({"account_id": None}, "account_id"),
        ({"account_id": ["x"]}, "account_id"),
        ({"motion": "STEAL"}, "motion"),
        ({"territory": "MOON"}, "territory"),
        ({"currency": "XXX"}, "currency"),
        ({"expected_close": "2026-02-30"}, "expected_close"),
        ({"expected_close": "2026-11-24"}, "expected_close"),
        ({"progress": ""}, "progress"),
        ({"progress": " "}, "progress"),
        ({"progress": "x" * 2001}, "progress"),
        ({"lines": []}, "lines"),
        ({"lines": [LINE] * 2}, "lines"),
        ({"lines": [LINE] * 7}, "lines"),
        ({"lines": "DRIVES"}, "lines"),
        ({"lines": [{**LINE, "family": "ROCKETS"}]}, "lines.0.family"),
        ({"lines": [{**LINE, "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "quantity": -1}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "quantity": 1.5}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "quantity": "1"}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "quantity": True}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "quantity": 10**10}]}, "lines.0.quantity"),
        ({"lines": [{**LINE, "amount": 184000.0}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "1,00"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "-1.00"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "1.001"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "1e3"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "NaN"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "9" * 15}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "\u0661"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "amount": "1.00\n"}]}, "lines.0.amount"),
        ({"lines": [{**LINE, "deal_id": "x"}]}, "lines.0.deal_id"),
    ],
)
def test_each_wrong_field_is_named(
    machine_of: MachineOf, shared: str, changes: dict[str, Any], field: str
) -> None:
    machine = machine_of()

    answer = machine.post("/deals", {**a_registration(shared), **changes})

    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert list(answer.get_json()["fields"]) == [field]
    assert nothing_came_of_it(machine)


@pytest.mark.parametrize("body", [[], "text", 1, None])
def test_a_body_that_is_no_object_is_refused(machine_of: MachineOf, body: Any) -> None:
    assert send_raw(machine_of(), json.dumps(body)).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=1000000000",
        "limit=ten",
        "limit=1&limit=2",
        "limit=",
        "cursor=forged",
        "cursor=",
        "cursor=" + "x" * 2000,
        "cursor=WyJkZWFscyJd.aaaa",
        "review=ANY",
        "review=SUBMITTED'--",
        "search=" + "x" * 81,
        "search=%00",
        "sort=owner_company_id",
        "owner_company_id=1",
    ],
)
def test_a_query_that_is_not_declared_or_out_of_bounds_is_refused(
    machine_of: MachineOf, query: str
) -> None:
    answer = machine_of().get(f"/deals?{query}")

    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert answer.get_json()["fields"]


def test_an_endpoint_without_parameters_takes_none(machine_of: MachineOf, shared: str) -> None:
    assert machine_of().get(f"/accounts/{shared}?include=owner").status_code == 422


@pytest.mark.parametrize(
    "search", ["'; DROP TABLE deals; --", "%", "_", "\\", "(a+)+$", "a" * 80, "\u202e", "%25%5F"]
)
def test_a_search_is_only_a_text(machine_of: MachineOf, shared: str, search: str) -> None:
    machine = machine_of()
    machine.post("/deals", a_registration(shared))

    for path in ("/deals", "/accounts"):
        answer = machine.get(path, query_string={"search": search})
        assert answer.status_code == 200
        assert answer.get_json()["items"] == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_refused(machine_of: MachineOf, shared: str, method: str) -> None:
    answer = machine_of().send(method, f"/accounts/{shared}")

    assert answer.status_code == 405
    assert answer.content_type == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_method_cannot_be_overridden(machine_of: MachineOf, shared: str) -> None:
    machine = machine_of()

    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        machine.get("/deals", headers={header: "POST"}, json=a_registration(shared))

    assert nothing_came_of_it(machine)


def lasting_headers(answer: TestResponse) -> dict[str, str]:
    varying = {"X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset"}
    return {name: value for name, value in answer.headers if name not in varying}


def test_head_and_options_tell_no_more_than_get(machine_of: MachineOf, shared: str) -> None:
    rival = machine_of("charlie")
    absent = "00000000-0000-7000-8000-000000000000"

    for method in ("HEAD", "OPTIONS"):
        foreign, unknown = (rival.send(method, f"/accounts/{each}") for each in (shared, absent))
        assert foreign.status_code == unknown.status_code
        assert foreign.get_data() == unknown.get_data() == b""
        assert lasting_headers(foreign) == lasting_headers(unknown)
    assert rival.send("HEAD", f"/accounts/{shared}").status_code == 404


def test_no_other_site_is_let_in(machine_of: MachineOf) -> None:
    machine = machine_of()

    for origin in ("null", "https://evil.example", f"{ORIGIN}.evil.example"):
        answer = machine.send(
            "OPTIONS", "/deals", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
        )
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_an_error_says_nothing_of_what_is_inside(machine_of: MachineOf) -> None:
    machine = machine_of()
    answers = [
        machine.get("/deals?cursor=x"),
        machine.get("/nothing-here"),
        machine.get("/deals/not-a-uuid"),
        machine.post("/deals", {"lines": [{"quantity": "x"}]}),
        send_raw(machine, b"{"),
    ]

    for answer in answers:
        text = answer.get_data(as_text=True)
        assert answer.content_type == "application/problem+json"
        assert answer.get_json().keys() <= {
            "type",
            "title",
            "status",
            "code",
            "request_id",
            "fields",
        }
        for inside in ("Traceback", "sqlalchemy", "psycopg", "SELECT", "/work", ".py", "werkzeug"):
            assert inside not in text
        assert "Server" not in answer.headers
