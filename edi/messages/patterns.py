"""One regular expression per segment: it matches exactly the segments without a fault.

Everything the table says is in it: presence, types, lengths, codes, components, repetitions and
relational conditions. Its groups are the elements, None where empty. Conditions are conditional
groups after the end: `P0304` is `(?(3)(?(4)|(?!))|(?(4)(?!)))`. Values are possessive, so a segment
of any length fails in linear time. What may follow or not is `(?:...|)`, which runs a third faster
than `(?:...)?+`.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from edi.messages.tables import Composite, Condition, DataElement, Element, Segment
from edi.syntax.x12.delimiters import Delimiters

_LEAP = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)0229"
_DATE = (
    r"(?!0000)(?:\d{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|1\d|2[0-8]))|" + _LEAP + ")"
)
USUAL_DATE = (
    r"(?:(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])"
    r"|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)|20(?:[02468][048]|[13579][26])0229)"
)
"""Dates of two centuries, which run faster than all there are; some of those are left out."""
_TIME = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d{0,2}+)?+"
_FAIL = "(?!)"


@lru_cache(maxsize=4096)
def segment_pattern(segment: Segment, delimiters: Delimiters) -> re.Pattern[str]:
    """Compile the pattern for whole segments with their terminator, if they have one."""
    end = ends(delimiters)
    if segment.is_open:
        anything = f"(?:{re.escape(delimiters.element)}[^{re.escape(delimiters.segment)}]*+|)"
        return re.compile(re.escape(segment.id) + anything + end)
    separator = re.escape(delimiters.element)
    places = _places(segment.elements, separator, lambda e: element_pattern(e, delimiters))
    notes = "".join(map(_condition, segment.conditions))
    return re.compile(re.escape(segment.id) + places + end + notes, re.ASCII)


def terminator(delimiters: Delimiters) -> str:
    """Match the end of a segment and the line ends that make a file readable."""
    line_ends = "\r\n".replace(delimiters.segment, "")
    return f"{re.escape(delimiters.segment)}[{line_ends}]*+"


def ends(delimiters: Delimiters) -> str:
    return rf"(?:{terminator(delimiters)}|\Z)"


@lru_cache(maxsize=4096)
def data_pattern(data: DataElement, delimiters: Delimiters) -> re.Pattern[str]:
    """Compile the pattern for one value of a data element."""
    return re.compile(_data(data, delimiters), re.ASCII)


def element_pattern(element: Element, delimiters: Delimiters) -> str:
    data = element.data
    one = _composite(data, delimiters) if isinstance(data, Composite) else _data(data, delimiters)
    if element.repeats > 1 and delimiters.repetition:
        again = re.escape(delimiters.repetition)
        return f"{one}(?:{again}{one}){{0,{element.repeats - 1}}}+"
    return one


def _places(
    elements: tuple[Element, ...], separator: str, pattern: Callable[[Element], str]
) -> str:
    text, depth = "", 0
    last_mandatory = max((at for at, e in enumerate(elements, 1) if e.is_mandatory), default=0)
    for at, element in enumerate(elements, 1):
        value = f"({pattern(element)})" if element.is_mandatory else f"(?:({pattern(element)})|)"
        if at > last_mandatory:
            text += "(?:"
            depth += 1
        text += separator + value
    return text + "|)" * depth


def _composite(data: Composite, delimiters: Delimiters) -> str:
    """Match a composite's shape; its inner conditions are left to the diagnosis of components."""
    text, depth = "", 0
    separator = re.escape(delimiters.component)
    mandatory = [at for at, e in enumerate(data.components) if e.is_mandatory]
    for at, component in enumerate(data.components):
        value = f"(?:{element_pattern(component, delimiters)})"
        value += "" if component.is_mandatory else "?+"
        if at > max(mandatory, default=0):
            text += "(?:"
            depth += 1
        text += (separator if at else "") + value
    return "(?=.)" + text + ")?+" * depth


def _data(data: DataElement, delimiters: Delimiters) -> str:
    low, high = data.shortest, data.longest
    end = f"(?![^{_closed(delimiters)}])"
    if data.codes:
        return "(?:" + "|".join(sorted(map(re.escape, data.codes))) + ")" + end
    match data.type:
        case "DT":
            return _DATE
        case "TM":
            return _TIME
        case "N0" | "N2":
            return rf"-?+\d{{{low},{high}}}+"
        case "R":
            return _decimal(low, high, end)
    not_blank = rf"(?! +(?:[{_closed(delimiters)}]|\Z))"
    return rf"{not_blank}[^{foreign(delimiters)}]{{{low},{high}}}+"


def _decimal(low: int, high: int, end: str) -> str:
    """Match a decimal of `low` to `high` digits. First in a form that most have and runs faster."""
    sized = rf"(?=-?+(?:\.?\d){{{low},{high}}}+\.?{end})"
    full = rf"{sized}-?+(?:\d++(?:\.\d*+)?+|\.\d++)"
    places = min(6, high - 1)
    if low > 1 or not places:
        return full
    return rf"(?>\d{{1,{high - places}}}+(?:\.\d{{1,{places}}}+|){end}|{full})"


def _closed(delimiters: Delimiters) -> str:
    return re.escape(delimiters.all())


def foreign(delimiters: Delimiters) -> str:
    """Return what no text may hold, for a character class."""
    return _closed(delimiters) + r"\x00-\x1f\x7f-\x9f"


def printable(without: str) -> str:
    """Match a printable character of ASCII but these, a third faster than what none may be."""
    known = [code for code in range(ord(" "), ord("~") + 1) if chr(code) not in without]
    runs = groupby(enumerate(known), key=lambda each: each[1] - each[0])
    spans = [[code for _, code in run] for _, run in runs]
    return "[" + "".join(f"\\x{span[0]:02x}-\\x{span[-1]:02x}" for span in spans) + "]"


def _condition(condition: Condition) -> str:
    first, *others = condition.positions
    match condition.kind:
        case "P":
            present = _all(others)
            return f"(?({first}){present}|{_none(others)})"
        case "R":
            return _any([first, *others])
        case "E":
            return _at_most_one([first, *others])
        case "C":
            return f"(?({first}){_all(others)})"
        case "L":
            return f"(?({first}){_any(others)})"


def _all(positions: list[int]) -> str:
    return "".join(f"(?({position})|{_FAIL})" for position in positions)


def _none(positions: list[int]) -> str:
    return "".join(f"(?({position}){_FAIL})" for position in positions)


def _any(positions: list[int]) -> str:
    text = _FAIL
    for position in reversed(positions):
        text = f"(?({position})|{text})"
    return text


def _at_most_one(positions: list[int]) -> str:
    text = ""
    for at in range(len(positions) - 1):
        text += f"(?({positions[at]}){_none(positions[at + 1 :])})"
    return text
