"""Customers from an Excel workbook: read as typed, in constant memory, and no bomb goes off."""

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from partners.accounts.imports import reading, workbooks
from partners.accounts.imports.actions import bring_sheet, start_import
from partners.accounts.imports.models import AccountImport, ImportState
from partners.accounts.imports.reading import opened
from partners.accounts.imports.workbooks import Unreadable
from portal.kernel.services import Services
from portal.kernel.workbooks import workbook
from tests.cast import Cast
from tests.conftest import TransactionalDatabase
from tests.edi_gateway.worker import run_jobs
from tests.partners.test_account_import import SHEET, names
from tests.web.conftest import Browser, app, browser_of, services

__all__ = ["app", "browser_of", "services"]

HEADING = ("Name", "Country", "Domain", "Place", "GLN")


def book_of(rows: Iterable[Sequence[Any]], *others: str, hidden: str = "") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Customers"
    for row in rows:
        page.append(list(row))
    for other in others:
        book.create_sheet(other)["A1"] = "Name"
    if hidden:
        first = book.create_sheet(hidden, 0)
        first["A1"], first.sheet_state = "Secret", "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> list[tuple[int, dict[str, str]]]:
    with opened([data]) as sheet:
        return [(row.number, row.values) for row in sheet.rows]


def altered(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_cells_are_read_as_they_were_typed() -> None:
    day = dt.date(2026, 11, 22)
    data = book_of(
        [
            HEADING,
            ("Halden", "NO", None, day, 4012345000009),
            (),
            ("  Moss\nFreight ", "NO", None, dt.datetime.combine(day, dt.time(9, 30)), 0.25),
            (True, "NO", "'=1+1", 12, 1e-3),
        ]
    )
    assert read(data) == [
        (2, _row("Halden", "NO", "", "2026-11-22", "4012345000009")),
        (4, _row("Moss Freight", "NO", "", "2026-11-22 09:30", "0.25")),
        (5, _row("TRUE", "NO", "=1+1", "12", "0.001")),
    ]


def _row(*values: str) -> dict[str, str]:
    return dict(zip(("name", "country", "domain", "place", "gln"), values, strict=True))


def test_a_formula_is_never_evaluated_and_its_saved_result_read() -> None:
    data = book_of([HEADING, ("=1+1", "NO"), ("Halden", "=A1")])
    assert [values["name"] for _number, values in read(data)] == ["#CALC!", "Halden"]

    def saved(part: bytes) -> bytes:
        return part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")

    known = altered(data, "xl/worksheets/sheet1.xml", saved)
    assert [values["name"] for _number, values in read(known)] == ["2", "Halden"]


def test_the_first_visible_sheet_is_read_and_the_others_are_named() -> None:
    with opened([book_of([HEADING, ("Halden", "NO")], "Prices", hidden="Internal")]) as sheet:
        assert (sheet.name, list(sheet.others)) == ("Customers", ["Prices"])
        assert [row.values["name"] for row in sheet.rows] == ["Halden"]


def test_what_the_portal_exports_it_reads_again() -> None:
    rows = [HEADING, ("=Halden & Søn", "NO", "halden.example", "Oslo", "")]
    data = b"".join(workbook(rows, "Accounts"))
    assert read(data) == [(2, _row("=Halden & Søn", "NO", "halden.example", "Oslo", ""))]


def test_a_workbook_names_every_bad_row_like_a_csv_and_is_taken_in(
    cast: Cast,
    database: TransactionalDatabase,
    services: Services,
    browser_of: Callable[[str], Browser],
) -> None:
    rows = [line.split(";") for line in SHEET.splitlines()] + [["#N/A", "NO", "", "", ""]]
    data = book_of(rows, "Old customers")
    with database.work(cast.dana) as work:
        record = bring_sheet(work, services.storage, "kunden.xlsx", io.BytesIO(data))
    run_jobs(services)
    page = browser_of("dana").get(f"/accounts/imports/{record.id}").text
    with database.work(cast.dana) as work:
        tried = work.get(AccountImport, record.id)
        assert tried.state is ImportState.TRIED, tried.reason
        assert (tried.added, tried.faulty, tried.duplicates) == (3, 5, 1)
        assert [number for number, *_rest in tried.findings] == [4, 5, 6, 7, 8, 10]
        start_import(work, tried)
    run_jobs(services)
    assert "Only the first sheet is read: “Customers”." in page
    assert "Old customers" in page
    assert "The formula here has no result" in page
    assert names(cast, database) == {"Halden Logistics", "Müller & Söhne GmbH", "=Formel"}
    assert names(cast, database, "alice") == set()


def _inflated(name: str, size: int) -> bytes:
    """Return a workbook with one part that unpacks to spaces."""
    return altered(book_of([HEADING, ("A", "NO")]), name, lambda part: part + b" " * size)


def _entities(part: bytes) -> bytes:
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    head, rest = part.split(b"?>", 1) if b"?>" in part else (b'<?xml version="1.0"', part)
    return head + b"?>" + lol + rest


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"PK\x03\x04workbook", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "XLS"),
        (lambda: book_of([HEADING, ("A", "NO")])[:-40], "damaged"),
        (lambda: _inflated("xl/worksheets/sheet1.xml", workbooks.MOST_UNPACKED), "unpacks"),
        (lambda: _inflated("xl/workbook.xml", workbooks.MOST_OF_OTHERS), "unpacks"),
        (
            lambda: altered(
                book_of([HEADING, ("A", "NO")]),
                "xl/worksheets/sheet1.xml",
                lambda part: part.replace(b"</sheetData>", b"<a>" * 500 + b"</sheetData>"),
            ),
            "unpacks",
        ),
        (
            lambda: altered(
                book_of([HEADING, ("A", "NO")]),
                "xl/worksheets/sheet1.xml",
                lambda part: part.replace(b"<sheetData>", b'<sheetData x="' + b"x" * 3_000_000),
            ),
            "unpacks",
        ),
        (lambda: altered(book_of([HEADING]), "xl/worksheets/sheet1.xml", _entities), "damaged"),
        (lambda: altered(book_of([HEADING]), "xl/workbook.xml", _entities), "damaged"),
        (lambda: book_of([("Country",), ("NO",)]), "No column"),
        (lambda: book_of([("Name", *("x" * 200)), ("A",)]), "100 columns"),
    ],
)
def test_a_bomb_or_a_damaged_workbook_is_refused_with_what_to_do(
    make: Callable[[], bytes], says: str
) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(make())
    assert says in refusal.value.message


