"""Conditions on numbers of parties and their schemes, on countries, dates and empty elements."""

import re
from collections.abc import Callable

from edi.messages.ubl.nodes import Group
from edi.messages.ubl.rules.facts import Facts
from edi.messages.ubl.rules.notation import CHECKS, Test, check
from edi.messages.ubl.tables import codes
from edi.syntax.xml.values import has_gs1_check_digit

_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_ABN_MODULUS = 89
_MOD_97 = 97
_PARTY_SCHEMES = codes("iso6523") | {"SEPA"}


def _all_are(scheme: str, is_right: Callable[[str], bool]) -> Test:
    return lambda _root, facts: all(
        is_right(str(placed.leaf.value))
        for placed in facts.identifiers
        if placed.attribute("schemeID") == scheme
    )


def is_norwegian(text: str) -> bool:
    """Check a Norwegian organization number: nine digits, the last by modulus 11."""
    if not re.fullmatch(r"[0-9]{9}", text) or not int(text):
        return False
    weighted = sum(int(d) * (at % 6 + 2) for at, d in enumerate(reversed(text[:-1])))
    return (11 - weighted % 11) % 11 == int(text[-1])


def is_belgian(text: str) -> bool:
    """Check a Belgian enterprise number: ten digits, the last two by modulus 97."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    return _MOD_97 - int(text[:8]) % _MOD_97 == int(text[8:])


def is_danish(text: str) -> bool:
    return bool(re.fullmatch(r"DK[0-9]{8}", text))


def is_swedish(text: str) -> bool:
    """Check a Swedish organization number: ten digits, the last by Luhn's formula."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    doubled = (int(d) * (2 - at % 2) for at, d in enumerate(reversed(text[:-1])))
    return (sum(d // 10 + d % 10 for d in doubled) + int(text[-1])) % 10 == 0


def is_australian(text: str) -> bool:
    """Check an Australian Business Number: eleven digits by modulus 89."""
    if not re.fullmatch(r"[0-9]{11}", text):
        return False
    digits = [int(text[0]) - 1, *map(int, text[1:])]
    weighted = sum(d * weight for d, weight in zip(digits, _ABN_WEIGHTS, strict=True))
    return weighted % _ABN_MODULUS == 0


CHECKS |= {
    "glns_are_right": _all_are("0088", has_gs1_check_digit),
    "norwegian_numbers_are_right": _all_are("0192", is_norwegian),
    "danish_numbers_are_right": _all_are("0184", is_danish),
    "belgian_numbers_are_right": _all_are("0208", is_belgian),
    "swedish_numbers_are_right": _all_are("0007", is_swedish),
    "swedish_numbers_have_ten_digits": _all_are(
        "0007", lambda text: bool(re.fullmatch(r"[0-9]{10}", text))
    ),
    "australian_numbers_are_right": _all_are("0151", is_australian),
}


def _schemes(facts: Facts, table: str, key: str) -> set[str]:
    return {
        placed.attribute("schemeID")
        for placed in facts.identifiers
        if placed.key == key and (not table or placed.group.table.name == table)
    }


@check
def party_schemes_are_known(_root: Group, facts: Facts) -> bool:
    return _schemes(facts, "PartyIdentification", "ID") <= _PARTY_SCHEMES


@check
def registration_schemes_are_known(_root: Group, facts: Facts) -> bool:
    return _schemes(facts, "PartyLegalEntity", "CompanyID") <= codes("iso6523")


@check
def endpoint_schemes_are_known(_root: Group, facts: Facts) -> bool:
    return _schemes(facts, "", "EndpointID") <= codes("eas")


@check
def countries_are_known(_root: Group, facts: Facts) -> bool:
    return facts.countries <= codes("iso3166")


@check
def exemption_code_is_known(category: Group, _facts: Facts) -> bool:
    code = category.text("TaxExemptionReasonCode")
    return not code or code.upper() in codes("vatex")


@check
def dates_are_plain(_root: Group, facts: Facts) -> bool:
    return not facts.has_zoned_date


@check
def nothing_is_empty(root: Group, facts: Facts) -> bool:
    return no_value_is_empty(root, facts) and no_aggregate_is_empty(root, facts)


@check
def no_value_is_empty(_root: Group, facts: Facts) -> bool:
    return not facts.has_empty_value


@check
def no_aggregate_is_empty(_root: Group, facts: Facts) -> bool:
    return not facts.has_empty_aggregate


def _vatex(code: str, category: str) -> Test:
    return lambda group, _facts: (
        group.text("TaxExemptionReasonCode").upper() != f"VATEX-EU-{code}"
        or group.text("ID") == category
    )


_VATEX = {"G": "G", "O": "O", "IC": "K", "AE": "AE", "D": "E", "F": "E", "I": "E", "J": "E"}
CHECKS |= {f"vatex_{code.lower()}": _vatex(code, category) for code, category in _VATEX.items()}
