import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from edi.messages.results import Disposition, MessageResult
from edi.messages.sheets import (
    ColumnMapError,
    Grouping,
    SheetResult,
    Unreadable,
    read_column_map,
    read_csv,
    read_xlsx,
)
from edi.syntax.faults import NotReadableError
from edi.syntax.limits import Limits
from edi.syntax.sheets.codes import SheetCode
from tests.edi.messages.sheets.maps import ORDERS
from tests.edi.messages.sheets.sheets import (
    HEADINGS,
    csv_of,
    documents_of,
    faults_of,
    results_of,
    xlsx_of,
)

GOOD = "4711;21.11.2026;A-1;5;Stk;9,25"
TOP = HEADINGS.split(";")


@pytest.mark.parametrize(
    ("row", "place", "code"),
    [
        (";21.11.2026;A-1;5;Stk;9,25", "A2", SheetCode.VALUE_MISSING),
        ("4711;;A-1;5;Stk;9,25", "B2", SheetCode.VALUE_MISSING),
        ("4711;31.02.2026;A-1;5;Stk;9,25", "B2", SheetCode.NOT_A_DATE),
        ("4711;2026-11-21;A-1;5;Stk;9,25", "B2", SheetCode.NOT_A_DATE),
        ("4711;21.11.0000;A-1;5;Stk;9,25", "B2", SheetCode.NOT_A_DATE),
        ("4711;21.11.2026;4,00123E+12;5;Stk;9,25", "C2", SheetCode.SHORTENED),
        ("4711;21.11.2026;A\x07;5;Stk;9,25", "C2", SheetCode.CHARACTER),
        ("4711;21.11.2026;A-1;;Stk;9,25", "D2", SheetCode.VALUE_MISSING),
        ("4711;21.11.2026;A-1;5.0;Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;1e999;Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;NaN;Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;12.34,5;Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;5-;Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        (f"4711;21.11.2026;A-1;{'9' * 41};Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;\N{ARABIC-INDIC DIGIT FIVE};Stk;9,25", "D2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;5;Dose;9,25", "E2", SheetCode.NOT_A_CODE),
        ("4711;21.11.2026;A-1;5;Stk;€ 9,25", "F2", SheetCode.NOT_A_NUMBER),
        ("4711;21.11.2026;A-1;5;Stk;9,25;surplus", "G2", SheetCode.TOO_WIDE),
    ],
)
def test_a_bad_cell_is_named_with_its_code(row: str, place: str, code: SheetCode) -> None:
    results = results_of(csv_of(row, GOOD.replace("4711", "4712")), ORDERS)
    first, second = (result for result in results if isinstance(result, MessageResult))
    assert [(fault.place(), fault.code) for fault in first.faults] == [(place, code)]
    assert first.faults[0].sentence.startswith(place)
    assert first.document is None
    assert second.disposition is Disposition.ACCEPTED


def test_all_faults_of_a_document_are_told() -> None:
    faults = faults_of(results_of(csv_of("4711;x;A-1;y;z;w", "4711;;A-2;1;Stk;v"), ORDERS))
    assert [fault.place() for fault in faults] == ["B2", "D2", "E2", "F2", "F3"]


def test_rows_of_one_order_may_not_contradict_each_other() -> None:
    data = csv_of(GOOD, "4711;;A-2;1;kg;1", "4711;22.11.2026;A-3;1;m;1")
    (fault,) = faults_of(results_of(data, ORDERS))
    assert (fault.place(), fault.code) == ("B4", SheetCode.CONTRADICTION)


def test_scattered_rows_refuse_the_whole_sheet() -> None:
    data = csv_of(GOOD, GOOD.replace("4711", "4712"), GOOD)
    results = results_of(data, ORDERS)
    last = results[-1]
    assert isinstance(last, SheetResult)
    assert last.disposition is Disposition.REJECTED
    assert [(f.place(), f.code) for f in last.faults] == [("row 4", SheetCode.SCATTERED)]


def test_a_blank_number_continues_the_order_above_where_the_map_says_so() -> None:
    data = csv_of(GOOD, ";;A-2;3;kg;1", ";;;;;", GOOD.replace("4711", "4712"))
    orders = documents_of(data, replace(ORDERS, grouping=Grouping.BLANK))
    assert [(order.number, len(order.lines)) for order in orders] == [("4711", 2), ("4712", 1)]
    assert faults_of(results_of(data, ORDERS))[0].place() == "A3"


def test_a_whole_file_may_be_one_order() -> None:
    data = csv_of(GOOD, ";;A-2;3;kg;1", "", ";;A-3;3;kg;1")
    (order,) = documents_of(data, replace(ORDERS, grouping=Grouping.FILE))
    assert [line.number for line in order.lines] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("headings", "codes"),
    [
        ("Price;Unit;Qty;Article;Date", [SheetCode.COLUMN_MISSING]),
        ("Price;Unit;Qty", [SheetCode.COLUMN_MISSING] * 3),
        (f"{HEADINGS};Qty", [SheetCode.COLUMN_TWICE]),
        (f"{HEADINGS};Wanted;Delivery date", [SheetCode.COLUMN_TWICE]),
        ("", [SheetCode.COLUMN_MISSING] * 6),
    ],
)
def test_wrong_headings_are_told_together(headings: str, codes: list[SheetCode]) -> None:
    results = results_of(csv_of(GOOD, headings=headings), ORDERS)
    assert [r.fault.code for r in results if isinstance(r, Unreadable)] == codes
    assert not any(isinstance(result, MessageResult) for result in results)


