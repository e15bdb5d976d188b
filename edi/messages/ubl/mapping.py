"""Which UBL document becomes which canonical one."""

from collections.abc import Callable

from edi.canonical.documents import Document
from edi.messages.ubl.application_responses import read_application_response
from edi.messages.ubl.changes import read_cancellation, read_change
from edi.messages.ubl.despatch import read_despatch
from edi.messages.ubl.headings import HeadingMould
from edi.messages.ubl.invoices import read_invoice
from edi.messages.ubl.nodes import Group
from edi.messages.ubl.orders import read_order
from edi.messages.ubl.plain import PlainLines
from edi.messages.ubl.responses import read_response, read_simple
from edi.messages.ubl.taking import not_carried, text

_WITH_LINES: dict[str, tuple[Callable[..., Document], str]] = {
    "Order": (read_order, "OrderLine"),
    "Invoice": (read_invoice, "InvoiceLine"),
    "CreditNote": (read_invoice, "CreditNoteLine"),
}
_WITH_CHARGES: dict[str, Callable[..., Document]] = {
    "OrderChange": read_change,
    "OrderResponse": read_response,
}
_OTHERS: dict[str, Callable[[Group], Document]] = {
    "OrderResponseSimple": read_simple,
    "OrderCancellation": read_cancellation,
    "DespatchAdvice": read_despatch,
    "ApplicationResponse": read_application_response,
}
# They say how to read the document, not what it says.
_ABOUT = ("UBLVersionID", "CustomizationID", "ProfileID")


def to_document(
    root: Group,
    *,
    percent: bool,
    plain: PlainLines | None = None,
    heading: HeadingMould | None = None,
) -> tuple[Document, tuple[str, ...]]:
    """Return the canonical document of a sound one, and the paths it has no field for.

    `plain` are its lines where they have no groups, `heading` is the mould the rest was read by.
    """
    name = root.table.name
    left: dict[str, None] = {}
    if name in _WITH_LINES:
        read, key = _WITH_LINES[name]
        lines = plain.groups(left) if plain else root.groups(key)
        document = read(root, percent=percent, lines=lines)
    elif name in _WITH_CHARGES:
        document = _WITH_CHARGES[name](root, percent=percent)
    else:
        document = _OTHERS[name](root)
    for key in _ABOUT:
        text(root, key)
    count = root.leaf("LineCountNumeric")
    if count:  # checked against the lines
        count.taken = True
    if heading is None:
        return document, not_carried(root, left)
    found: dict[str, None] = {}
    heading.left(found)
    return document, (*(found | left),)
