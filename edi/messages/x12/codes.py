"""X12 codes and their canonical names. A code without a name is kept as `x12:CODE`."""

from edi.canonical.measures import Unit
from edi.canonical.orders import Purpose
from edi.canonical.responses import Answer, LineAnswer


class CodeList:
    """A two-way map; where several codes share a name, the first written is the one we send."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = dict(names)
        self._codes: dict[str, str] = {}
        for code, name in names.items():
            self._codes.setdefault(name, code)

    def name(self, code: str) -> str:
        return self._names.get(code) or f"x12:{code}"

    def code(self, name: str) -> str:
        """Return the X12 code for a name; a name that is none, or another list's, as it is."""
        return self._codes.get(name) or name.removeprefix("x12:")


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
    Answer.RECEIVED: ("AE", "AE"),
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

_REC_20 = {  # data element 355 to UN/ECE Recommendation 20, for packages 21
    "EA": "EA",
    "PC": "H87",
    "UN": "C62",
    "PR": "PR",
    "DZ": "DZN",
    "HC": "CEN",
    "TH": "MIL",
    "ST": "SET",
    "KT": "KT",
    "LO": "LO",
    "KG": "KGM",
    "GR": "GRM",
    "LB": "LBR",
    "OZ": "ONZ",
    "TN": "STN",
    "MP": "TNE",
    "MR": "MTR",
    "CM": "CMT",
    "MM": "MMT",
    "KM": "KMT",
    "FT": "FOT",
    "IN": "INH",
    "YD": "YRD",
    "LF": "LF",
    "SM": "MTK",
    "SF": "FTK",
    "SY": "YDK",
    "SI": "INK",
    "LT": "LTR",
    "ML": "MLT",
    "GA": "GLL",
    "QT": "QTL",
    "PT": "PTL",
    "CR": "MTQ",
    "CF": "FTQ",
    "CI": "INQ",
    "CC": "CMQ",
    "HR": "HUR",
    "DA": "DAY",
    "WK": "WEE",
    "MO": "MON",
    "YR": "ANN",
    "MJ": "MIN",
    "CA": "XCS",
    "CT": "XCT",
    "BX": "XBX",
    "PK": "XPK",
    "BG": "XBG",
    "BO": "XBO",
    "CN": "XCX",
    "PL": "XPX",
    "RL": "XRO",
    "RE": "XRL",
    "DR": "XDR",
    "JR": "XJR",
    "TB": "XTU",
    "BA": "XBL",
    "JG": "XJG",
    "PA": "XPL",
    "EV": "XEN",
    "BR": "BLL",
    "SH": "ST",
}


class _Units(dict[str, Unit]):
    """X12 codes to units; a code without a counterpart gives `x12:CODE`."""

    def __missing__(self, code: str) -> Unit:
        return Unit(f"x12:{code}")


UNITS = _Units({code: Unit(name) for code, name in _REC_20.items()})
_UNIT_CODES = {unit.code: code for code, unit in UNITS.items()}


def unit_code(measure: Unit) -> str:
    """Return the X12 code of a unit; empty when X12 has none."""
    if measure.code.startswith("x12:"):
        return measure.code[4:]
    return _UNIT_CODES.get(measure.code, "")