def test_headings_may_stand_in_any_order_and_look_otherwise() -> None:
    headings = 'PRICE; unit ;"Qty\n";article;date;Order   No.;Note\n'
    (result, _) = results_of(
        csv_of("9,25;Stk;5;A-1;21.11.2026;4711;hello", headings=headings), ORDERS
    )
    assert isinstance(result, MessageResult)
    assert not result.faults
    assert result.not_carried == ("Note",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters_and_line_ends_are_found(delimiter: str, end: str) -> None:
    rows = [HEADINGS, '4711;21.11.2026;"A;1\r\n""x""";"5,5";Stk;"9,25"', "", ";;;;;"]
    marked = [row.replace(";", delimiter) for row in rows]
    (order,) = documents_of(end.join(marked).encode(), ORDERS)
    assert order.lines[0].products[0].value == f'A{delimiter}1\r\n"x"'
    assert order.lines[0].quantity == Decimal("5.5")


def test_the_separator_line_of_a_spreadsheet_is_heeded_and_is_no_row() -> None:
    data = b"sep=|\r\n" + csv_of("4711;x;A;1;Stk;1").replace(b";", b"|")
    assert faults_of(results_of(data, ORDERS))[0].place() == "B2"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("far", [0, 70_000])
def test_encodings_are_found(encoding: str, far: int) -> None:
    rows = [GOOD.replace("4711", f"N{n}") for n in range(far // len(GOOD))]
    data = "\n".join([HEADINGS, *rows, GOOD.replace("A-1", "Größe €"), GOOD.replace("4711", "ä")])
    assert documents_of(data.encode(encoding), ORDERS)[-2].lines[0].products[0].value == "Größe €"


def test_an_accent_as_the_very_last_byte_is_windows() -> None:
    headings = "Order no.;Date;Qty;Unit;Price;Article"
    data = f"{headings}\n4711;21.11.2026;5;Stk;1;é".encode("cp1252")
    assert documents_of(data, ORDERS)[0].lines[0].products[0].value == "é"


def test_bytes_that_are_no_characters_are_named() -> None:
    data = csv_of(GOOD.replace("A-1", "ä")) + b"\n4712;21.11.2026;\xff\xfe;5;Stk;1"
    assert SheetCode.ENCODING in [fault.code for fault in faults_of(results_of(data, ORDERS))]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (csv_of(GOOD, '4712;21.11.2026;"open;5;Stk;1'), SheetCode.QUOTES),
        (csv_of(GOOD, '4712;21.11.2026;"a"b;5;Stk;1'), SheetCode.QUOTES),
        (csv_of(GOOD, f'4712;21.11.2026;"{"x" * 200_000}"'), SheetCode.TOO_LARGE),
        (csv_of(GOOD, ";" * 1_100_000), SheetCode.TOO_LARGE),
    ],
)
def test_reading_stops_where_it_must_and_the_good_part_is_told(
    data: bytes, code: SheetCode
) -> None:
    results = results_of(data, ORDERS)
    assert [r.fault.code for r in results if isinstance(r, Unreadable)] == [code]
    last = results[-1]
    assert isinstance(last, SheetResult)
    assert last.disposition is Disposition.REJECTED


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02" * 9, b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_what_is_no_csv_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(NotReadableError):
        list(read_csv(io.BytesIO(data), ORDERS))


def test_headings_alone_are_no_order() -> None:
    assert [f.code for f in faults_of(results_of(csv_of(), ORDERS))] == [SheetCode.NOTHING]


def test_an_order_of_too_many_rows_is_refused_and_the_next_is_read() -> None:
    data = csv_of(*[GOOD] * 30, GOOD.replace("4711", "4712"))
    results = list(read_csv(io.BytesIO(data), ORDERS, limits=Limits(message_bytes=1000)))
    verdicts = [r.disposition for r in results if isinstance(r, MessageResult)]
    assert verdicts == [Disposition.REJECTED, Disposition.ACCEPTED]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Decimal("0.30000000000000004"), Decimal("0.3")),
        (0.1 + 0.2, Decimal("0.3")),
        (5, Decimal(5)),
        ("1.234,5", Decimal("1234.5")),
    ],
)
def test_numbers_of_a_workbook_are_as_people_see_them(given: object, expected: Decimal) -> None:
    data = xlsx_of([TOP, ["4711", dt.date(2026, 11, 21), "A-1", given, "Stk", 9.25]])
    assert documents_of(data, ORDERS)[0].lines[0].quantity == expected


