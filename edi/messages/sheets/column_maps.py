"""Column maps: data, edited by an operator, that say what the columns of a partner's sheet mean.

    document = "order"               # or another of `DOCUMENTS`
    name = "Danzig Trading, orders"
    delimiter = ";"                  # CSV; found by itself when left out
    encoding = "cp1252"              # CSV; found by itself when left out
    sheet = "Orders"                 # XLSX; the first visible one when left out
    heading_row = 1                  # 0: no headings, columns are named by their letters
    grouping = "number"              # see `Grouping`
    decimal = ","
    thousands = "."
    dates = ["DD.MM.YYYY", "YYYY-MM-DD"]

    [columns]
    number = "Order no."
    issued = { column = "Date" }
    currency = { value = "EUR" }                         # not in the sheet, always this
    "parties.buyer.identifiers.GLN" = "Buyer GLN"
    "lines.products.SELLER" = { letter = "F" }
    "lines.quantity" = { column = ["Quantity", "Qty"], required = true }
    "lines.unit" = { column = "Unit", codes = { Stk = "H87", kg = "KGM" }, default = "H87" }
    "dates.delivery" = { column = "Wanted", dates = ["DD.MM.YY"], optional = true }

The names on the left are fields of the canonical documents, see `paths`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from edi.canonical.catalogues import PriceCatalogue
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.inventory import InventoryReport
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.responses import OrderResponse
from edi.messages.sheets.date_formats import DateFormat
from edi.messages.sheets.paths import FieldPath

SheetDocument = Order | OrderResponse | DespatchAdvice | Invoice | PriceCatalogue | InventoryReport
DOCUMENTS: dict[str, type[SheetDocument]] = {
    "order": Order,
    "order response": OrderResponse,
    "despatch advice": DespatchAdvice,
    "invoice": Invoice,
    "price catalogue": PriceCatalogue,
    "inventory report": InventoryReport,
}


class ColumnMapError(ValueError):
    """A column map that cannot be used; the message says which entry and what to write there."""


class Grouping(StrEnum):
    """Which rows are one document."""

    NUMBER = "number"  # rows with the same document number, standing together
    BLANK = "blank continues"  # the same, and a blank number belongs to the document above
    FILE = "file"  # all rows


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands, by one of `headings` or by `letter`, or what it always is (`value`).

    `codes` turn what the sheet says into what the field holds. `default` stands in for blank cells.
    An `optional` column may be missing from the headings; a `required` one must not be blank.
    """

    path: FieldPath
    headings: tuple[str, ...] = ()
    letter: str = ""
    value: str | None = None
    default: str = ""
    codes: Mapping[str, str] | None = None
    required: bool = False
    optional: bool = False
    dates: tuple[DateFormat, ...] = ()
    decimal: str = "."
    thousands: str = ""

    @property
    def label(self) -> str:
        return self.headings[0] if self.headings else f"column {self.letter}"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """See the module's notation. `columns` keep the order of the file they were read from."""

    document: type[SheetDocument]
    columns: tuple[Column, ...]
    name: str = ""
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    heading_row: int = 1
    grouping: Grouping = Grouping.NUMBER


def group_field(made: ColumnMap) -> str:
    """Return the field that tells documents apart."""
    return "order_number" if made.document is OrderResponse else "number"
