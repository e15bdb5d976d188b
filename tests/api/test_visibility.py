from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account, AccountShareGrant
from portal.kernel.db import Wall
from tests.api.conftest import EVERYTHING, Machine, MachineOf, a_registration
from tests.cast import Cast
from tests.conftest import TransactionalDatabase

ABSENT = "00000000-0000-7000-8000-000000000000"
WALLS = pytest.mark.parametrize("walls", [Wall.BOTH, Wall.READ_RULES, Wall.ROW_SECURITY])


def ids(answer: TestResponse) -> set[str]:
    return {each["id"] for each in answer.get_json()["items"]}


def told(answer: TestResponse) -> tuple[int, Any, set[tuple[str, str]]]:
    """Return all an answer says, but for what differs between any two requests."""
    body = {k: v for k, v in answer.get_json().items() if k != "request_id"}
    varying = {"X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset"}
    return answer.status_code, body, {(k, v) for k, v in answer.headers if k not in varying}


def register(machine: Machine, account_id: str) -> str:
    found: str = machine.post("/deals", a_registration(account_id)).get_json()["id"]
    return found


def foreign_requests(account: str, deal: str, company: str) -> list[tuple[str, str, str]]:
    return [
        ("GET", "/accounts/{}", account),
        ("GET", "/accounts/{}/grants", account),
        ("GET", "/deals/{}", deal),
        ("GET", "/deals/{}/activity", deal),
        ("POST", "/deals/{}/withdrawal", deal),
        ("POST", "/deals/{}/question/withdrawal", deal),
        ("GET", "/companies/{}", company),
    ]


@WALLS
def test_foreign_and_absent_are_the_same_answer(
    cast: Cast,
    machine_of: MachineOf,
    shared: str,
    database: TransactionalDatabase,
    walls: Wall,
) -> None:
    deal = register(machine_of("alice"), shared)
    rival = machine_of("charlie", (*EVERYTHING, "questions:ask"))
    database.walls = walls

    for method, path, foreign in foreign_requests(shared, deal, str(cast.companies["luebeck"].id)):
        options = {"headers": {"If-Match": '"1"'}} if method == "POST" else {}
        theirs = rival.send(method, path.format(foreign), **options)
        nothing = rival.send(method, path.format(ABSENT), **options)
        assert theirs.status_code == 404
        assert told(theirs) == told(nothing)


@WALLS
def test_lists_hold_what_the_company_may_see_and_nothing_else(
    cast: Cast,
    machine_of: MachineOf,
    shared: str,
    database: TransactionalDatabase,
    walls: Wall,
) -> None:
    deal = register(machine_of("alice"), shared)
    lubeck, danzig, host = machine_of("alice"), machine_of("charlie"), machine_of("adam")
    database.walls = walls
    company = {name: str(each.id) for name, each in cast.companies.items()}

    assert ids(lubeck.get("/deals")) == ids(host.get("/deals")) == {deal}
    assert ids(lubeck.get("/accounts")) == ids(host.get("/accounts")) == {shared}
    assert ids(danzig.get("/deals")) == ids(danzig.get("/accounts")) == set()
    assert ids(lubeck.get("/companies")) == {company["luebeck"], company["host"]}
    assert ids(danzig.get("/companies")) == {company["danzig"], company["host"]}
    assert ids(host.get("/companies")) == set(company.values())
    assert ids(danzig.get("/deals?search=Halden")) == set()


def test_naming_a_foreign_account_in_a_body_is_naming_none(
    machine_of: MachineOf, shared: str
) -> None:
    rival = machine_of("charlie")

    theirs, nothing = (rival.post("/deals", a_registration(each)) for each in (shared, ABSENT))

    assert theirs.status_code == 422
    assert told(theirs) == told(nothing)


