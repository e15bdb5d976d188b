"""Importing customers: tried out first, taken in by a job, once, and only one's own."""

import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from partners.accounts.actions import NewAccount, open_account
from partners.accounts.duplicates.models import IdentityKind
from partners.accounts.duplicates.queries import registered_of, twins_of
from partners.accounts.imports import jobs, reading
from partners.accounts.imports.actions import bring_sheet, start_import, stop_import
from partners.accounts.imports.headings import domain_in, field_of
from partners.accounts.imports.models import AccountImport, ImportState
from partners.accounts.imports.reading import opened
from partners.accounts.imports.taking import carry_out
from partners.accounts.imports.workbooks import Unreadable
from partners.accounts.models import Account
from portal.kernel.activity import Activity
from portal.kernel.countries import country_code
from portal.kernel.db import Wall
from portal.kernel.errors import Forbidden, TransitionRefused
from portal.kernel.services import Services
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.edi_gateway.worker import run_jobs
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

BrowserOf = Callable[[str], Browser]
SHEET = """Kunde;Land;Website;Ort;Notiz
Müller & Söhne GmbH;Deutschland;https://www.mueller.example/start;Bremen;x
Halden Logistics;NO;halden-logistics.example;Oslo;
;DE;nobody.example;;
Moss Freight;Atlantis;moss.example;Moss;
Zweite Müller;DE;mueller.example;;
Mueller und Soehne AG;de;;Köln;
Fjord Rail;Norwegen;fjord rail;Drammen;
'=Formel;SE;;;
"""


@pytest.fixture
def bring(
    cast: Cast, database: TransactionalDatabase, services: Services
) -> Callable[..., AccountImport]:
    def bring(content: bytes | str, by: str = "dana") -> AccountImport:
        data = content.encode() if isinstance(content, str) else content
        with database.work(cast.actor(by)) as work:
            record = bring_sheet(work, services.storage, "kunden.csv", io.BytesIO(data))
        run_jobs(services)
        return again(cast, database, record, by)

    return bring


def again(
    cast: Cast, database: TransactionalDatabase, record: AccountImport, by: str = "dana"
) -> AccountImport:
    with database.work(cast.actor(by)) as work:
        return work.get(AccountImport, record.id)


def names(cast: Cast, database: TransactionalDatabase, who: str = "dana") -> set[str]:
    with database.work(cast.actor(who)) as work:
        return set(work.session.scalars(sa.select(Account.name)))


def test_a_trial_says_of_every_row_what_would_become_of_it_and_adds_nothing(
    cast: Cast, database: TransactionalDatabase, bring: Callable[..., AccountImport]
) -> None:
    cast.account("Halden Logistics")

    record = bring(SHEET)

    assert record.state is ImportState.TRIED
    assert record.columns == {
        "name": "Kunde",
        "country": "Land",
        "domain": "Website",
        "place": "Ort",
    }
    assert record.ignored == ["Notiz"]
    counted = (record.added, record.changed, record.unchanged, record.duplicates, record.faulty)
    assert counted == (2, 1, 0, 1, 4)
    assert [(number, field) for number, field, _sentence, _value in record.findings] == [
        (4, "name"),
        (5, "country"),
        (6, "domain"),
        (7, "name"),
        (8, "domain"),
    ]
    assert names(cast, database) == {"Halden Logistics"}


def test_what_was_tried_is_taken_in_once_and_told_of(
    cast: Cast,
    database: TransactionalDatabase,
    services: Services,
    bring: Callable[..., AccountImport],
) -> None:
    halden = cast.account("Halden Logistics")
    record = bring(SHEET)

    with database.work(cast.dana) as work:
        start_import(work, work.get(AccountImport, record.id))
    with database.work(cast.dana) as work, pytest.raises(TransitionRefused):
        start_import(work, work.get(AccountImport, record.id))
    run_jobs(services)
    done = again(cast, database, record)

    assert done.state is ImportState.DONE
    assert (done.added, done.changed, done.duplicates, done.faulty) == (2, 1, 1, 4)
    assert names(cast, database) == {"Halden Logistics", "Müller & Söhne GmbH", "=Formel"}
    with database.work(cast.dana) as work:
        assert work.get(Account, halden.id).place == "Oslo"
        verbs = list(work.session.scalars(sa.select(Activity.verb)))
    assert verbs.count("account-opened") == 3
    assert verbs.count("account-import-finished") == 1
    # The same sheet again changes nothing.
    repeated = bring(SHEET)
    assert (repeated.added, repeated.changed, repeated.unchanged) == (0, 0, 2)


