"""The interchange header UNB, with the service string advice UNA before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from edi.syntax.edifact.charsets import CODECS
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Level, Position, Severity

VERSIONS = frozenset("1234")
Elements = list[list[str]]  # components by element; the tag first


@dataclass(frozen=True, slots=True)
class Address:
    """A party of an interchange (S002, S003): its id, the qualifier of that, its routing."""

    id: str
    qualifier: str = ""
    routing: str = ""


@dataclass(frozen=True, slots=True)
class InterchangeHeader:
    """What a UNB says; everything as it stands."""

    level: str  # 0001, such as UNOC
    syntax_version: str  # 0002
    sender: Address
    recipient: Address
    date: str  # 0017, YYMMDD, or CCYYMMDD in version 4
    time: str  # 0019, HHMM
    control_number: str  # 0020
    separators: Separators
    position: Position
    application: str = ""  # 0026
    priority: str = ""  # 0029
    acknowledgement_request: str = ""  # 0031: 1 wanted, 2 wanted for errors only (version 4)
    agreement: str = ""  # 0032
    is_test: bool = False  # 0035
    password: tuple[str, str] = ("", "")  # S005

    @property
    def wants_acknowledgement(self) -> bool:
        return self.acknowledgement_request == "1"


def value(elements: Elements, at: int, component: int = 1) -> str:
    """Return a component of a service segment by position from 1, empty when it is not there."""
    if at >= len(elements) or component > len(elements[at]):
        return ""
    return elements[at][component - 1].strip()


def read_header(
    elements: Elements, separators: Separators, position: Position, *, has_una: bool
) -> tuple[InterchangeHeader, list[Fault]]:
    """Read a UNB already split; the second of the pair lists what is wrong with it."""
    version = value(elements, 1, 2)
    names_decimal = has_una and version != "4"
    decimals = separators.decimals if names_decimal else ".,"
    decimals = "".join(mark for mark in decimals if mark not in separators.all())
    header = InterchangeHeader(
        level=value(elements, 1),
        syntax_version=version,
        sender=_address(elements, 2),
        recipient=_address(elements, 3),
        date=value(elements, 4),
        time=value(elements, 4, 2),
        control_number=value(elements, 5),
        separators=Separators(
            separators.component,
            separators.element,
            separators.release,
            separators.terminator,
            decimals,
        ),
        position=position,
        application=value(elements, 7),
        priority=value(elements, 8),
        acknowledgement_request=value(elements, 9),
        agreement=value(elements, 10),
        is_test=value(elements, 11) == "1",
        password=(value(elements, 6), value(elements, 6, 2)),
    )
    return header, list(_check(header, elements))


def _address(elements: Elements, at: int) -> Address:
    return Address(value(elements, at), value(elements, at, 2), value(elements, at, 3))


_MOST_ELEMENTS = 11
_LENGTHS = {
    (2, 1): (35, "0004", "sender"),
    (2, 2): (4, "0007", "qualifier of the sender"),
    (2, 3): (14, "0008", "address of the sender"),
    (3, 1): (35, "0010", "recipient"),
    (3, 2): (4, "0007", "qualifier of the recipient"),
    (3, 3): (14, "0014", "address of the recipient"),
    (5, 1): (14, "0020", "interchange reference"),
    (6, 1): (14, "0022", "password"),
    (6, 2): (2, "0025", "qualifier of the password"),
    (7, 1): (14, "0026", "application reference"),
    (8, 1): (1, "0029", "priority"),
    (9, 1): (1, "0031", "acknowledgement request"),
    (10, 1): (35, "0032", "agreement"),
    (11, 1): (1, "0035", "test mark"),
}
_REQUIRED = {(2, 1), (3, 1), (5, 1)}


def _check(header: InterchangeHeader, elements: Elements) -> list[Fault]:
    """List what is wrong with the elements of a UNB, in their order."""
    faults = [*_check_syntax(header), *_check_lengths(header, elements)]
    at = header.position
    if not _is_moment(header.date, header.time):
        shown = f"{header.date[:20]}:{header.time[:20]}"
        said = (
            f"The date and time (UNB04) are “{shown}”, which is no date (YYMMDD) and time (HHMM)."
        )
        faults.append(_fault("12", at, (4, 1), "0017", said, shown))
    for element, number, name, allowed in _MARKS:
        found = value(elements, element)
        if found and found not in allowed:
            said = f"The {name} (UNB{element:02}) is “{found[:20]}”; it must be 1 or absent."
            faults.append(_fault("12", at, (element, 1), number, said, found))
    if len(elements) - 1 > _MOST_ELEMENTS:
        said = "The interchange header (UNB) has too many elements."
        faults.append(_fault("16", at, (_MOST_ELEMENTS + 1, 0), "", said))
    return faults


_MARKS = ((9, "0031", "acknowledgement request", "012"), (11, "0035", "test mark", "01234"))


def _check_syntax(header: InterchangeHeader) -> Iterator[Fault]:
    at = header.position
    if header.level not in CODECS:
        shown = header.level[:20] or "none"
        said = (
            f"The character set (UNB01-1) is “{shown}”, which we do not read: use UNOA to UNOL, "
            "UNOW or UNOY."
        )
        yield _fault("46", at, (1, 1), "0001", said, header.level)
    if header.syntax_version not in VERSIONS:
        shown = header.syntax_version[:20] or "none"
        said = f"The syntax version (UNB01-2) is “{shown}”; it must be 1 to 4."
        yield _fault("2", at, (1, 2), "0002", said, header.syntax_version)


def _check_lengths(header: InterchangeHeader, elements: Elements) -> Iterator[Fault]:
    at = header.position
    for place, (longest, number, name) in _LENGTHS.items():
        found, label = value(elements, *place), f"UNB{place[0]:02}-{place[1]}"
        if not found and place in _REQUIRED:
            yield _fault("13", at, place, number, f"The {name} ({label}) is missing.")
        elif len(found) > longest:
            said = (
                f"The {name} ({label}) is “{found[:40]}”: too long, at most {longest} characters."
            )
            yield _fault("39", at, place, number, said, found)


def _fault(
    code: str, at: Position, place: tuple[int, int], number: str, said: str, found: str = ""
) -> Fault:
    return Fault(
        Level.INTERCHANGE,
        code,
        at,
        f"{said} Correct the header and send the interchange again.",
        "UNB",
        place[0],
        place[1],
        data_element=number,
        value=found[:99],
    )


_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _is_moment(day: str, clock: str) -> bool:
    """Whether these are YYMMDD or CCYYMMDD and HHMM."""
    digits = day.isascii() and day.isdigit() and clock.isascii() and clock.isdigit()
    if not digits or len(day) not in {6, 8} or len(clock) != 4:  # noqa: PLR2004
        return False
    month, in_month = int(day[-4:-2]), int(day[-2:])
    return (
        1 <= month <= 12  # noqa: PLR2004
        and 1 <= in_month <= _MONTH_LENGTHS[month - 1]
        and clock < "2400"
        and clock[2:] < "60"
    )


def interchange_fault(
    code: str, at: Position, sentence: str, *, segment: str = "", element: int = 0, found: str = "",
    severity: Severity = Severity.ERROR,
) -> Fault:  # fmt: skip
    return Fault(
        Level.INTERCHANGE, code, at, sentence, segment, element, value=found[:99], severity=severity
    )
