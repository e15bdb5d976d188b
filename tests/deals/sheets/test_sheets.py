from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa

from deals.models import Deal
from deals.receipts.queries import receipts_of
from deals.registration.actions import register_deal
from deals.sheets import actions, jobs
from deals.sheets.actions import bring_sheet, start_sheet, stop_sheet
from deals.sheets.jobs import go_through
from deals.sheets.models import SHEET_TRANSITIONS, DealSheet, SheetState
from deals.sheets.reading import COLUMNS, MOST_BYTES, MOST_ROWS
from partners.accounts.actions import revoke_grant
from partners.accounts.models import Account, AccountShareGrant
from partners.accounts.parents.models import FIELDS as PARENT_FIELDS
from partners.people.actions import suspend_member
from partners.people.models import Membership
from portal.kernel.actor import system_actor
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, Invalid, NotFound, TransitionRefused
from tests.cast import Cast, a_deal
from tests.conftest import TransactionalDatabase
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]
HEADING = ",".join(COLUMNS)


def _row(crm_id: str, customer: str = "Halden Logistics", **changes: str) -> str:
    values = {
        "crm_id": crm_id,
        "customer": customer,
        "territory": "NO-E",
        "family": "DRIVES",
        "quantity": "12",
        "amount": "1000.00",
        "currency": "EUR",
        "expected_close": "2027-03-31",
        "progress": '"Survey, then offer"',
        "motion": "",
        "kind": "",
        **dict.fromkeys(PARENT_FIELDS, ""),
    }
    return ",".join({**values, **changes}[name] for name in COLUMNS)


def _sheet(*rows: str) -> bytes:
    return "\r\n".join([HEADING, *rows, ""]).encode()


@pytest.fixture
def account(cast: Cast) -> Account:
    account = cast.account()
    cast.share(account, "luebeck")
    return account


def _bring(
    database: TransactionalDatabase, cast: Cast, content: bytes, by: str = "bob"
) -> DealSheet:
    with database.work(cast.actor(by)) as work:
        return bring_sheet(work, database, "deals.csv", content)


def _run(database: TransactionalDatabase, cast: Cast, sheet: DealSheet, by: str = "bob") -> None:
    with database.work(cast.actor(by)) as work:
        start_sheet(work, work.get(DealSheet, sheet.id))
    go_through(database, sheet.id)


def _now(database: TransactionalDatabase, sheet: DealSheet) -> DealSheet:
    with database.work(system_actor("test")) as work:
        return work.get(DealSheet, sheet.id)


def _deals(database: TransactionalDatabase) -> list[Deal]:
    with database.work(system_actor("test")) as work:
        return list(work.all(sa.select(Deal).order_by(Deal.submission_sequence)))


@pytest.mark.usefixtures("account")
def test_rows_are_registered_in_their_order_each_with_its_number_and_receipt(
    cast: Cast, database: TransactionalDatabase
) -> None:
    content = _sheet(
        _row("A-1"), _row("A-2", "HALDEN-logistics.example", family="sensors"), _row("A-3")
    )
    sheet = _bring(database, cast, content)
    assert _deals(database) == []
    assert sheet.findings == []

    _run(database, cast, sheet)

    done, deals = _now(database, sheet), _deals(database)
    assert done.state is SheetState.DONE
    assert [(each.number, each.crm_id) for each in deals] == [
        ("DR-LUB-0001", "A-1"),
        ("DR-LUB-0002", "A-2"),
        ("DR-LUB-0003", "A-3"),
    ]
    assert [each[2] for each in done.outcomes] == [each.number for each in deals]
    assert deals[0].progress == "Survey, then offer"
    assert deals[0].submitter_name == "Bob Brandt"
    with database.work(cast.actor("bob")) as work:
        assert all(len(receipts_of(work, each.id)) == 1 for each in deals)