def test_a_worker_that_dies_is_followed_by_one_that_goes_on_without_doubles(
    cast: Cast,
    database: TransactionalDatabase,
    services: Services,
    bring: Callable[..., AccountImport],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 3)
    rows = "".join(f"Customer {n};NO;customer-{n}.example\n" for n in range(10))
    record = bring(f"name;country;domain\n{rows}Again;NO;customer-1.example\n")
    steps = iter(range(2))
    real = carry_out

    def dying(*arguments: object) -> None:
        if next(steps, None) is None:
            raise RuntimeError("the worker is gone")
        real(*arguments)  # type: ignore[arg-type]

    with database.work(cast.dana) as work:
        start_import(work, work.get(AccountImport, record.id))
    activity = _activity(cast, database, "account-import-started")
    monkeypatch.setattr("partners.accounts.imports.jobs.carry_out", dying)
    with database.work(cast.dana) as work, pytest.raises(RuntimeError):
        jobs.take_in(work, activity, services)
    halfway = again(cast, database, record)
    monkeypatch.setattr("partners.accounts.imports.jobs.carry_out", real)
    run_jobs(services)
    done = again(cast, database, record)

    assert (halfway.state, halfway.added) == (ImportState.RUNNING, 6)
    assert (done.state, done.added, done.faulty) == (ImportState.DONE, 10, 1)
    assert len(names(cast, database)) == 10


def _activity(cast: Cast, database: TransactionalDatabase, verb: str) -> Activity:
    with database.work(cast.dana) as work:
        return work.one(sa.select(Activity).where(Activity.verb == verb))


def test_who_may_no_longer_add_accounts_imports_none(
    cast: Cast,
    database: TransactionalDatabase,
    services: Services,
    bring: Callable[..., AccountImport],
) -> None:
    record = bring("name,country\nHalden,NO\n", by="alice")
    with database.work(cast.alice) as work:
        start_import(work, work.get(AccountImport, record.id))
    with database.work(cast.actor("adam")) as work:
        membership = sa.text("UPDATE memberships SET state = 'SUSPENDED' WHERE person_id = :id")
        database.connection.execute(sa.text("SELECT set_config('role', 'kontor_system', true)"))
        database.connection.execute(membership, {"id": cast.people["alice"].id})
    run_jobs(services)

    with database.work(cast.actor("bob")) as work:
        stopped = work.get(AccountImport, record.id)
        assert stopped.state is ImportState.STOPPED
        assert stopped.reason == jobs.NO_LONGER
        assert list(work.session.scalars(sa.select(Account.name))) == []
    with database.work(cast.actor("vera")) as work, pytest.raises(Forbidden):
        stop_import(work, work.get(AccountImport, record.id))


def test_imports_are_a_companys_own_with_either_wall(
    cast: Cast, database: TransactionalDatabase, bring: Callable[..., AccountImport]
) -> None:
    bring("name,country\nHalden,NO\n", by="alice")
    for wall in (Wall.READ_RULES, Wall.ROW_SECURITY):
        database.walls = wall
        for name, seen in (("bob", 1), ("charlie", 0), ("dana", 0), ("adam", 0)):
            with database.work(cast.actor(name)) as work:
                assert len(work.all(sa.select(AccountImport))) == seen, (wall, name)
                told = sa.select(Activity).where(Activity.subject_type == "account-import")
                assert len(work.all(told)) == seen, (wall, name)
    database.walls = Wall.BOTH


@pytest.mark.parametrize(
    "content",
    [
        SHEET.encode("utf-8"),
        SHEET.encode("utf-8-sig"),
        SHEET.encode("cp1252"),
        SHEET.encode("utf-16"),
        SHEET.replace(";", "\t").encode(),
        SHEET.replace(";", ",").replace("\n", "\r\n").encode(),
    ],
)
def test_a_sheet_is_read_in_the_encoding_and_with_the_delimiter_it_comes_in(content: bytes) -> None:
    with opened([content[:7], content[7:]]) as sheet:
        rows = list(sheet.rows)
    assert rows[0].number == 2
    assert rows[0].values["name"] == "Müller & Söhne GmbH"
    assert rows[-1].values["name"] == "=Formel"
    assert len(rows) == 8


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"country;domain\nNO;x.example\n",
        b"PK\x03\x04workbook",
        b"name\n\x81\x8d\n",
        b"name;country\nA\0B;NO\n",
        b'name;country\n"' + b"x" * 200_000 + b'";NO\n',
        b"name" + b";x" * 200 + b"\nA\n",
    ],
)
def test_what_is_no_sheet_of_customers_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable), opened([content]) as sheet:
        list(sheet.rows)


