"""What reading a stream gives, in the order of the stream."""

from dataclasses import dataclass, field

from edi.messages import results
from edi.messages.results import Disposition, Unreadable, disposition
from edi.record import Record
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.x12.header import InterchangeHeader


@dataclass(frozen=True, slots=True)
class GroupHeader:
    """What a GS says."""

    functional_code: str  # GS01
    sender: str  # GS02
    receiver: str  # GS03
    date: str  # GS04
    time: str  # GS05
    control_number: str  # GS06
    agency: str  # GS07
    version: str  # GS08
    position: Position


@dataclass(frozen=True, slots=True)
class InterchangeOpened:
    """An ISA was read. Its faults come with the InterchangeResult."""

    header: InterchangeHeader


class MessageResult(results.MessageResult, kw_only=True):
    """One ST to SE, in its interchange and group."""

    interchange: InterchangeHeader
    group: GroupHeader


class MessageVerdict(Record):
    """What an acknowledgement says of a message."""

    message: str
    control_number: str
    faults: tuple[Fault, ...]

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One GS to GE. When its own `faults` refuse it, so are all its messages."""

    interchange: InterchangeHeader
    header: GroupHeader
    verdicts: tuple[MessageVerdict, ...]
    included: int  # GE01 as stated; the number received when it is missing or unreadable
    faults: tuple[Fault, ...]

    @property
    def received(self) -> int:
        return len(self.verdicts)

    @property
    def accepted(self) -> int:
        if disposition(self.faults) is Disposition.REJECTED:
            return 0
        return sum(
            not each.faults or each.disposition is not Disposition.REJECTED
            for each in self.verdicts
        )

    @property
    def disposition(self) -> Disposition:
        if disposition(self.faults) is Disposition.REJECTED:
            return Disposition.REJECTED
        if self.accepted < self.received:
            return Disposition.PARTIAL if self.accepted else Disposition.REJECTED
        noted = bool(self.faults) or any(verdict.faults for verdict in self.verdicts)
        return Disposition.ACCEPTED_WITH_ERRORS if noted else Disposition.ACCEPTED

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it holds acknowledgements, which are never acknowledged."""
        return self.header.functional_code == "FA"


@dataclass(frozen=True, slots=True)
class InterchangeNote:
    """An incoming TA1: what the partner says of an interchange of ours."""

    control_number: str  # TA101
    date: str  # TA102
    time: str  # TA103
    disposition: Disposition  # TA104
    code: str  # TA105
    position: Position


@dataclass(frozen=True, slots=True)
class InterchangeResult:
    """One ISA to IEA. When its `faults` refuse it, nothing in it counts.

    Apply messages only once this is seen: a wrong trailer refuses all that came before.
    """

    header: InterchangeHeader
    faults: tuple[Fault, ...]
    groups: int
    notes: tuple[InterchangeNote, ...] = field(default=())

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)

    @property
    def needs_ta1(self) -> bool:
        """Whether a TA1 is due: asked for by ISA14, or refused; never for a TA1 alone."""
        if self.notes and not self.groups:
            return False
        return self.header.acknowledgment_requested or bool(self.faults)


Result = InterchangeOpened | MessageResult | GroupResult | InterchangeResult | Unreadable


def message_codes(faults: tuple[Fault, ...]) -> tuple[str, ...]:
    """Return AK502 and following: codes of the message, and 5 for faults in its segments."""
    found = {fault.code for fault in faults if fault.level is Level.MESSAGE}
    if any(fault.level in {Level.SEGMENT, Level.ELEMENT} for fault in faults):
        found.add("5")
    return tuple(sorted(found, key=int))[:5]
