"""UBL's codes and their canonical names. A code without a name is kept with its list."""

import re
from decimal import Decimal

from edi.canonical.acknowledgements import Verdict
from edi.canonical.changes import LineAction
from edi.canonical.invoices import InvoiceKind
from edi.canonical.measures import Unit
from edi.canonical.responses import Answer, LineAnswer
from edi.messages.ubl.tables import codes

_OUR_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")


class CodeList:
    """A two-way map; where several codes share a name, the first written is the one we send.

    A code without a name is kept as `prefix:CODE`; a name of another list has no code here.
    """

    def __init__(self, prefix: str, names: dict[str, str]) -> None:
        self._prefix = f"{prefix}:"
        self._names = dict(names)
        self._codes: dict[str, str] = {}
        for code, name in names.items():
            self._codes.setdefault(name, code)

    def name(self, code: str) -> str:
        return self._names.get(code) or (f"{self._prefix}{code}" if code else "")

    def code(self, name: str) -> str:
        """Return the code of a name; empty where this list has none."""
        own = name[len(self._prefix) :] if name.startswith(self._prefix) else ""
        return self._codes.get(name) or own


ORDER_KINDS = CodeList(  # UN/CEFACT 1001
    "uncl1001",
    {
        "220": "stand-alone",
        "221": "blanket",
        "226": "release",
        "224": "rush",
        "227": "consignment",
        "228": "sample",
    },
)
PARTY_SCHEMES = CodeList(  # ISO 6523, and what sloppy senders write
    "ubl", {"0088": "GLN", "0060": "DUNS", "GLN": "GLN", "DUNS": "DUNS", "DUNS+4": "DUNS+4"}
)
CHARGES = CodeList("uncl7161", {"FC": "freight", "PC": "packing", "HD": "handling"})
ALLOWANCES = CodeList("uncl5189", {"95": "discount"})
PRICE_TYPES = CodeList("uncl5387", {"CT": "contract", "CA": "catalogue"})
TRANSPORT_MODES = CodeList(  # UN/ECE Recommendation 19
    "uncl8067",
    {"3": "road", "2": "rail", "1": "sea", "4": "air", "5": "mail", "6": "multimodal"},
)
CHANNELS = CodeList("uncl3155", {"TE": "phone", "EM": "email", "FX": "fax"})
DIMENSIONS = CodeList(  # UN/CEFACT 6313
    "uncl6313",
    {
        "AAB": "gross-weight",
        "AAA": "net-weight",
        "AAW": "volume",
        "HT": "height",
        "LN": "length",
        "WD": "width",
    },
)
INVOICE_KINDS = {  # UN/CEFACT 1001
    "380": InvoiceKind.INVOICE,
    "381": InvoiceKind.CREDIT_NOTE,
    "383": InvoiceKind.DEBIT_NOTE,
    "384": InvoiceKind.CORRECTED,
    "386": InvoiceKind.PREPAYMENT,
    "389": InvoiceKind.SELF_BILLED,
    "325": InvoiceKind.PRO_FORMA,
}
INVOICE_CODES = {kind: code for code, kind in INVOICE_KINDS.items()}
CREDIT_CODES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"}
)
ANSWERS = {  # UN/CEFACT 4343
    "AP": Answer.ACCEPTED,
    "AA": Answer.ACCEPTED,
    "CA": Answer.ACCEPTED_WITH_CHANGES,
    "RE": Answer.REJECTED,
    "AB": Answer.RECEIVED,
}
ANSWER_CODES = {
    Answer.ACCEPTED: "AP",
    Answer.ACCEPTED_WITH_CHANGES: "CA",
    Answer.REJECTED: "RE",
    Answer.RECEIVED: "AB",
}
LINE_ANSWERS = {  # UN/CEFACT 1229
    "5": LineAnswer.ACCEPTED,
    "3": LineAnswer.CHANGED,
    "6": LineAnswer.CHANGED,
    "7": LineAnswer.REJECTED,
    "2": LineAnswer.REJECTED,
    "12": LineAnswer.CHANGED_QUANTITY,
}
LINE_ANSWER_CODES = {
    LineAnswer.ACCEPTED: "5",
    LineAnswer.CHANGED_QUANTITY: "3",
    LineAnswer.CHANGED_PRICE: "3",
    LineAnswer.CHANGED_DATE: "3",
    LineAnswer.CHANGED: "3",
    LineAnswer.SUBSTITUTED: "3",
    LineAnswer.BACKORDERED: "3",
    LineAnswer.REJECTED: "7",
}
LINE_ACTIONS = {  # UN/CEFACT 1229
    "1": LineAction.ADD,
    "2": LineAction.DELETE,
    "3": LineAction.CHANGE,
    "4": LineAction.KEEP,
}
LINE_ACTION_CODES = {action: code for code, action in LINE_ACTIONS.items()} | {
    LineAction.REPLACE: "3"
}
VERDICTS = {  # UN/CEFACT 4343
    "AP": Verdict.ACCEPTED,
    "AB": Verdict.ACCEPTED,
    "CA": Verdict.ACCEPTED_WITH_ERRORS,
    "RE": Verdict.REJECTED,
}
VERDICT_CODES = {
    Verdict.ACCEPTED: "AP",
    Verdict.ACCEPTED_WITH_ERRORS: "CA",
    Verdict.PARTIALLY_ACCEPTED: "CA",
    Verdict.REJECTED: "RE",
}
DAYS = {"DAY": Decimal(1), "WEE": Decimal(7)}


def unit(code: str) -> Unit:
    """Return the unit of a unitCode; one that Recommendation 20 and 21 lack is `ubl:CODE`."""
    return Unit(code if code in codes("rec20") else f"ubl:{code}")


def unit_code(given: Unit | None) -> str:
    """Return a unitCode, empty for a unit of another syntax's list."""
    return own_code(given.code) if given else ""


def own_code(code: str) -> str:
    """Return a code without `ubl:`; as it is without a list; empty with another list."""
    if code.startswith("ubl:"):
        return code[4:]
    return "" if ":" in code else code


def party_scheme(scheme_id: str) -> str:
    """Return the canonical scheme of a schemeID; none means a number both sides agreed on."""
    if not scheme_id:
        return "MUTUAL"
    if len(scheme_id) == len("0088") and scheme_id.isdigit() and scheme_id not in {"0088", "0060"}:
        return f"iso6523:{scheme_id}"
    return PARTY_SCHEMES.name(scheme_id)


def party_scheme_id(scheme: str) -> str | None:
    """Return the schemeID of a scheme, empty for none; None where UBL cannot say the scheme."""
    if scheme == "MUTUAL":
        return ""
    if scheme.startswith("iso6523:"):
        return scheme.partition(":")[2]
    return PARTY_SCHEMES.code(scheme) or None


def our_name(text: str) -> str:
    """Return a text that is a canonical name as it is, any other as `ubl:TEXT`."""
    return text if not text or _OUR_NAME.fullmatch(text) else f"ubl:{text}"
