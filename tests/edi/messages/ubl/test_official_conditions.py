"""Conditions of EN 16931 that are easy to get wrong: `bench/ubl_oracle.py` found them."""

import pytest

from tests.edi.messages.ubl.documents import SOUND, codes, spoil

_REASON = "<cbc:AllowanceChargeReason>why</cbc:AllowanceChargeReason>"
_SCHEME = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
_LINE = "//cac:InvoiceLine[1]"
_ZERO_RATED_ALLOWANCE = (
    f"<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>{_REASON}"
    '<cbc:Amount currencyID="EUR">0.00</cbc:Amount><cac:TaxCategory><cbc:ID>Z</cbc:ID>'
    f"<cbc:Percent>5</cbc:Percent>{_SCHEME}</cac:TaxCategory></cac:AllowanceCharge>"
)
_PAYEE = (
    "<cac:PayeeParty><cac:PartyIdentification><cbc:ID>second</cbc:ID></cac:PartyIdentification>"
    "<cac:PartyName><cbc:Name>Bank</cbc:Name></cac:PartyName></cac:PayeeParty>"
)
_SELLER = "//cac:AccountingSupplierParty/cac:Party"
_SECOND = "<cac:PartyIdentification><cbc:ID>second</cbc:ID></cac:PartyIdentification>"
_PART = "//cac:TaxSubtotal/cac:TaxCategory"
_ABROAD = "VATEX-XX-1"

CASES = {
    "categories of a line's allowances count": (
        [("before", f"{_LINE}/cac:Item", _ZERO_RATED_ALLOWANCE)],
        {"BR-Z-01", "BR-Z-06"},
    ),
    "a line's category of another scheme than VAT is no VAT category": (
        [("set", "//cac:InvoiceLine//cac:TaxScheme/cbc:ID", "LOC")],
        {"BR-CO-04", "BR-S-02"},
    ),
    "a part of the breakdown of another scheme has no VAT rate": (
        [("set", f"{_PART}/cac:TaxScheme/cbc:ID", "LOC")],
        {"BR-47", "BR-48", "BR-CO-17"},
    ),
    "codes of exemptions are known on lines too": (
        [
            (
                "after",
                f"{_LINE}//cac:ClassifiedTaxCategory/cbc:Percent",
                f"<cbc:TaxExemptionReasonCode>{_ABROAD}</cbc:TaxExemptionReasonCode>",
            )
        ],
        {"BR-CL-22"},
    ),
    "a payee with any number of the seller's is the seller": (
        [
            ("before", "/*/cac:Delivery", _PAYEE),
            ("after", f"{_SELLER}/cac:PartyIdentification", _SECOND),
        ],
        {"BR-17"},
    ),
    "a rate of one half rounds to one": (
        [
            ("set", "//cac:ClassifiedTaxCategory/cbc:Percent", "0.5"),
            ("set", "//cac:TaxCategory/cbc:Percent", "0.5"),
            ("set", "//cac:TaxTotal//cbc:TaxAmount", "1.05"),
            ("set", "//cbc:TaxInclusiveAmount", "211.05"),
            ("set", "//cbc:PayableAmount", "211.05"),
        ],
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_conditions_are_those_of_the_official_rules(name: str) -> None:
    edits, broken = CASES[name]
    assert codes(spoil(SOUND["core"], *edits)) == broken
