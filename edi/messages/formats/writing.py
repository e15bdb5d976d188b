"""Documents to bytes in any syntax."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from edi.canonical.acknowledgements import ApplicationResponse
from edi.canonical.catalogues import PriceCatalogue
from edi.canonical.changes import OrderChange
from edi.canonical.despatch import DespatchAdvice
from edi.canonical.documents import Document
from edi.canonical.inventory import InventoryReport
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.plain import KINDS, kind_of
from edi.canonical.receiving import ReceivingAdvice
from edi.canonical.responses import OrderResponse
from edi.messages.formats.addressing import Addressing, between
from edi.messages.formats.syntaxes import SHEETS, Syntax, Target
from edi.syntax.faults import Fault, Level, NotWritableError, Position

if TYPE_CHECKING:
    from edi.messages.guides import Guide
    from edi.messages.sheets import ColumnMap

_WRITERS: dict[type[Document], str] = {
    Order: "write_order",
    OrderChange: "write_order_change",
    OrderResponse: "write_order_response",
    DespatchAdvice: "write_despatch_advice",
    ReceivingAdvice: "write_receiving_advice",
    Invoice: "write_invoice",
    PriceCatalogue: "write_price_catalogue",
    InventoryReport: "write_inventory_report",
    ApplicationResponse: "write_application_response",
}
_ADAPTERS = {
    Syntax.X12: "edi.messages.formats.to_x12",
    Syntax.EDIFACT: "edi.messages.formats.to_edifact",
    Syntax.UBL: "edi.messages.formats.to_ubl",
    Syntax.CXML: "edi.messages.formats.to_cxml",
}


class Written(NamedTuple):
    """A whole file, and the fields of the document that its syntax has no place for."""

    data: bytes
    left_out: tuple[str, ...]


def writable_kinds(syntax: Syntax) -> frozenset[type[Document]]:
    """Return the classes of documents that can be written in a syntax."""
    if syntax in SHEETS:
        from edi.messages.sheets.column_maps import DOCUMENTS

        return frozenset(DOCUMENTS.values())
    module = import_module(f"edi.messages.{syntax}")
    return frozenset(kind for kind, name in _WRITERS.items() if hasattr(module, name))


def write(
    document: Document,
    target: Target,
    addressing: Addressing | None = None,
    *,
    column_map: "ColumnMap | None" = None,
    guide: "Guide | None" = None,
) -> Written:
    """Write one document as a file: an interchange with one message, an XML document, a sheet.

    Without `addressing` the document's own parties are sender and receiver. A sheet without a
    `column_map` has a column for each field, named like it. `guide` is the partner's for the X12
    message. Raises NotWritableError.
    """
    syntax = target.syntax
    if syntax in SHEETS:
        return write_sheets([document], target, column_map=column_map)
    _check_writable(document, syntax)
    module: Any = import_module(f"edi.messages.{syntax}")
    writer = getattr(module, _WRITERS[type(document)])
    if guide and syntax is Syntax.X12:
        writer = partial(writer, guide=guide)
    adapter = import_module(_ADAPTERS[syntax])
    ends = addressing or between(document)
    written: Written = adapter.wrap(writer, document, target.release, ends)
    return written


def write_sheets(
    documents: Sequence[Document], target: Target, *, column_map: "ColumnMap | None" = None
) -> Written:
    """Write documents of one class as one CSV or XLSX file. Raises NotWritableError."""
    from edi.messages.formats.to_sheets import write_sheet

    for document in documents:
        _check_writable(document, target.syntax)
    return write_sheet(documents, target.syntax, column_map)


def _check_writable(document: Document, syntax: Syntax) -> None:
    if type(document) not in writable_kinds(syntax):
        raise _no_writer(document, syntax)


def _no_writer(document: Document, syntax: Syntax) -> NotWritableError:
    known = ", ".join(sorted(name for name in _names(syntax)))
    sentence = (
        f"There is no {syntax.label} message for {_article(kind_of(document))}; there are messages "
        f"for: {known}. Choose another syntax."
    )
    return NotWritableError([Fault(Level.MESSAGE, "no-message", Position(0), sentence)])


def _names(syntax: Syntax) -> list[str]:
    kinds = writable_kinds(syntax)
    return [name for name, kind in KINDS.items() if kind in kinds]


def _article(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