@pytest.mark.parametrize("given", [dt.datetime(2026, 11, 21, 13), "21.11.2026", 46347])  # noqa: DTZ001
def test_dates_of_a_workbook_may_be_dates_texts_or_serial_numbers(given: object) -> None:
    data = xlsx_of([TOP, [4711, given, 4001, 5, "Stk", 9.25]])
    (order,) = documents_of(data, ORDERS)
    assert order.issued == dt.date(2026, 11, 21)
    assert (order.number, order.lines[0].products[0].value) == ("4711", "4001")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("#REF!", SheetCode.ERROR_CELL),
        ("#N/A", SheetCode.ERROR_CELL),
        ("=1+1", SheetCode.NOT_CALCULATED),
        (True, SheetCode.NOT_A_NUMBER),
        ("many", SheetCode.NOT_A_NUMBER),
        (12345678901234567, SheetCode.SHORTENED),
        (dt.date(2026, 1, 1), SheetCode.NOT_A_NUMBER),
    ],
)
def test_a_bad_cell_of_a_workbook_is_named(cell: object, code: SheetCode) -> None:
    data = xlsx_of([TOP, ["4711", dt.date(2026, 11, 21), "A-1", cell, "Stk", 9.25]])
    (fault,) = faults_of(results_of(data, ORDERS))
    assert (fault.place(), fault.code) == ("D2", code)


def test_a_serial_number_that_is_no_day_is_refused() -> None:
    data = xlsx_of([TOP, ["4711", 46347.5, "A-1", 1, "Stk", 1]])
    assert [f.place() for f in faults_of(results_of(data, ORDERS))] == ["B2"]


