import io
from decimal import Decimal

from edi.canonical.measures import Money
from edi.canonical.orders import Order
from edi.messages.sheets import MessageResult, read_column_map, read_csv

COLUMNS = 'number = "No"\nissued = "Date"\n"taxes.amount" = "Tax"\n"lines.quantity" = "Qty"\n'


def tax_of(columns: str, sheet: bytes) -> Money:
    column_map = read_column_map(f'document = "order"\n[columns]\n{columns}')
    results = read_csv(io.BytesIO(sheet), column_map)
    (document,) = [each.document for each in results if isinstance(each, MessageResult)]
    assert isinstance(document, Order)
    return document.taxes[0].amount


def test_an_amount_of_a_sheet_without_currencies_has_none() -> None:
    columns = COLUMNS + '"totals.payable" = "Total"\n'
    sheet = b"No;Date;Tax;Total;Qty\n1;2026-11-21;5;30;2\n"
    assert tax_of(columns, sheet) == Money(Decimal(5), "")


def test_an_amount_has_the_currency_of_its_document_unless_it_says_its_own() -> None:
    columns = COLUMNS + 'currency = "Cur"\n"taxes.amount.currency" = "Tax cur"\n'
    sheet = b"No;Date;Tax;Tax cur;Cur;Qty\n1;2026-11-21;5;%s;EUR;2\n"

    assert tax_of(columns, sheet % b"") == Money(Decimal(5), "EUR")
    assert tax_of(columns, sheet % b"PLN") == Money(Decimal(5), "PLN")