def test_a_sheet_that_is_too_long_is_refused_and_a_long_one_read_in_constant_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def chunks(rows: int) -> Iterator[bytes]:
        yield b"name;country;domain\n"
        for number in range(0, rows, 500):
            yield b"".join(
                b"Customer %d;NO;customer-%d.example\n" % (n, n)
                for n in range(number, number + 500)
            )

    def peak(rows: int) -> int:
        tracemalloc.start()
        with opened(chunks(rows)) as sheet:
            assert sum(1 for _ in sheet.rows) == rows
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(500)
    assert peak(20_000) < peak(2_000) + 2 * reading._HELD_IN_MEMORY
    monkeypatch.setattr(reading, "MOST_ROWS", 100)
    with pytest.raises(Unreadable), opened(chunks(500)) as sheet:
        list(sheet.rows)


def test_headings_countries_and_domains_are_understood_as_people_write_them() -> None:
    assert field_of(" Company-Name ") == field_of("KUNDE") == field_of("Название") == "name"
    assert field_of("Länder_Code") == "country"
    assert field_of("note") is None
    for written in ("no", "NO", "Norway", "Norwegen", "norwegia", "Норвегия"):
        assert country_code(written) == "NO", written
    assert country_code("Atlantis") is country_code("XX") is country_code("") is None
    for written in ("https://www.a.example/x?y", "WWW.A.example", "a.example:8080", "a.example."):
        assert domain_in(written) == "a.example", written


def test_a_customer_is_known_again_by_another_spelling_and_only_by_its_owner(
    cast: Cast, database: TransactionalDatabase
) -> None:
    with database.work(cast.dana) as work:
        for name, domain in (
            ("Müller & Söhne GmbH", None),
            ("\u041e\u041e\u041e Морской порт", "Port.Example"),
        ):
            open_account(work, NewAccount(name, "DE", domain))
    asked = [
        ("Mueller und Soehne AG", "", "DE"),
        ("MÜLLER-SÖHNE", "", "NO"),
        ("Morskoi Port", "", "DE"),
        ("Another", "port.example", "DE"),
        ("GmbH", "", "DE"),
    ]
    with database.work(cast.dana) as work:
        found = twins_of(work, asked)
    with database.work(cast.alice) as work:
        of_others = twins_of(work, asked)

    assert [bool(each.by_name) for each in found] == [True, False, True, False, False]
    assert [bool(each.by_domain) for each in found] == [False, False, False, True, False]
    assert all(each.by_name is each.by_domain is None for each in of_others)


def test_the_pages_bring_a_sheet_show_what_would_happen_and_start_it(
    browser_of: BrowserOf, cast: Cast, database: TransactionalDatabase, services: Services
) -> None:
    browser = browser_of("dana")

    nothing = browser.submit("/accounts/imports")
    brought = browser.submit("/accounts/imports", file=(io.BytesIO(SHEET.encode()), "kunden.csv"))
    address = brought.headers["Location"]
    reading_page = browser.get(address).text
    run_jobs(services)
    tried = browser.get(address).text
    started = browser.submit(address, do="start")
    run_jobs(services)
    done = browser.get(address).text

    assert nothing.status_code == 422
    assert "Choose a CSV or Excel file" in nothing.text
    assert "Being read" in reading_page
    assert "Write the country as two letters" in tried
    assert "Atlantis" in tried
    assert started.status_code == 303
    assert "See the newest accounts" in done
    assert "kunden.csv" in browser.get("/accounts/imports").text
    assert browser.submit(address, do="stop").status_code == 409


def test_numbers_find_their_customer_and_are_taken_along(
    cast: Cast,
    database: TransactionalDatabase,
    bring: Callable[..., AccountImport],
    services: Services,
) -> None:
    vat, lei = IdentityKind.VAT, IdentityKind.LEI
    with database.work(cast.dana) as work:
        known = open_account(work, NewAccount("Halden", "NO", registered={vat: "NO923609016"}))
        other = open_account(work, NewAccount("Moss", "NO", "moss.example"))
    record = bring(
        "name,country,domain,vat number,LEI\n"
        "Halden ASA,NO,,NO 923 609 016 MVA,529900T8BM49AURSDO55\n"
        "Neither,NO,moss.example,NO923609016,\n"
        "Wrong,NO,,NO1,\n"
    )
    assert (record.changed, record.duplicates, record.faulty, record.added) == (1, 1, 1, 0)
    with database.work(cast.dana) as work:
        start_import(work, work.get(AccountImport, record.id))
    run_jobs(services)
    with database.work(cast.dana) as work:
        assert work.get(Account, known.id).name == "Halden ASA"
        assert registered_of(work, [known.id, other.id]) == {
            known.id: {vat: "NO923609016", lei: "529900T8BM49AURSDO55"},
            other.id: {},
        }
