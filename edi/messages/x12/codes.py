"""X12 codes and their canonical names. A code without a name is kept as `x12:CODE`."""

from decimal import Decimal
from typing import TYPE_CHECKING

from edi.canonical.changes import LineAction
from edi.canonical.invoices import InvoiceKind
from edi.canonical.orders import Purpose
from edi.canonical.responses import Answer, LineAnswer

if TYPE_CHECKING:
    from collections.abc import Callable


class _Names(dict[str, str]):
    """X12 codes to canonical names."""

    def __missing__(self, code: str) -> str:
        return f"x12:{code}"


class CodeList:
    """A two-way map; where several codes share a name, the first written is the one we send.

    `name` returns the name of an X12 code. It is the look-up itself: readers ask it for every code.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self.name: Callable[[str], str] = _Names(names).__getitem__
        self._codes: dict[str, str] = {}
        for code, name in names.items():
            self._codes.setdefault(name, code)

    def code(self, name: str) -> str:
        """Return the X12 code for a name, empty where X12 has none for it."""
        return self._codes.get(name) or (name[4:] if name.startswith("x12:") else "")


PARTY_ROLES = CodeList(  # data element 98
    {
        "BY": "buyer",
        "SE": "seller",
        "VN": "vendor",
        "SU": "supplier",
        "ST": "ship-to",
        "SF": "ship-from",
        "BT": "bill-to",
        "RI": "remit-to",
        "PR": "payer",
        "MA": "mark-for",
        "CA": "carrier",
        "EN": "end-user",
        "MF": "manufacturer",
        "DS": "distributor",
        "WH": "warehouse",
    }
)
PARTY_SCHEMES = CodeList(  # data element 66
    {
        "1": "DUNS",
        "9": "DUNS+4",
        "UL": "GLN",
        "91": "SELLER",
        "92": "BUYER",
        "ZZ": "MUTUAL",
    }
)
PRODUCT_SCHEMES = CodeList(  # data element 235
    {
        "VP": "SELLER",
        "VN": "SELLER",
        "BP": "BUYER",
        "IN": "BUYER",
        "MG": "MANUFACTURER",
        "UP": "GTIN-12",
        "EN": "GTIN-13",
        "UK": "GTIN-14",
        "SK": "SKU",
    }
)
REFERENCE_KINDS = CodeList(  # data element 128
    {
        "CT": "contract",
        "CO": "customer-order",
        "DP": "department",
        "IA": "vendor-number",
        "PO": "purchase-order",
        "VN": "vendor-order",
        "BM": "bill-of-lading",
        "IV": "invoice",
        "QN": "quotation",
        "PJ": "project",
        "GL": "ledger-account",
        "CR": "customer-reference",
    }
)
DATE_KINDS = CodeList(  # data element 374
    {
        "002": "delivery",
        "010": "ship",
        "001": "cancel-after",
        "011": "shipped",
        "037": "ship-not-before",
        "038": "ship-no-later",
        "063": "deliver-no-later",
        "064": "deliver-not-before",
        "106": "required-by",
        "067": "current-delivery",
        "068": "current-ship",
        "004": "purchase-order",
    }
)
DESPATCH_DATES = CodeList(  # data element 374, in a ship notice
    {
        "011": "shipped",
        "017": "delivery",
        "002": "delivery",
        "067": "current-delivery",
        "068": "current-ship",
    }
)
CONTACT_ROLES = CodeList(  # data element 366
    {"BD": "buyer", "SR": "seller", "DC": "delivery", "OC": "order", "IC": "information"}
)
CHANNELS = CodeList({"TE": "phone", "EM": "email", "FX": "fax"})  # data element 365
ORDER_KINDS = CodeList(  # data element 92
    {
        "SA": "stand-alone",
        "NE": "stand-alone",
        "BK": "blanket",
        "RL": "release",
        "BR": "release",
        "RO": "rush",
        "DS": "drop-ship",
        "CN": "consignment",
        "SP": "sample",
    }
)
PRICE_BASES = CodeList(  # data element 639
    {
        "PE": "net",
        "NT": "net",
        "GP": "gross",
        "CA": "catalogue",
        "CT": "contract",
        "PR": "promotional",
        "QT": "quoted",
    }
)
PRICE_PER = {"PN": Decimal(10), "HP": Decimal(100), "TP": Decimal(1000)}  # data element 639
PRICE_PER_CODES = {count: code for code, count in PRICE_PER.items()}
CHARGES = CodeList(  # data element 1300
    {
        "D240": "freight",
        "F155": "packing",
        "C310": "discount",
        "D500": "handling",
        "D980": "insurance",
        "I170": "trade-discount",
        "I530": "volume-discount",
        "F800": "promotion",
    }
)
OTHER_CHARGE = "F050"  # "other", which SAC15 describes
TAX_KINDS = CodeList(  # data element 963
    {"VA": "VAT", "GS": "GST", "LS": "sales-tax", "ST": "state-tax"}
)
TAX_EXEMPT = {"0": "G", "1": "E", "2": "S"}  # data element 441 to UN/CEFACT 5305
TAX_EXEMPT_CODES = {"G": "0", "E": "1"}
TAXPAYER_NUMBERS = {"VX": "VAT", "TJ": "TAX"}  # data element 128
PAID_BY = CodeList({"PP": "seller", "CC": "buyer", "TP": "third-party"})  # data element 146
PAID_AS_AGREED = "DF"
TRANSPORT_MODES = CodeList(  # data element 91
    {"M": "road", "J": "road", "R": "rail", "S": "sea", "A": "air", "X": "multimodal"}
)
MEASURES = CodeList(  # data elements 187 and 738
    {"G": "gross-weight", "N": "net-weight", "HT": "height", "LN": "length", "WD": "width"}
)
PACKAGES = CodeList(  # data element 103, its first three characters, to Recommendation 21
    {
        "CTN": "CT",
        "PLT": "PX",
        "BOX": "BX",
        "CAS": "CS",
        "DRM": "DR",
        "BAG": "BG",
        "ROL": "RO",
        "PKG": "PK",
        "CRT": "CR",
        "BDL": "BE",
    }
)
PURPOSES = {  # data element 353
    "00": Purpose.ORIGINAL,
    "01": Purpose.CANCELLATION,
    "04": Purpose.CHANGE,
    "05": Purpose.REPLACEMENT,
    "06": Purpose.CONFIRMATION,
    "07": Purpose.DUPLICATE,
}
PURPOSE_CODES = {purpose: code for code, purpose in PURPOSES.items()}
ANSWER_CODES = {  # data element 587, with and without lines
    Answer.ACCEPTED: ("AD", "AK"),
    Answer.ACCEPTED_WITH_CHANGES: ("AC", "AC"),
    Answer.REJECTED: ("RD", "RJ"),
    Answer.RECEIVED: ("AH", "AH"),
}
ANSWERS = {  # data element 587
    "AC": Answer.ACCEPTED_WITH_CHANGES,
    "AD": Answer.ACCEPTED,
    "AE": Answer.ACCEPTED_WITH_CHANGES,
    "AK": Answer.ACCEPTED,
    "AP": Answer.ACCEPTED,
    "AT": Answer.ACCEPTED,
    "RD": Answer.REJECTED,
    "RF": Answer.REJECTED,
    "RJ": Answer.REJECTED,
    "RO": Answer.REJECTED,
}
LINE_ANSWER_CODES = {  # data element 668
    LineAnswer.ACCEPTED: "IA",
    LineAnswer.CHANGED_QUANTITY: "IQ",
    LineAnswer.CHANGED_PRICE: "IP",
    LineAnswer.CHANGED_DATE: "DR",
    LineAnswer.CHANGED: "IC",
    LineAnswer.SUBSTITUTED: "IS",
    LineAnswer.BACKORDERED: "IB",
    LineAnswer.REJECTED: "IR",
}
LINE_ANSWERS = {code: answer for answer, code in LINE_ANSWER_CODES.items()} | {
    "AA": LineAnswer.ACCEPTED,
    "AC": LineAnswer.ACCEPTED,
    "AR": LineAnswer.ACCEPTED,
    "BP": LineAnswer.BACKORDERED,
    "IE": LineAnswer.ACCEPTED,
    "ID": LineAnswer.REJECTED,
    "SP": LineAnswer.ACCEPTED,
    **{f"R{digit}": LineAnswer.REJECTED for digit in range(1, 10)},
}
LINE_ACTIONS = {  # data element 670
    "AI": LineAction.ADD,
    "CA": LineAction.CHANGE,
    "DI": LineAction.DELETE,
    "NC": LineAction.KEEP,
    "RZ": LineAction.REPLACE,
    "RE": LineAction.REPLACE,
}
LINE_ACTION_CODES = {
    LineAction.ADD: "AI",
    LineAction.CHANGE: "CA",
    LineAction.DELETE: "DI",
    LineAction.KEEP: "NC",
    LineAction.REPLACE: "RZ",
}
CHANGE_ANSWER_CODES = {  # data element 670, in an 865
    LineAnswer.ACCEPTED: "NC",
    LineAnswer.SUBSTITUTED: "RE",
    LineAnswer.REJECTED: "RC",
    LineAnswer.CHANGED_PRICE: "PC",
    LineAnswer.CHANGED_DATE: "RS",
}
CHANGE_ANSWERS = {code: answer for answer, code in CHANGE_ANSWER_CODES.items()} | {
    "DI": LineAnswer.REJECTED,
    "QD": LineAnswer.CHANGED_QUANTITY,
    "QI": LineAnswer.CHANGED_QUANTITY,
}
INVOICE_KINDS = {  # data element 640
    "CN": InvoiceKind.CREDIT_NOTE,
    "CR": InvoiceKind.CREDIT_NOTE,
    "DB": InvoiceKind.DEBIT_NOTE,
    "DR": InvoiceKind.DEBIT_NOTE,
    "DI": InvoiceKind.INVOICE,
    "PP": InvoiceKind.PREPAYMENT,
}
INVOICE_KIND_CODES = {
    InvoiceKind.INVOICE: "",
    InvoiceKind.CREDIT_NOTE: "CR",
    InvoiceKind.DEBIT_NOTE: "DR",
    InvoiceKind.PREPAYMENT: "PP",
}
