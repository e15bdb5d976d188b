"""What all written messages share: parties, references, dates, amounts, and the final check.

A written message is run against its own table and read back before it leaves: what X12 cannot
carry where it must is refused with segment and element, what it has no place for is listed in
`left_out`. Nothing is cut or dropped silently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from edi.canonical.documents import Document
from edi.canonical.measures import Moment, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.messages.comparing import left_out
from edi.messages.guides import Guide
from edi.messages.x12 import codes, guiding
from edi.messages.x12.codes import CodeList
from edi.messages.x12.messages import read_back
from edi.messages.x12.units import unit_code
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import NotWritableError, WrittenSegment, close_message, join_segment

_PAIRS = 2  # N2 and N3 may stand twice, with two texts each
_MOST_PRODUCTS = 10
_MOST_CHANNELS = 3
_REGION = 2
_MOST_DIGITS = 20
_NOTE = ("N9", "L1", "", "Notes")


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A message, ST to SE, for a group of kind `group` (GS01); `message` is ST01.

    `left_out` lists what the document says and X12 has no place for, as paths of the document:
    `parties[0].identifiers[1]`.
    """

    segments: tuple[WrittenSegment, ...]
    message: str
    group: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """In which version, with which separators and to whose guide a message is written."""

    version: str = "004010"
    delimiters: Delimiters = DEFAULT
    guide: Guide | None = None


def checked_message(
    message: str,
    control_number: str,
    body: Sequence[WrittenSegment],
    document: Document,
    style: Style,
) -> WrittenMessage:
    """Put ST and SE around a body that keeps to its table; NotWritableError if it does not."""
    whole = guiding.completed(body, style.guide)
    segments = [join_segment(segment, style.delimiters) for segment in whole]
    reading = read_back(message, style.version, style.delimiters, segments, style.guide)
    errors = [fault for fault in reading.faults if fault.severity is Severity.ERROR]
    if errors:
        raise NotWritableError(errors)
    return WrittenMessage(
        tuple(close_message(message, control_number, guiding.mapped_out(whole, style.guide))),
        message,
        reading.group,
        left_out(document, reading.document),
    )


def unsayable(sentence: str, segment_id: str, element: int, value: str) -> NotWritableError:
    """Return the refusal of a value that no element of X12 can hold."""
    fault = Fault(Level.ELEMENT, "7", Position(0), sentence, segment_id, element, value=value[:99])
    return NotWritableError([fault])


def required(names: CodeList, name: str, segment_id: str, element: int) -> str:
    """Return the code of a name that has to be said."""
    code = names.code(name)
    if not code:
        sentence = f"X12 has no code for “{name}”. Choose another for this partner."
        raise unsayable(sentence, segment_id, element, name)
    return code


def number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"


def cents(amount: Decimal, segment_id: str, element: int) -> str:
    """Write an amount with two implied decimals (type N2): 1.50 is 150."""
    is_sane = amount.is_finite() and abs(amount.adjusted()) < _MOST_DIGITS
    whole = amount.scaleb(2) if is_sane else amount
    if not is_sane or whole != whole.to_integral_value():
        shown = str(amount)[:99]
        sentence = f"“{shown}” is no amount in whole cents, which {segment_id} needs. Round it."
        raise unsayable(sentence, segment_id, element, shown)
    return f"{whole:.0f}"


def day(on: date) -> str:
    return f"{on.year:04}{on:%m%d}"  # %Y has no leading zeros


def clock(at: time | None) -> str:
    if at is None:
        return ""
    if at.microsecond:
        return f"{at:%H%M%S}{at.microsecond // 10_000:02}"
    return f"{at:%H%M%S}" if at.second else f"{at:%H%M}"


def unit(measure: Unit | None, segment_id: str, element: int) -> str:
    if measure is None:
        return ""
    code = unit_code(measure)
    if not code:
        sentence = (
            f"X12 has no code for the unit “{measure.code}”. Use another unit for this partner."
        )
        raise unsayable(sentence, segment_id, element, measure.code)
    return code


def currency(code: str) -> Iterator[WrittenSegment]:
    if code:
        yield ("CUR", "BY", code)


def references(given: Sequence[Reference]) -> Iterator[WrittenSegment]:
    for reference in given:
        kind = codes.REFERENCE_KINDS.code(reference.kind)
        if kind and (reference.value or reference.description):
            yield ("REF", kind, reference.value, reference.description)


def moments(
    given: Sequence[Moment], kinds: CodeList = codes.DATE_KINDS
) -> Iterator[WrittenSegment]:
    for moment in given:
        kind = kinds.code(moment.kind)
        if kind:
            yield ("DTM", kind, day(moment.date), clock(moment.time))


def contacts(given: Sequence[Contact]) -> Iterator[WrittenSegment]:
    for contact in given:
        role = codes.CONTACT_ROLES.code(contact.role)
        channels = [
            (kind, channel.value)
            for channel in contact.channels
            if (kind := codes.CHANNELS.code(channel.kind))
        ]
        if role:
            pairs = [text for pair in channels[:_MOST_CHANNELS] for text in pair]
            yield ("PER", role, contact.name, *pairs)


def notes(given: Sequence[str], style: Style) -> Iterator[WrittenSegment]:
    """Write the notes of a heading, in an N9 loop."""
    if given:
        yield _NOTE
        yield from texts(given, style)


def texts(given: Sequence[str], style: Style) -> Iterator[WrittenSegment]:
    for note in given:
        yield ("MSG", note) if style.version == "004010" else ("MTX", "", note)


def parties(given: Sequence[Party]) -> Iterator[WrittenSegment]:
    for party in given:
        role = codes.PARTY_ROLES.code(party.role)
        identifier = _identifier(party)
        if not role or not (party.name or identifier):
            continue
        yield ("N1", role, party.name, *identifier)
        yield from _pairs("N2", party.more_names)
        yield from _pairs("N3", party.address.street)
        yield from _place(party)
        yield from references(party.references)
        for number_ in party.tax_ids:
            kind = _TAXPAYER_KINDS.get(number_.scheme)
            if kind:
                yield ("REF", kind, number_.value)
        yield from contacts(party.contacts)


def _place(party: Party) -> Iterator[WrittenSegment]:
    place = party.address
    region = place.region if len(place.region) == _REGION else ""
    where = (place.city, region, place.postal_code, place.country)
    if any(where):
        yield ("N4", *where)


def products(given: Sequence[Identifier], most: int = _MOST_PRODUCTS) -> list[str]:
    """Return qualifiers (235) and ids (234), one after the other."""
    sayable = [
        (scheme, product.value)
        for product in given
        if (scheme := codes.PRODUCT_SCHEMES.code(product.scheme))
    ]
    return [text for pair in sayable[:most] for text in pair]


def descriptions(given: Sequence[str]) -> Iterator[WrittenSegment]:
    for description in given:
        yield ("PID", "F", "", "", "", description)


def _identifier(party: Party) -> tuple[str, ...]:
    """Return the first identifier that X12 has a qualifier for; N1 holds no second one."""
    for identifier in party.identifiers:
        scheme = codes.PARTY_SCHEMES.code(identifier.scheme)
        if scheme:
            return scheme, identifier.value
    return ()


def _pairs(segment_id: str, given: Sequence[str]) -> Iterator[WrittenSegment]:
    for at in range(0, min(len(given), _PAIRS * 2), 2):
        yield (segment_id, *given[at : at + 2])


_TAXPAYER_KINDS = {scheme: code for code, scheme in codes.TAXPAYER_NUMBERS.items()}
