"""EDIFACT codes and their canonical names. A code without a name is kept as `edifact:CODE`."""

from collections.abc import Callable, Mapping

from edi.canonical.changes import LineAction
from edi.canonical.invoices import InvoiceKind
from edi.canonical.measures import Unit
from edi.canonical.orders import Purpose
from edi.canonical.responses import Answer

_OWN = "edifact:"


class _Names(dict[str, str]):
    """EDIFACT codes to canonical names."""

    def __init__(self, names: Mapping[str, str], prefix: str) -> None:
        super().__init__(names)
        self._prefix = prefix

    def __missing__(self, code: str) -> str:
        return self._prefix + code


class CodeList:
    """A two-way map; where several codes share a name, the first written is the one we send.

    `name` returns the name of a code. It is the look-up itself: readers ask it for every code.
    """

    def __init__(self, names: Mapping[str, str], prefix: str = _OWN) -> None:
        self._names = _Names(names, prefix)
        self.name: Callable[[str], str] = self._names.__getitem__
        self._prefix = prefix
        self._codes: dict[str, str] = {}
        for code, name in names.items():
            self._codes.setdefault(name, code)

    def code(self, name: str) -> str:
        """Return the code for a name; empty when the name is none, or of another list."""
        known = self._codes.get(name)
        if known is not None:
            return known
        return name[len(self._prefix) :] if name.startswith(self._prefix) else ""

    def with_names(self, names: Mapping[str, str]) -> "CodeList":
        """Return a list where `names` go before these."""
        kept = {code: name for code, name in self._names.items() if code not in names}
        return CodeList({**names, **kept}, self._prefix)


PARTY_ROLES = CodeList(  # 3035
    {
        "BY": "buyer",
        "SE": "seller",
        "SU": "supplier",
        "VN": "vendor",
        "DP": "ship-to",
        "ST": "ship-to",
        "SF": "ship-from",
        "IV": "bill-to",
        "BT": "bill-to",
        "PE": "remit-to",
        "PR": "payer",
        "UC": "mark-for",
        "CA": "carrier",
        "UD": "end-user",
        "MF": "manufacturer",
        "DS": "distributor",
        "WH": "warehouse",
    }
)
PARTY_SCHEMES = CodeList(  # 3055, by who gives the numbers
    {"9": "GLN", "16": "DUNS", "91": "SELLER", "92": "BUYER", "ZZZ": "MUTUAL", "ZZ": "MUTUAL"}
)
PRODUCT_SCHEMES = CodeList(  # 7143; see `products` for EN and SRV
    {
        "SA": "SELLER",
        "VP": "SELLER",
        "VN": "SELLER",
        "IN": "BUYER",
        "BP": "BUYER",
        "MF": "MANUFACTURER",
        "MP": "MANUFACTURER",
        "UP": "GTIN-12",
        "SK": "SKU",
    }
)
REFERENCE_KINDS = CodeList(  # 1153
    {
        "ON": "purchase-order",
        "CT": "contract",
        "CR": "customer-reference",
        "CO": "customer-order",
        "VN": "vendor-order",
        "DP": "department",
        "IA": "vendor-number",
        "AAG": "quotation",
        "AEP": "project",
        "PL": "price-list",
        "PD": "promotion",
        "AAK": "despatch-advice",
        "DQ": "delivery-note",
        "IV": "invoice",
        "ALO": "receiving-advice",
        "PP": "order-change",
    }
)
DATE_KINDS = CodeList(  # 2005
    {
        "2": "delivery",
        "10": "ship",
        "11": "shipped",
        "35": "delivered",
        "61": "cancel-after",
        "37": "ship-not-before",
        "38": "ship-no-later",
        "63": "deliver-no-later",
        "64": "deliver-not-before",
        "67": "current-delivery",
        "17": "estimated-delivery",
        "4": "purchase-order",
    }
)
DESPATCH_DATE_KINDS = DATE_KINDS.with_names({"17": "delivery", "2": "requested-delivery"})
INVOICE_DATE_KINDS = DATE_KINDS.with_names({"35": "delivery", "2": "requested-delivery"})
PERIODS = {  # the two dates a period of a kind comes to
    "2": ("64", "63"),
    "17": ("64", "63"),
    "10": ("37", "38"),
}
CONTACT_ROLES = CodeList(  # 3139
    {"PD": "buyer", "SR": "seller", "DL": "delivery", "OC": "order", "IC": "information"}
)
CHANNELS = CodeList({"TE": "phone", "EM": "email", "FX": "fax"})  # 3155
ORDER_KINDS = CodeList(  # 1001
    {
        "220": "stand-alone",
        "105": "stand-alone",
        "221": "blanket",
        "226": "release",
        "224": "rush",
        "227": "consignment",
        "228": "sample",
    }
)
INVOICE_KINDS = {  # 1001
    "380": InvoiceKind.INVOICE,
    "381": InvoiceKind.CREDIT_NOTE,
    "383": InvoiceKind.DEBIT_NOTE,
    "384": InvoiceKind.CORRECTED,
    "386": InvoiceKind.PREPAYMENT,
    "389": InvoiceKind.SELF_BILLED,
    "325": InvoiceKind.PRO_FORMA,
}
INVOICE_KIND_CODES = {kind: code for code, kind in INVOICE_KINDS.items()}
PRICE_BASES = CodeList({"AAA": "net", "AAB": "gross"})  # 5125
PRICE_TYPES = CodeList({"CA": "catalogue", "CT": "contract"})  # 5375
PURPOSES = {  # 1225
    "9": Purpose.ORIGINAL,
    "1": Purpose.CANCELLATION,
    "4": Purpose.CHANGE,
    "5": Purpose.REPLACEMENT,
    "6": Purpose.CONFIRMATION,
    "7": Purpose.DUPLICATE,
}
PURPOSE_CODES = {purpose: code for code, purpose in PURPOSES.items()}
ANSWERS = {  # 1225 of a response; the first of an answer is the one we send
    "29": Answer.ACCEPTED,
    "44": Answer.ACCEPTED,
    "6": Answer.ACCEPTED,
    "4": Answer.ACCEPTED_WITH_CHANGES,
    "28": Answer.ACCEPTED_WITH_CHANGES,
    "30": Answer.ACCEPTED_WITH_CHANGES,
    "45": Answer.ACCEPTED_WITH_CHANGES,
    "27": Answer.REJECTED,
    "11": Answer.RECEIVED,
    "9": Answer.RECEIVED,
}
ANSWER_CODES = {
    Answer.ACCEPTED: "29",
    Answer.ACCEPTED_WITH_CHANGES: "4",
    Answer.REJECTED: "27",
    Answer.RECEIVED: "11",
}
LINE_ACTIONS = {  # 1229
    "1": LineAction.ADD,
    "2": LineAction.DELETE,
    "3": LineAction.CHANGE,
    "4": LineAction.KEEP,
}
LINE_ACTION_CODES = {action: code for code, action in LINE_ACTIONS.items()}
CHARGES = CodeList(  # 7161
    {"FC": "freight", "PC": "packing", "DI": "discount"}, "uncl7161:"
)
MODES = CodeList(  # 8067
    {"10": "sea", "20": "rail", "30": "road", "40": "air", "50": "mail", "60": "multimodal"}
)
PAYERS = CodeList({"PP": "seller", "CC": "buyer"})  # 4215
TAXES = CodeList({"VAT": "VAT", "GST": "GST", "STT": "sales-tax"})  # 5153
PAYMENT_TERMS = CodeList({"1": "", "3": ""}, "uncl4279:")
MEASURES = CodeList(  # 6313
    {
        "AAB": "gross-weight",
        "G": "gross-weight",
        "AAD": "gross-weight",
        "AAA": "net-weight",
        "N": "net-weight",
        "AAC": "net-weight",
        "AAL": "net-weight",
        "AAW": "volume",
        "ABJ": "volume",
        "LN": "length",
        "WD": "width",
        "HT": "height",
    }
)
TOTALS = {  # 5025 of the summary, by field of `Totals`
    "79": "lines",
    "260": "allowances",
    "259": "charges",
    "125": "net",
    "176": "tax",
    "124": "tax",
    "77": "gross",
    "39": "gross",
    "113": "prepaid",
    "165": "rounding",
    "9": "payable",
    "86": "payable",
    "128": "payable",
}
TOTAL_CODES = {name: code for code, name in reversed(TOTALS.items())}

