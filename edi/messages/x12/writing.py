"""What all written messages share: parties, references, dates, amounts, and the final check.

A written message is run against its own table before it leaves: what X12 cannot carry is refused
with segment and element, never cut or dropped.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal

from edi.canonical.measures import Moment, Unit
from edi.canonical.parties import Contact, Identifier, Party, Reference
from edi.messages.x12 import codes
from edi.messages.x12.messages import check_only
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.delimiters import DEFAULT, Delimiters
from edi.syntax.x12.writer import NotWritableError, WrittenSegment, close_message, join_segment

_MOST_FAULTS = 100


def checked_message(
    message: str,
    version: str,
    control_number: str,
    body: Sequence[WrittenSegment],
    delimiters: Delimiters = DEFAULT,
) -> list[WrittenSegment]:
    """Put ST and SE around a body that keeps to its table; NotWritableError if it does not."""
    run = check_only(message, version, delimiters)
    if run is None:
        raise ValueError(f"no table for {message} in {version}")
    end = delimiters.segment
    text = "".join([join_segment(segment, delimiters) + end for segment in body])
    faults = run.check(text, None, lambda at: _written(text.count(end, 0, at)), _MOST_FAULTS).faults
    if faults:
        raise NotWritableError(faults)
    return close_message(message, control_number, body)


def _written(before: int) -> Position:
    return Position(0, in_message=before + 2)


def unsayable(sentence: str, segment_id: str, element: int, value: str) -> NotWritableError:
    """Return the refusal of a value that no element of X12 can hold."""
    fault = Fault(Level.ELEMENT, "7", Position(0), sentence, segment_id, element, value=value[:99])
    return NotWritableError([fault])


def number(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"


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
    code = codes.unit_code(measure)
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
        yield ("REF", kind, reference.value, reference.description)


def moments(given: Sequence[Moment]) -> Iterator[WrittenSegment]:
    for moment in given:
        yield ("DTM", codes.DATE_KINDS.code(moment.kind), day(moment.date), clock(moment.time))


def contacts(given: Sequence[Contact]) -> Iterator[WrittenSegment]:
    for contact in given:
        channels = [
            text
            for channel in contact.channels
            for text in (codes.CHANNELS.code(channel.kind), channel.value)
        ]
        yield ("PER", codes.CONTACT_ROLES.code(contact.role), contact.name, *channels)


def parties(given: Sequence[Party]) -> Iterator[WrittenSegment]:
    for party in given:
        yield ("N1", codes.PARTY_ROLES.code(party.role), party.name, *_identifier(party))
        yield from _pairs("N2", party.more_names)
        yield from _pairs("N3", party.address.street)
        place = party.address
        where = (place.city, place.region, place.postal_code, place.country)
        if any(where):
            yield ("N4", *where)
        yield from references(party.references)
        yield from contacts(party.contacts)


def products(given: Sequence[Identifier]) -> list[str]:
    """Return qualifiers (235) and ids (234), one after the other."""
    return [
        text
        for product in given
        for text in (codes.PRODUCT_SCHEMES.code(product.scheme), product.value)
    ]


def _identifier(party: Party) -> tuple[str, ...]:
    if len(party.identifiers) > 1:
        sentence = (
            f"The party “{party.name}” has {len(party.identifiers)} identifiers; X12 carries one. "
            "Choose the one this partner knows."
        )
        raise unsayable(sentence, "N1", 4, party.identifiers[1].value)
    return tuple(
        text
        for identifier in party.identifiers
        for text in (codes.PARTY_SCHEMES.code(identifier.scheme), identifier.value)
    )


def _pairs(segment_id: str, texts: Sequence[str]) -> Iterator[WrittenSegment]:
    for at in range(0, len(texts), 2):
        yield (segment_id, *texts[at : at + 2])
