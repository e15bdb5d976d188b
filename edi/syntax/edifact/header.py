"""The interchange header UNB, with the service string advice UNA before it."""

from dataclasses import dataclass

from edi.syntax.edifact.charsets import CODECS
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Level, Position, Severity

VERSIONS = frozenset("1234")
Elements = list[list[str]]  # components by element; the tag first


@dataclass(frozen=True, slots=True)
class Address:
    """A party of an interchange (S002, S003): its id, the qualifier of that, its routing address."""

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
    if not has_una or version == "4":
        decimals = ".,"
    else:
        decimals = separators.decimals
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
    faults = []
    at = header.position

    def add(code: str, place: tuple[int, int], number: str, said: str, found: str = "") -> None:
        sentence = f"{said} Correct the header and send the interchange again."
        faults.append(
            Fault(
                Level.INTERCHANGE, code, at, sentence, "UNB", place[0], place[1],
                data_element=number, value=found[:99],
            )
        )  # fmt: skip

    if header.level not in CODECS:
        shown = header.level[:20] or "none"
        add("46", (1, 1), "0001", f"The character set (UNB01-1) is “{shown}”, which we do not read: "
            "use UNOA to UNOL, UNOW or UNOY.", header.level)  # fmt: skip
    if header.syntax_version[:1] not in VERSIONS or len(header.syntax_version) > 1:
        shown = header.syntax_version[:20] or "none"
        add("2", (1, 2), "0002", f"The syntax version (UNB01-2) is “{shown}”; it must be 1 to 4.",
            header.syntax_version)  # fmt: skip
    for place, (longest, number, name) in _LENGTHS.items():
        found = value(elements, *place)
        if not found and place in _REQUIRED:
            add("13", place, number, f"The {name} (UNB{place[0]:02}-{place[1]}) is missing.")
        elif len(found) > longest:
            add("39", place, number, f"The {name} (UNB{place[0]:02}-{place[1]}) is “{found[:40]}”: "
                f"too long, at most {longest} characters.", found)  # fmt: skip
    if not _is_moment(header.date, header.time):
        shown = f"{header.date[:20]}:{header.time[:20]}"
        add("12", (4, 1), "0017", f"The date and time (UNB04) are “{shown}”, which is no date "
            "(YYMMDD) and time (HHMM).", shown)  # fmt: skip
    if header.acknowledgement_request not in {"", "0", "1", "2"}:
        found = header.acknowledgement_request
        add("12", (9, 1), "0031", f"The acknowledgement request (UNB09) is “{found[:20]}”; it must "
            "be 1 or absent.", found)  # fmt: skip
    if value(elements, 11) not in {"", "0", "1", "2", "3", "4"}:
        found = value(elements, 11)
        add("12", (11, 1), "0035", f"The test mark (UNB11) is “{found[:20]}”; it must be 1 or "
            "absent.", found)  # fmt: skip
    if len(elements) - 1 > _MOST_ELEMENTS:
        add("16", (_MOST_ELEMENTS + 1, 0), "", "The interchange header (UNB) has too many elements.")
    return faults


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
