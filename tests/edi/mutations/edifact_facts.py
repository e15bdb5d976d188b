"""Facts of UN/EDIFACT D.96A for the segments that are broken, set down apart from the tables.

A segment is its data elements; a composite is in brackets. `an..35!` is mandatory; `(!` opens a
mandatory composite. `-` is left alone.
"""

import re
from typing import NamedTuple


class Fact(NamedTuple):
    type: str  # an or n
    longest: int
    is_mandatory: bool


class Place(NamedTuple):
    """A data element or a composite of several."""

    parts: tuple[Fact | None, ...]
    is_composite: bool
    is_mandatory: bool


_PRODUCT = "(an..35 an..3 an..3 an..3)"
SEGMENTS = {
    "BGM": "(an..3 an..3 an..3 an..35) an..35 an..3 an..3",
    "DTM": "(!an..3! - an..3)",
    "RFF": "(!an..3! an..35 an..6 an..35)",
    "NAD": "an..3! (an..17! an..3 an..3) (an..35! an..35 an..35 an..35 an..35) "
    "(an..35! an..35 an..35 an..35 an..35 an..3) (an..35! an..35 an..35) an..35 an..9 an..9 an..3",
    "CUX": "(an..3! an..3 an..3 n..4)",
    "LIN": "n..6 an..3 (an..35 an..3 an..3 an..3)",
    "PIA": f"an..3! (!{_PRODUCT[1:]} {_PRODUCT} {_PRODUCT}",
    "IMD": "an..3 an..3 (an..17 an..3 an..3 an..35 an..35 an..3)",
    "QTY": "(!an..3! n..15! an..3)",
    "MOA": "(!an..3! n..18 an..3)",
    "PRI": "(an..3! n..15 an..3 an..3 n..9 an..3)",
    "FTX": "an..3! an..3 - - an..3",
    "CTA": "an..3 (an..17 an..35)",
    "COM": "(!an..512! an..3!)",
    "TAX": "an..3! (an..3 an..3 an..3 an..35)",
    "ALC": "an..3!",
    "PAT": "an..3!",
    "CPS": "an..12! an..12 an..3",
    "CNT": "(!an..3! n..18! an..3)",
    "UNS": "an..1!",
    "TDT": "an..3! an..17",
    "QVR": "(n..15! an..3) an..3 (an..3 an..3 an..3 an..35)",
    "RNG": "an..3! (an..3! n..18 n..18)",
    "PGI": "an..3! (an..3 an..3 an..3 an..35)",
    "GIN": "an..3! (!an..35! an..35)",
}
ELEMENTS = {  # how many the standard gives the segment
    "BGM": 4, "DTM": 1, "RFF": 1, "NAD": 9, "QTY": 1, "MOA": 1, "CNT": 1, "UNS": 1, "COM": 1,
    "PIA": 6,
}  # fmt: skip
COMPONENTS = {"DTM": 3, "RFF": 4, "QTY": 3, "CNT": 3, "COM": 2, "MOA": 5}  # of the first element
MANDATORY = {
    "ORDERS": ["BGM", "UNS"],
    "ORDRSP": ["BGM", "UNS"],
    "ORDCHG": ["BGM", "UNS"],
    "DESADV": ["BGM"],
    "RECADV": ["BGM"],
    "PRICAT": ["BGM"],
    "INVOIC": ["BGM", "UNS"],
}
FOREIGN = {
    "ORDERS": "CPS", "ORDRSP": "CPS", "ORDCHG": "CPS", "DESADV": "PAT", "RECADV": "PAT",
    "PRICAT": "CPS", "INVOIC": "CPS",
}  # fmt: skip
MOST_PARTIES = {
    "ORDERS": 99, "ORDRSP": 99, "ORDCHG": 99, "DESADV": 10, "RECADV": 10, "PRICAT": 99,
    "INVOIC": 99,
}  # fmt: skip
LINES = {
    "DESADV": "CPS",
    "RECADV": "CPS",
    "PRICAT": "PGI",
}  # what the detail section starts with, else LIN

_WORD = re.compile(r"\(!?[^)]*\)|\S+")


def facts(segment: str) -> list[Place]:
    return [_place(word) for word in _WORD.findall(SEGMENTS.get(segment, ""))]


def _place(word: str) -> Place:
    is_composite = word.startswith("(")
    inside = word.removeprefix("(").removeprefix("!").removesuffix(")") if is_composite else word
    parts = tuple(_fact(part) for part in inside.split())
    first = parts[0]
    is_mandatory = word.startswith("(!") if is_composite else bool(first and first.is_mandatory)
    return Place(parts, is_composite, is_mandatory)


def _fact(word: str) -> Fact | None:
    if word == "-":
        return None
    kind, _, longest = word.rstrip("!").partition("..")
    return Fact(kind, int(longest), word.endswith("!"))
