"""Facts of X12 004010 for the segments that are broken, set down apart from the product's tables.

An element is `type shortest/longest`, with `!` when it is mandatory and its codes where the list is
closed.
"""

import re
from typing import NamedTuple


class Fact(NamedTuple):
    type: str
    shortest: int
    longest: int
    is_mandatory: bool
    codes: tuple[str, ...]


_FACT = re.compile(r"([A-Z]+\d?) (\d+)/(\d+)(!?)(?: \[(.*)\])?")
_PURPOSE = "ID 2/2! [00 01 02 04 05 06 07]"
_PRODUCTS = "ID 2/2 | AN 1/48 | " * 10

SEGMENTS = {
    "BEG": f"{_PURPOSE} | ID 2/2! | AN 1/22! | AN 1/30 | DT 8/8! | AN 1/30 | ID 2/2",
    "BAK": f"{_PURPOSE} | ID 2/2! | AN 1/22! | DT 8/8! | AN 1/30 | AN 1/45 | AN 1/30 | AN 1/30",
    "BCH": f"{_PURPOSE} | ID 2/2! | AN 1/22! | AN 1/30 | AN 1/8 | DT 8/8!",
    "BSN": f"{_PURPOSE} | AN 2/30! | DT 8/8! | TM 4/8! | ID 4/4",
    "BIG": "DT 8/8! | AN 1/22! | DT 8/8 | AN 1/22 | AN 1/30 | AN 1/8 | ID 2/2",
    "CUR": "ID 2/3! | ID 3/3! | R 4/10",
    "N1": "ID 2/3! | AN 1/60 | ID 1/2 | AN 2/80",
    "N2": "AN 1/60! | AN 1/60",
    "N3": "AN 1/55! | AN 1/55",
    "N4": "AN 2/30 | ID 2/2 | ID 3/15 | ID 2/3 | ID 1/2 | AN 1/30",
    "PER": "ID 2/2! | AN 1/60 | ID 2/2 | AN 1/80 | ID 2/2 | AN 1/80 | ID 2/2 | AN 1/80",
    "REF": "ID 2/3! | AN 1/30 | AN 1/80",
    "N9": "ID 2/3! | AN 1/30 | AN 1/45",
    "DTM": "ID 3/3! | DT 8/8 | TM 4/8",
    "MSG": "AN 1/264!",
    "PO1": f"AN 1/20 | R 1/15 | ID 2/2 | R 1/17 | ID 2/2 | {_PRODUCTS}",
    "POC": f"AN 1/20 | ID 2/2! | R 1/15 | R 1/9 | - | R 1/17 | ID 2/2 | {_PRODUCTS}",
    "IT1": f"AN 1/20 | R 1/10 | ID 2/2 | R 1/17 | ID 2/2 | {_PRODUCTS}",
    "ACK": "ID 2/2! | R 1/15 | ID 2/2 | ID 3/3 | DT 8/8 | AN 1/45",
    "PID": "ID 1/1! | ID 2/3 | ID 2/2 | AN 1/12 | AN 1/80",
    "HL": "AN 1/12! | AN 1/12 | ID 1/2! | ID 1/1",
    "LIN": "AN 1/20 | ID 2/2! | AN 1/48!",
    "SN1": "AN 1/20 | R 1/10! | ID 2/2! | R 1/15 | R 1/15 | ID 2/2",
    "PRF": "AN 1/22! | AN 1/30 | AN 1/8 | DT 8/8",
    "MAN": "ID 1/2! | AN 1/48!",
    "SAC": "ID 1/1! [A C N P Q R S] | ID 4/4 | ID 2/2 | AN 1/10 | N2 1/15",
    "ITD": "ID 2/2 | ID 1/2 | R 1/6 | DT 8/8 | N0 1/3 | DT 8/8 | N0 1/3 | N2 1/10",
    "FOB": "ID 2/2! | ID 1/2 | AN 1/80 | ID 2/2 | ID 3/3",
    "TDS": "N2 1/15!",
    "AMT": "ID 1/3! | R 1/18!",
    "CTT": "N0 1/6!",
}
PAIRS = {"N1": [(3, 4)], "PER": [(3, 4), (5, 6)], "PO1": [(6, 7), (8, 9)], "IT1": [(6, 7)]}
NEEDS = {"PO1": [(3, 2), (5, 4)], "IT1": [(5, 4)], "POC": [(7, 6)], "ACK": [(3, 2)]}
ONE_OF = {"N1": (2, 3), "REF": (2, 3), "N9": (2, 3)}
COUNTED = {
    "850": "PO1", "855": "PO1", "856": "HL", "860": "POC", "865": "POC", "810": "IT1"
}  # fmt: skip
OPENINGS = {
    "850": "BEG", "855": "BAK", "856": "BSN", "860": "BCH", "865": "BCA", "810": "BIG"
}  # fmt: skip
LENGTHS = {  # of all elements of a segment, as many as the standard gives it
    "BEG": 12, "BAK": 10, "BCH": 16, "BSN": 7, "N1": 6, "N2": 2, "N3": 2, "N4": 6, "REF": 4,
    "DTM": 6, "PID": 9, "PO1": 25, "CTT": 7, "HL": 4, "LIN": 31, "SN1": 8, "AMT": 3, "N9": 7,
}  # fmt: skip


def facts(segment: str) -> list[Fact | None]:
    """Return the facts of a segment's first elements; None for one that is left alone."""
    return [_fact(cell.strip()) for cell in SEGMENTS.get(segment, "").split("|") if cell.strip()]


def _fact(cell: str) -> Fact | None:
    if cell == "-":
        return None
    match = _FACT.fullmatch(cell)
    assert match, cell
    kind, shortest, longest, mandatory, codes = match.groups()
    return Fact(kind, int(shortest), int(longest), bool(mandatory), tuple((codes or "").split()))