@pytest.mark.usefixtures("account")
def test_a_trial_names_every_bad_row_and_what_is_wrong_with_it(
    cast: Cast, database: TransactionalDatabase
) -> None:
    other = cast.account("Moss Papir")  # not shared with Lübeck
    content = _sheet(
        _row("A-1"),
        _row("A-1"),
        _row("A-3", other.name),
        _row("", quantity="0", amount="1.234", expected_close="soon"),
        _row("A-5", territory="MARS", family="SHIPS"),
        _row("A-6", expected_close="2026-11-24", currency="XXX"),
        _row("A-7", quantity="9" * 5000, motion="STEAL", kind="OLD"),
        _row("A-8", expected_close="2026-11-24"),
        _row("A-9", progress=""),
    )
    sheet = _bring(database, cast, content)

    wrong = {(number, column) for number, column, _, _ in sheet.findings}
    assert wrong == {
        (3, "crm_id"),
        (4, "customer"),
        (5, "crm_id"),
        (5, "quantity"),
        (5, "amount"),
        (5, "expected_close"),
        (6, "territory"),
        (6, "family"),
        (7, "currency"),
        (8, "quantity"),
        (8, "motion"),
        (8, "kind"),
        (9, "expected_close"),
        (10, "progress"),
    }
    assert [each["crm_id"] for each in sheet.rows] == ["A-1"]
    assert max(len(value) for *_, value in sheet.findings) <= 80


def test_a_customer_that_is_not_shared_is_answered_like_one_that_is_absent(
    cast: Cast, account: Account, database: TransactionalDatabase
) -> None:
    content = _sheet(_row("A-1", account.name), _row("A-2", "Nobody"))
    with_rival = _bring(database, cast, content, "charlie")
    assert len({sentence for *_, sentence, _ in with_rival.findings}) == 1
    assert len(with_rival.findings) == 2


@pytest.mark.usefixtures("account")
def test_the_same_sheet_again_registers_nothing_twice(
    cast: Cast, database: TransactionalDatabase
) -> None:
    first = _bring(database, cast, _sheet(_row("A-1"), _row("A-2")))
    beside = _bring(database, cast, _sheet(_row("A-2"), _row("A-3")), "alice")
    _run(database, cast, first)
    _run(database, cast, beside, "alice")
    again = _bring(database, cast, _sheet(_row("A-1"), _row("A-2")))

    assert [each.crm_id for each in _deals(database)] == ["A-1", "A-2", "A-3"]
    assert "before" in _now(database, beside).outcomes[0][2]
    assert again.rows == []
    assert len(again.findings) == 2


def test_a_rivals_crm_id_is_nobodys_business(
    cast: Cast, account: Account, database: TransactionalDatabase
) -> None:
    cast.share(account, "danzig")
    with database.work(cast.charlie) as work:
        from_rival = a_deal(crm_id="A-1")
        register_deal(work, work.get(Account, account.id), from_rival)
    assert _bring(database, cast, _sheet(_row("A-1"))).findings == []


@pytest.mark.usefixtures("account")
def test_a_worker_that_dies_is_followed_by_one_that_goes_on_from_there(
    cast: Cast, database: TransactionalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = _bring(database, cast, _sheet(_row("A-1"), _row("A-2"), _row("A-3")))
    real, calls = actions.register_next, []

    def dies(*arguments: object) -> bool:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "register_next", dies)
    with pytest.raises(RuntimeError):
        _run(database, cast, sheet)
    assert len(_deals(database)) == 1
    go_through(database, sheet.id)
    go_through(database, sheet.id)

    assert [each.crm_id for each in _deals(database)] == ["A-1", "A-2", "A-3"]
    assert _now(database, sheet).state is SheetState.DONE


def test_a_row_that_is_refused_meanwhile_is_told_and_the_rest_goes_on(
    cast: Cast, account: Account, database: TransactionalDatabase
) -> None:
    second = cast.account("Moss Papir")
    grant = cast.share(second, "luebeck")
    content = _sheet(_row("A-1", "Moss Papir"), _row("A-2", account.name))
    sheet = _bring(database, cast, content)
    with database.work(cast.dana) as work:
        record = work.get(Account, second.id)
        revoke_grant(work, work.get(AccountShareGrant, grant.id), record, "ended")
    _run(database, cast, sheet)

    outcomes = _now(database, sheet).outcomes
    assert outcomes[0][1] is None
    assert "not shared with you" in outcomes[0][2]
    assert outcomes[1][2] == "DR-LUB-0001"


