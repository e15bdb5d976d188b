"""What codes, dates and implied decimals mean, as far as our own tables say it."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from edi.messages.tables import DataElement
from edi.messages.x12.units import UNITS
from edi.tools.explaining.units import unit_name

_INTEGER = re.compile(r"-?[0-9]{1,30}")
_DATE8, _DATE6, _TIME = 8, 6, 4


class Meanings(Protocol):
    def of(self, data: DataElement | None, value: str) -> str:
        """Return what a value means, empty when it says so itself."""


class X12Meanings:
    def of(self, data: DataElement | None, value: str) -> str:
        if data is None:
            return ""
        if data.type == "DT":
            return _day(value)
        if data.type == "TM":
            return _clock(value)
        if data.type == "N2" and _INTEGER.fullmatch(value):
            return f"{Decimal(value).scaleb(-2):f}"
        return _x12_codes().get(data.number, _none)(value)


class EdifactMeanings:
    def of(self, data: DataElement | None, value: str) -> str:
        if data is None:
            return ""
        if data.number == "2380":
            return _day(value[:_DATE8])
        return _edifact_codes().get(data.number, _none)(value)


_Look = Callable[[str], str]
_SCHEMES = {
    "SELLER": "the seller's own number",
    "BUYER": "the buyer's own number",
    "MANUFACTURER": "the manufacturer's own number",
    "MUTUAL": "a number both sides agreed on",
}


def _none(_code: str) -> str:
    return ""


def _listed(names: Any) -> _Look:
    """Return a look-up in a code list or a mapping; a code without a name means nothing."""
    if isinstance(names, Mapping):
        return lambda code: str(getattr(names.get(code, ""), "value", names.get(code, "")))

    def look(code: str) -> str:
        name = names.name(code)
        return "" if ":" in name else _SCHEMES.get(name, name)

    return look


@cache
def _x12_codes() -> dict[str, _Look]:
    from edi.messages.x12 import codes, item_codes
    from edi.messages.x12.catalogue import grammar

    verdicts = {
        "A": "accepted",
        "E": "accepted with errors",
        "P": "partially accepted",
        "R": "rejected",
    }
    lists = {
        "98": codes.PARTY_ROLES,
        "66": codes.PARTY_SCHEMES,
        "235": codes.PRODUCT_SCHEMES,
        "128": codes.REFERENCE_KINDS,
        "374": codes.DATE_KINDS,
        "366": codes.CONTACT_ROLES,
        "365": codes.CHANNELS,
        "92": codes.ORDER_KINDS,
        "639": codes.PRICE_BASES,
        "1300": codes.CHARGES,
        "963": codes.TAX_KINDS,
        "146": codes.PAID_BY,
        "91": codes.TRANSPORT_MODES,
        "187": codes.MEASURES,
        "738": codes.MEASURES,
        "353": codes.PURPOSES,
        "587": codes.ANSWERS,
        "668": codes.LINE_ANSWERS,
        "670": codes.LINE_ACTIONS,
        "640": codes.INVOICE_KINDS,
        "236": item_codes.PRICE_KINDS,
        "673": item_codes.STOCK_KINDS,
        "683": item_codes.CATALOGUE_KINDS,
        "755": item_codes.REPORT_KINDS,
        "875": item_codes.ACTIONS,
        "248": {"A": "allowance", "C": "charge", "N": "neither"},
        "715": verdicts,
        "717": verdicts,
    }
    found: dict[str, _Look] = {number: _listed(names) for number, names in lists.items()}
    found["355"] = lambda code: unit_name(UNITS[code].code)

    def message(code: str) -> str:
        compiled = grammar(code, "004010") or grammar(code, "005010")
        return compiled.table.name if compiled else ""

    return found | {"143": message}


_DATES = {  # 2005, of those that are a field of a document
    "137": "date of the document",
    "171": "date of the reference",
    "50": "goods received",
    "273": "valid",
    "194": "valid from",
    "206": "valid until",
    "169": "lead time",
    "44": "available",
}
_QUANTITIES = {  # 6063
    "21": "ordered",
    "12": "despatched",
    "47": "invoiced",
    "113": "confirmed",
    "48": "received",
    "194": "received and accepted",
    "195": "received, not accepted, to be returned",
    "196": "received, not accepted, to be destroyed",
    "124": "damaged",
    "52": "in a package",
    "53": "least in an order",
    "54": "most in an order",
}


@cache
def _edifact_codes() -> dict[str, _Look]:
    from edi.messages.edifact import catalogue_codes, codes, discrepancies
    from edi.messages.edifact.catalogue import grammar

    lists = {
        "3035": codes.PARTY_ROLES,
        "3055": codes.PARTY_SCHEMES,
        "7143": codes.PRODUCT_SCHEMES,
        "1153": codes.REFERENCE_KINDS,
        "2005": codes.DATE_KINDS,
        "3139": codes.CONTACT_ROLES,
        "3155": codes.CHANNELS,
        "5125": codes.PRICE_BASES,
        "5375": codes.PRICE_TYPES,
        "1225": codes.PURPOSES,
        "1229": codes.LINE_ACTIONS,
        "7161": codes.CHARGES,
        "8067": codes.MODES,
        "4215": codes.PAYERS,
        "6313": codes.MEASURES,
        "5025": codes.TOTALS,
        "4221": discrepancies.NATURES,
        "4295": discrepancies.REASONS,
        "5387": catalogue_codes.SPECIFICATIONS,
        "6063": _QUANTITIES,
        "0083": {"4": "rejected", "7": "acknowledged", "8": "received"},
    }
    found: dict[str, _Look] = {number: _listed(names) for number, names in lists.items()}
    dates = found["2005"]
    found["2005"] = lambda code: _DATES.get(code) or dates(code)
    orders, invoices = _listed(codes.ORDER_KINDS), _listed(codes.INVOICE_KINDS)
    found["1001"] = lambda code: orders(code) or invoices(code)
    found["6411"] = lambda code: unit_name(codes.unit(code).code)

    def message(code: str) -> str:
        compiled = grammar(code, "D96A")
        return compiled.table.name if compiled else ""

    return found | {"0065": message}


def _day(value: str) -> str:
    if not (value.isascii() and value.isdigit()) or len(value) not in {_DATE6, _DATE8}:
        return ""
    year, rest = (value[:4], value[4:]) if len(value) == _DATE8 else (f"20{value[:2]}", value[2:])
    return f"{year}-{rest[:2]}-{rest[2:]}"


def _clock(value: str) -> str:
    return f"{value[:2]}:{value[2:4]}" if value[:_TIME].isdigit() else ""
