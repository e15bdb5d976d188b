"""cXML's own names and their canonical ones. What has no canonical name is kept as `cxml:NAME`."""

from edi.canonical.measures import Unit


class CodeList:
    """A two-way map; where several names mean the same, the first written is the one we send."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = {name.casefold(): meaning for name, meaning in names.items()}
        self._codes: dict[str, str] = {}
        for code, name in names.items():
            self._codes.setdefault(name, code)

    def name(self, code: str) -> str:
        """Return the canonical name; a name that is canonical already is its own."""
        return self._names.get(code.casefold()) or f"cxml:{code}"

    def code(self, name: str) -> str:
        """Return the cXML name; empty for the code of another list, which cXML cannot say."""
        if name.startswith("cxml:"):
            return name[5:]
        return self._codes.get(name, "")


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


PARTY_ROLES = CodeList(  # Contact@role of those that are parties
    {
        "buyerCorporate": "buyer",
        "soldTo": "buyer",
        "supplierCorporate": "seller",
        "from": "seller",
        "shipTo": "ship-to",
        "shipFrom": "ship-from",
        "billTo": "bill-to",
        "remitTo": "remit-to",
        "issuerOfInvoice": "issuer",
        "billFrom": "bill-from",
        "carrierCorporate": "carrier",
        "payer": "payer",
        "markFor": "mark-for",
        "vendor": "vendor",
        "supplier": "supplier",
        "manufacturer": "manufacturer",
        "distributor": "distributor",
        "warehouse": "warehouse",
    }
)
CONTACT_ROLES = CodeList(
    {
        "purchasingAgent": "buyer",
        "sales": "seller",
        "delivery": "delivery",
        "order": "order",
        "information": "information",
    }
)
PARTY_SCHEMES = CodeList(  # Credential@domain, Address@addressIDDomain, IdReference@domain
    {
        "DUNS": "DUNS",
        "DUNS+4": "DUNS+4",
        "GLN": "GLN",
        "EANID": "GLN",
        "buyerID": "BUYER",
        "buyerLocationID": "BUYER",
        "supplierID": "SELLER",
        "mutual": "MUTUAL",
        "vatID": "VAT",
        "taxID": "TAX",
    }
)
PRODUCT_SCHEMES = CodeList(  # IdReference@domain in ItemID
    _same("GTIN-12", "GTIN-14", "SKU")
)
REFERENCE_KINDS = CodeList(  # IdReference@domain
    {
        **_same("department", "customer-order", "vendor-number", "purchase-order", "quotation"),
        **_same("project", "ledger-account", "customer-reference", "contract", "requisition"),
        **_same("vendor-order", "despatch-advice", "invoice"),
    }
)
ORDER_KINDS = CodeList({"regular": "stand-alone", "release": "release", "blanket": "blanket"})
TAX_KINDS = CodeList(  # TaxDetail@category
    {"vat": "VAT", "gst": "GST", "sales": "sales-tax", "hst": "HST", "pst": "PST", "qst": "QST"}
)
CHARGE_CODES = CodeList(  # ModificationDetail@name
    _same("freight", "packing", "discount", "handling", "insurance", "allowance", "charge")
)
PAID_BY = CodeList(  # ShippingPaymentMethod@value
    {"Prepaid-BySeller": "seller", "Collect": "buyer", "ThirdPartyPay": "third-party"}
)
EXEMPT = {"zeroRated": "Z", "exempt": "E"}  # TaxDetail@exemptDetail to UN/CEFACT 5305
_PACKAGES = {  # codes of Recommendation 21 that partners write as such, and as X12 does
    "BX": "XBX", "CT": "XCT", "PK": "XPK", "CS": "XCS", "BG": "XBG", "RO": "XRO", "PX": "XPX",
}  # fmt: skip
_PLAIN_PACKAGES = {name: code for code, name in _PACKAGES.items()}


def unit(text: str) -> Unit | None:
    """Return a unit: cXML has the codes of Recommendation 20, and partners' own words."""
    if not text:
        return None
    is_code = text.isascii() and text.isalnum() and text.isupper() and len(text) <= len("XBX")
    return Unit(_PACKAGES.get(text, text)) if is_code else Unit(f"cxml:{text}")


def unit_code(measure: Unit | None) -> str:
    """Return the text for a unit; empty for none, or for one of another list."""
    if measure is None:
        return ""
    if measure.code.startswith("cxml:"):
        return measure.code[5:]
    return _PLAIN_PACKAGES.get(measure.code, measure.code) if measure.is_known else ""