def test_too_many_parts_or_marks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(workbooks.MOST_PARTS + 1):
            archive.writestr(f"xl/{number}.xml", "")
    with pytest.raises(Unreadable, match="unpacks"):
        read(out.getvalue())
    data = book_of([HEADING, *(("A", "NO") for _ in range(2_000))])
    monkeypatch.setattr(workbooks, "MOST_MARKS", 5_000)
    with pytest.raises(Unreadable, match="unpacks"):
        read(data)


def test_a_long_workbook_is_read_in_the_memory_of_a_short_one() -> None:
    def peak(rows: int) -> int:
        sheet = [HEADING, *((f"Customer {n}", "NO", f"customer-{n}.example") for n in range(rows))]
        data = book_of(sheet)
        chunks = [data[at : at + 65_536] for at in range(0, len(data), 65_536)]
        tracemalloc.start()
        with opened(chunks) as opened_sheet:
            assert sum(1 for _ in opened_sheet.rows) == rows
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(200)
    assert peak(20_000) < peak(2_000) + 2 * reading._HELD_IN_MEMORY


def test_an_error_of_whoever_reads_is_not_taken_for_a_damaged_workbook() -> None:
    with pytest.raises(RuntimeError, match="gone"), opened([book_of([HEADING, ("A", "NO")])]):
        raise RuntimeError("gone")