_REC_20 = {"PCE": "H87"}  # 6411, where its code is not one of Recommendation 20


class _Units(dict[str, Unit]):
    """6411 to units: its codes are those of Recommendation 20, but for `PCE`."""

    def __missing__(self, code: str) -> Unit:
        unit = Unit(_REC_20.get(code, code))
        if len(self) < _MOST_UNITS:
            self[code] = unit
        return unit


_MOST_UNITS = 1000
unit: Callable[[str], Unit] = _Units().__getitem__
_UNIT_CODES = {name: code for code, name in _REC_20.items()}


def unit_code(measure: Unit) -> str:
    """Return the 6411 of a unit; empty when it is of another list."""
    if measure.code.startswith(_OWN):
        return measure.code.removeprefix(_OWN)
    return _UNIT_CODES.get(measure.code, measure.code) if measure.is_known else ""


_GTINS = {8: "GTIN-8", 12: "GTIN-12", 13: "GTIN-13", 14: "GTIN-14"}


def product_scheme(code: str | None, value: str) -> str:
    """Return the scheme of a product id: EN and SRV say GTIN, and its length which."""
    if code in {"EN", "SRV"} and value.isdigit() and len(value) in _GTINS:
        return _GTINS[len(value)]
    return PRODUCT_SCHEMES.name(code) if code else ""


def product_code(scheme: str, version: str) -> str:
    if scheme == "GTIN-12":
        return "UP"
    if scheme.startswith("GTIN-"):
        return "EN" if version == "D96A" else "SRV"
    return PRODUCT_SCHEMES.code(scheme)


def own(code: str) -> str:
    """Return a code of a list of EDIFACT without its prefix; empty when it is of another list."""
    plain = code.removeprefix(_OWN)
    return "" if ":" in plain else plain


INCOTERMS = CodeList({})  # 4053: Incoterms stand for themselves