def test_the_sheet_of_the_map_is_read_else_the_first_visible_one() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.sheet_state = "hidden"
    for name, number in (("First", "1"), ("Orders", "2")):
        page = book.create_sheet(name)
        page.append(TOP)
        page.append([number, dt.date(2026, 1, 1), "A", 1, "Stk", 1])
    out = io.BytesIO()
    book.save(out)
    assert documents_of(out.getvalue(), ORDERS)[0].number == "1"
    assert documents_of(out.getvalue(), replace(ORDERS, sheet="ORDERS"))[0].number == "2"
    with pytest.raises(NotReadableError, match="First"):
        list(read_xlsx(io.BytesIO(out.getvalue()), replace(ORDERS, sheet="Orderz")))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('number = "A"\nissued = "B"\nlines.quantiti = "C"', "quantiti"),
        ('number = "A"', "issued"),
        ('issued = "A"', "number"),
        ('number = {value = "1"}\nissued = "B"', "number"),
        ('number = "A"\nissued = {column = "B", dates = ["YYYY"]}', "YYYY"),
        ('number = "A"\nissued = {column = "B", datez = "x"}', "datez"),
        ('number = "A"\nissued = {column = "B", letter = "C"}', "letter"),
        ('number = "A"\nissued = {value = "soon"}', "soon"),
        ('number = "A"\nissued = {column = "B", default = "soon"}', "soon"),
        ('number = "A"\nissued = "B"\ncurrency = {value = "EURO"}', "EURO"),
        ('number = "A"\nissued = {letter = "1"}', "letter"),
        ('number = "A"\nissued = "B"\nparties = "C"', "parties"),
        ('number = "A"\nissued = "B"\nparties.buyer.nam = "C"', "nam"),
        ('number = "A"\nissued = "B"\nnotes.0 = "C"', "notes.0"),
        ('number = "A"\nissued = "B"\nlines = "C"', "lines"),
        ('number = 5\nissued = "B"', "number"),
        ("number = ", "TOML"),
    ],
)
def test_a_wrong_map_says_which_entry(line: str, said: str) -> None:
    with pytest.raises(ColumnMapError, match=said):
        read_column_map(f'document = "order"\n[columns]\n{line}')


@pytest.mark.parametrize(
    "setting",
    [
        'document = "letter"', 'decimal = ";"', 'thousands = "."', 'delimiter = ";;"',
        'encoding = "morse"', 'grouping = "colour"', "heading_row = -1", "dates = []", "x = 1",
    ],
)  # fmt: skip
def test_a_wrong_setting_of_a_map_is_told(setting: str) -> None:
    columns: dict[str, Any] = {"document": "order", "decimal": "."}
    key = setting.partition(" ")[0]
    top = "\n".join(f'{k} = "{v}"' for k, v in columns.items() if k != key)
    with pytest.raises(ColumnMapError):
        read_column_map(f'{top}\n{setting}\n[columns]\nnumber = "A"\nissued = "B"')


def test_what_the_first_row_must_say_is_missed_there_and_not_where_it_is_said() -> None:
    data = csv_of("4711;;A;1;Stk;1", "4711;21.11.2026;B;2;Stk;2")
    faults = faults_of(results_of(data, ORDERS))
    assert (faults[0].segment_id, faults[0].code) == ("B2", SheetCode.VALUE_MISSING)


@pytest.mark.parametrize(
    ("article", "rest", "code"),
    [
        (b"A\xff", "Größe".encode(), SheetCode.ENCODING),  # damaged UTF-8, wherever the damage is
        ("Größe".encode(), b"A\xff", SheetCode.ENCODING),
        (b"Gr\xf6\xdfe", b"CAF\xc9\x94", None),  # in Windows-1252 an É and a quote, in UTF-8 one
    ],
)
def test_damaged_utf_8_is_not_read_as_windows_1252(
    article: bytes, rest: bytes, code: SheetCode | None
) -> None:
    data = csv_of(GOOD).replace(b"A-1", article) + b"\n" + GOOD.encode().replace(b"A-1", rest)
    assert {fault.code for fault in faults_of(results_of(data, ORDERS))} == (
        {code} if code else set()
    )


@pytest.mark.parametrize("blanks", [";;;", " ;\t;  ; ", "\N{NO-BREAK SPACE};;\t;"])
def test_a_line_of_nothing_but_spaces_is_no_line(blanks: str) -> None:
    data = csv_of(f"4711;21.11.2026;{blanks}", GOOD)
    assert documents_of(data, ORDERS) == documents_of(csv_of(GOOD), ORDERS)
