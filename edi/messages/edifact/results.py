"""What reading a stream gives, in the order of the stream."""

from dataclasses import dataclass
from typing import NamedTuple

from edi.messages import results
from edi.messages.results import Disposition, Unreadable, disposition
from edi.record import Record
from edi.syntax.edifact.header import Address, InterchangeHeader
from edi.syntax.faults import Fault, Position


class MessageType(NamedTuple):
    """What UNH02 says (S009)."""

    message: str  # 0065
    version: str  # 0052
    release: str  # 0054
    agency: str = "UN"  # 0051
    association: str = ""  # 0057


@dataclass(frozen=True, slots=True)
class GroupHeader:
    """What a UNG says."""

    kind: str  # 0038, the type of its messages
    sender: Address  # S006
    recipient: Address  # S007
    control_number: str  # 0048
    agency: str  # 0051
    version: str  # S008
    position: Position


@dataclass(frozen=True, slots=True)
class InterchangeOpened:
    """A UNB was read. Its faults come with the InterchangeResult."""

    header: InterchangeHeader


class MessageResult(results.MessageResult, kw_only=True):
    """One UNH to UNT, in its interchange and, where there are groups, its group."""

    interchange: InterchangeHeader
    group: GroupHeader | None
    type: MessageType


class MessageVerdict(Record):
    """What a CONTRL says of a message."""

    type: MessageType
    control_number: str
    faults: tuple[Fault, ...]

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One UNG to UNE. When its own `faults` refuse it, so are all its messages."""

    interchange: InterchangeHeader
    header: GroupHeader
    verdicts: tuple[MessageVerdict, ...]
    faults: tuple[Fault, ...]

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)


@dataclass(frozen=True, slots=True)
class InterchangeResult:
    """One UNB to UNZ. When its `faults` refuse it, nothing in it counts.

    Apply messages only once this is seen: a wrong trailer refuses all that came before.
    `verdicts` are those of messages outside groups, `groups` those of groups.
    """

    header: InterchangeHeader
    faults: tuple[Fault, ...]
    verdicts: tuple[MessageVerdict, ...]
    groups: tuple[GroupResult, ...] = ()

    @property
    def disposition(self) -> Disposition:
        return disposition(self.faults)

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it holds nothing but CONTRL, which is never acknowledged."""
        every = [*self.verdicts, *(one for group in self.groups for one in group.verdicts)]
        return bool(every) and all(one.type.message == "CONTRL" for one in every)

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether a CONTRL is due: asked for by UNB0031, or something was refused."""
        if self.is_acknowledgement:
            return False
        every = [*self.verdicts, *(one for group in self.groups for one in group.verdicts)]
        refused = Disposition.REJECTED
        return (
            self.header.wants_acknowledgement
            or self.disposition is refused
            or any(group.disposition is refused for group in self.groups)
            or any(one.disposition is refused for one in every)
        )


Result = InterchangeOpened | MessageResult | GroupResult | InterchangeResult | Unreadable