@pytest.mark.usefixtures("account")
def test_what_is_stopped_goes_no_further_and_nobody_registers_who_may_not_any_more(
    cast: Cast, database: TransactionalDatabase
) -> None:
    stopped, running = (_bring(database, cast, _sheet(_row(each))) for each in ("A-1", "A-2"))
    with database.work(cast.actor("bob")) as work:
        stop_sheet(work, work.get(DealSheet, stopped.id))
        with pytest.raises(TransitionRefused):
            start_sheet(work, work.get(DealSheet, stopped.id))
        start_sheet(work, work.get(DealSheet, running.id))
    with database.work(cast.alice) as work:
        of_bob = Membership.person_id == cast.people["bob"].id
        suspend_member(work, work.one(sa.select(Membership).where(of_bob)), "left")
    go_through(database, stopped.id)
    go_through(database, running.id)

    assert _deals(database) == []
    assert _now(database, running).state is SheetState.STOPPED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * (MOST_BYTES + 1),
        b"\xff\xfe\x00",
        b"name,country\nHalden,NO\n",
        HEADING.encode() + b"\n",
        HEADING.encode() + b"\n\0",
        _sheet(*(_row(f"A-{n}") for n in range(MOST_ROWS + 1))),
        HEADING.encode() + b'\n"' + b"x" * 200_000,
    ],
    ids=range(8),
)
def test_what_is_no_sheet_of_deals_is_refused_with_a_sentence(
    cast: Cast, database: TransactionalDatabase, content: bytes
) -> None:
    with pytest.raises(Invalid) as refused:
        _bring(database, cast, content)
    assert refused.value.fields["file"]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("wall", [Wall.READ_RULES, Wall.ROW_SECURITY])
def test_only_whoever_brought_a_sheet_sees_it_with_either_wall(
    cast: Cast, database: TransactionalDatabase, wall: Wall
) -> None:
    sheet = _bring(database, cast, _sheet(_row("A-1")))
    database.walls = wall
    with database.work(cast.actor("bob")) as work:
        assert work.get(DealSheet, sheet.id).file_name == "deals.csv"
    for name in ("alice", "charlie", "dana", "adam"):
        with database.work(cast.actor(name)) as work, pytest.raises(NotFound):
            work.get(DealSheet, sheet.id)


def test_a_role_that_does_not_register_brings_no_sheet(
    cast: Cast, database: TransactionalDatabase
) -> None:
    for name in ("vera", "dana"):
        with pytest.raises(Forbidden):
            _bring(database, cast, _sheet(_row("A-1")), name)


@pytest.mark.parametrize("start", SheetState)
def test_a_sheet_goes_where_the_map_leads_and_nowhere_else(start: SheetState) -> None:
    for end in SheetState:
        sheet = DealSheet(state=start)
        if end in SHEET_TRANSITIONS[start]:
            sheet.enter(end)
        else:
            with pytest.raises(TransitionRefused):
                sheet.enter(end)


@pytest.mark.usefixtures("account")
def test_a_sheet_is_brought_tried_and_registered_on_the_pages(
    browser_of: Callable[[str], Browser], database: TransactionalDatabase
) -> None:
    bob = browser_of("bob")
    refused = bob.submit("/deals/sheets", file=(BytesIO(b"a,b\n1,2\n"), "x.csv"))
    assert refused.status_code == 422
    assert "These columns are missing" in refused.text
    content = BytesIO(_sheet(_row("A-1"), _row("A-2", "Nobody")))
    path = bob.submit("/deals/sheets", file=(content, "deals.csv")).location
    page = bob.get(path).text
    assert "Register 1 deal" in page
    assert "Nobody" in page
    assert bob.submit(path, do="start").status_code == 303
    with database.work(system_actor("test")) as work:
        [sheet] = work.all(sa.select(DealSheet))
    go_through(database, sheet.id)
    assert "DR-LUB-0001" in bob.get(path).text
    assert bob.submit(path, do="start").status_code == 409
    assert "deals.csv" in bob.get("/deals/sheets").text
    for name, status in (("charlie", 404), ("alice", 404), ("vera", 403), ("dana", 403)):
        assert browser_of(name).get(path).status_code == status