def test_a_machine_sees_the_deals_of_every_colleague(
    cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    with cast.database.work(cast.dana) as work:
        account = work.get(Account, sa.cast(shared, sa.Uuid))  # type: ignore[arg-type]
    deal = cast.deal(account, by="bob")

    assert ids(machine_of("alice").get("/deals")) == {str(deal.id)}


def test_a_grant_that_ends_takes_the_account_away_at_once(
    cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    machine = machine_of("alice")
    assert machine.get(f"/accounts/{shared}").status_code == 200

    with cast.database.work(cast.dana) as work:
        grant = work.one(sa.select(AccountShareGrant))
        revoke_grant(work, grant, work.get(Account, grant.account_id), "Over")

    assert machine.get(f"/accounts/{shared}").status_code == 404
    assert machine.get(f"/accounts/{shared}/grants").status_code == 404
    assert ids(machine.get("/accounts")) == set()
    assert machine.post("/deals", a_registration(shared)).status_code == 422


def test_a_grantee_sees_its_own_grant_and_no_other(
    cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    with cast.database.work(cast.dana) as work:
        account = work.one(sa.select(Account))
    cast.share(account, "danzig")

    for admin, company, count in (("alice", "luebeck", 1), ("charlie", "danzig", 1)):
        grants = machine_of(admin).get(f"/accounts/{shared}/grants").get_json()["items"]
        assert {each["grantee_company_id"] for each in grants} == {str(cast.companies[company].id)}
        assert len(grants) == count
    assert len(machine_of("adam").get(f"/accounts/{shared}/grants").get_json()["items"]) == 2


def test_answers_hold_exactly_the_fields_listed_here(machine_of: MachineOf, shared: str) -> None:
    deal = register(machine_of("alice"), shared)
    expected = {
        "/companies": "id kind code trade_name legal_name country website_domain gln",
        "/accounts": "id name domain country place owner_company_id"
        " parent_name parent_country parent_domain parent_number",
        f"/accounts/{shared}/grants": "id account_id grantor_company_id grantee_company_id objects"
        " access purpose valid_until state",
        "/deals": "id number version partner_company_id account_id customer_name registered_by"
        " motion kind territory currency value expected_close progress crm_id is_named_in_writing"
        " consent consent_on parent_name parent_country parent_domain parent_number"
        " review protection"
        " is_exclusive families_left_out stage stage_reason submitted_at answer_due_at reply_due_at"
        " decided_at"
        " protected_from protected_until closed_at corrects_id lines",
        f"/deals/{deal}/activity": "id at verb actor_name actor_company sentence quote",
    }

    for admin in ("alice", "adam"):
        machine = machine_of(admin)
        for path, names in expected.items():
            body = machine.get(path).get_json()
            assert body.keys() <= {"items", "next"}
            assert body["items"]
            for each in body["items"]:
                assert each.keys() == set(names.split()), path
                for line in each.get("lines", ()):
                    assert line.keys() == {"family", "quantity", "amount"}


def test_pages_repeat_nothing_and_skip_nothing_while_rows_are_born(
    cast: Cast, machine_of: MachineOf
) -> None:
    machine = machine_of("adam")
    names = [f"Customer {letter}" for letter in "CEGIK"]
    before = {str(cast.account(name).id) for name in names}

    page = machine.get("/accounts?limit=2").get_json()
    seen = [each["id"] for each in page["items"]]
    cast.account("Customer A")
    late = str(cast.account("Customer F").id)
    while page["next"]:
        page = machine.get(f"/accounts?limit=2&cursor={page['next']}").get_json()
        assert len(page["items"]) <= 2
        seen += [each["id"] for each in page["items"]]

    assert len(seen) == len(set(seen))
    assert set(seen) == before | {late}


def test_companies_come_in_pages_by_name(cast: Cast, machine_of: MachineOf) -> None:
    machine = machine_of("adam")

    first = machine.get("/companies?limit=3").get_json()
    second = machine.get(f"/companies?limit=3&cursor={first['next']}").get_json()

    names = [each["trade_name"] for each in first["items"] + second["items"]]
    assert names == sorted(each.trade_name for each in cast.companies.values())
    assert second["next"] is None


def test_deals_come_in_pages_newest_first(machine_of: MachineOf, shared: str, clock: Any) -> None:
    machine = machine_of("alice")
    made = []
    for _ in range(5):
        made.append(register(machine, shared))
        clock.advance(seconds=1)

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = machine.get("/deals?limit=2" + (f"&cursor={cursor}" if cursor else "")).get_json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]

    assert seen == made[::-1]


def test_a_cursor_opens_only_what_its_user_may_see(
    cast: Cast, machine_of: MachineOf, shared: str
) -> None:
    lubeck, danzig = machine_of("alice"), machine_of("charlie")
    for _ in range(3):
        register(lubeck, shared)
    cursor = lubeck.get("/deals?limit=1").get_json()["next"]

    assert ids(danzig.get(f"/deals?cursor={cursor}")) == set()
    assert danzig.get(f"/accounts?cursor={cursor}").status_code == 422
    assert danzig.get(f"/companies?cursor={cursor}").status_code == 422


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c + "x", lambda c: "x" + c, str.lower]
)
def test_a_tampered_cursor_is_refused(
    machine_of: MachineOf, shared: str, change: Callable[[str], str]
) -> None:
    machine = machine_of("alice")
    for _ in range(2):
        register(machine, shared)
    cursor = machine.get("/deals?limit=1").get_json()["next"]

    assert machine.get(f"/deals?cursor={change(cursor)}").status_code == 422
