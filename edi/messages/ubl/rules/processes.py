"""Conditions on the kind of a document and the business process it is part of."""

import re

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.notation import check
from edi.messages.ubl.tables import codes

_ORDER_PROCESSES = {
    "Order": {
        "urn:fdc:peppol.eu:poacc:bis:order_only:3",
        "urn:fdc:peppol.eu:poacc:bis:ordering:3",
        "urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3",
    },
    "OrderChange": {"urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3"},
}
_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:([0-9]{2}):1\.0")
_PEPPOL_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_INVOICE_TYPES = codes("peppol-invoice")
_CREDIT_TYPES = codes("peppol-credit")


@check
def is_peppol_billing(root: Group, _facts: Facts) -> bool:
    return root.text("CustomizationID").startswith(_PEPPOL_BILLING)


@check
def process_is_known(root: Group, _facts: Facts) -> bool:
    return bool(_PROCESS.fullmatch(root.text("ProfileID")))


@check
def type_code_is_known(root: Group, facts: Facts) -> bool:
    name = "invoice" if facts.name == "Invoice" else "credit"
    code = root.text(f"{facts.name}TypeCode")
    return not code or code in codes(f"uncl1001-{name}")


@check
def invoice_type_of_process(root: Group, _facts: Facts) -> bool:
    return _type_is(root, "InvoiceTypeCode", _INVOICE_TYPES)


@check
def credit_type_of_process(root: Group, _facts: Facts) -> bool:
    return _type_is(root, "CreditNoteTypeCode", _CREDIT_TYPES)


def _type_is(root: Group, key: str, known: frozenset[str]) -> bool:
    process, code = _PROCESS.fullmatch(root.text("ProfileID")), root.text(key)
    return not process or process[1] != "01" or not code or code in known


@check
def order_process_is_known(root: Group, facts: Facts) -> bool:
    given = root.text("ProfileID")
    return not given or given in _ORDER_PROCESSES.get(facts.name, {given})
