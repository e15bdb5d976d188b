"""X12 and EDIFACT: which data elements say who, what and where."""

from collections.abc import Iterator
from typing import BinaryIO

from edi.messages.formats.syntaxes import Syntax
from edi.messages.tables import DataElement, Segment
from edi.tools.anonymising.pseudonyms import Pseudonyms
from edi.tools.segments import Parts, Piece, pieces
from edi.tools.walking import Walk, described

_LONGEST_CODE = 3
_X12_AMOUNTS = {"212", "362", "389", "610", "782"}
_X12_NAMING_CODES = {"116", "140"}  # postal code, carrier
_X12_KEPT = {  # texts that say nothing of anybody: control and line numbers, versions, goods, dates
    "22", "103", "209", "327", "329", "350", "447", "480", "628", "734", "751", "754", "799", "956",
    "1096", "1251", "1301",
}  # fmt: skip
_EDIFACT_AMOUNTS = {"5004", "5118"}
_EDIFACT_KEPT = {
    "1050", "1056", "1060", "1082", "1131", "1156", "1229", "2380", "4441", "5273", "5278", "5279",
    "5286", "5289", "6060", "6154", "6155", "6314", "7037", "7065", "7088", "7164", "7166", "7419",
    "8066", "8155", "8158", "8179", "8246", "8351", "9321",
}  # fmt: skip
_EDIFACT_NAMES = {  # said also where they are as short as codes
    "1004", "1154", "1366", "3036", "3039", "3042", "3124", "3127", "3128", "3148", "3164", "3192",
    "3194", "3251", "3412", "3413", "4440", "7008", "7140", "7402", "8212", "8213",
}  # fmt: skip
_PLACES: dict[str, dict[int, set[int]]] = {  # of segments that are in no table: element, components
    "ISA": {2: {1}, 4: {1}, 6: {1}, 8: {1}},
    "IEA": {},
    "TA1": {},
    "GS": {2: {1}, 3: {1}},
    "UNB": {2: {1, 3}, 3: {1, 3}, 6: {1}, 10: {1}},
    "UNG": {2: {1}, 3: {1}, 8: {1}},
    "UNE": {},
    "UNZ": {},
}
_SERVICE = "00"  # data elements of ISO 9735 itself
_SERVICE_NAMES = {"0004", "0008", "0010", "0014", "0040", "0044", "0068"}


def rewritten_segments(
    stream: BinaryIO, syntax: Syntax, charset: str, pseudonyms: Pseudonyms
) -> Iterator[bytes]:
    """Yield the segments of a stream with pseudonyms for what names somebody or something."""
    walk = Walk(syntax)
    for piece in pieces(stream, syntax, charset):
        if not piece.text or piece.text.startswith("UNA"):
            yield piece.as_is()
            continue
        segment, _ = walk.step(piece)
        yield piece.with_parts(_rewritten(piece, segment, syntax, pseudonyms))


def segment_values(stream: BinaryIO, syntax: Syntax, charset: str) -> Iterator[str]:
    """Yield every value of a stream."""
    for piece in pieces(stream, syntax, charset):
        for element in piece.parts()[1:]:
            for turn in element:
                yield from (value.strip() for value in turn)


def _rewritten(
    piece: Piece, segment: Segment | None, syntax: Syntax, pseudonyms: Pseudonyms
) -> Parts:
    parts = piece.parts()
    places = _PLACES.get(piece.id)
    for at, element in enumerate(parts[1:], 1):
        known = segment.elements[at - 1] if segment and at <= len(segment.elements) else None
        for turn in element:
            for of, value in enumerate(turn, 1):
                if places is not None:
                    turn[of - 1] = _in_place(value, places.get(at, set()), of, pseudonyms)
                else:
                    data, _ = described(known, of)
                    turn[of - 1] = _value(value, data, syntax, pseudonyms)
    return parts


def _in_place(value: str, components: set[int], component: int, pseudonyms: Pseudonyms) -> str:
    return pseudonyms.text(value) if component in components else value


def _value(value: str, data: DataElement | None, syntax: Syntax, pseudonyms: Pseudonyms) -> str:
    if data is None:
        return value if len(value) <= _LONGEST_CODE else pseudonyms.text(value)
    is_x12 = syntax is Syntax.X12
    if data.number in (_X12_AMOUNTS if is_x12 else _EDIFACT_AMOUNTS):
        return pseudonyms.amount(value)
    is_named = _x12_names(data) if is_x12 else _edifact_names(data, value)
    return pseudonyms.text(value) if is_named else value


def _x12_names(data: DataElement) -> bool:
    if data.type == "ID":
        return data.number in _X12_NAMING_CODES
    return data.type == "AN" and data.number not in _X12_KEPT


def _edifact_names(data: DataElement, value: str) -> bool:
    if data.number.startswith(_SERVICE):
        return data.number in _SERVICE_NAMES
    if data.type != "AN" or data.number in _EDIFACT_KEPT or data.codes:
        return False
    is_text = data.longest > _LONGEST_CODE and len(value) > _LONGEST_CODE
    return is_text or data.number in _EDIFACT_NAMES
