"""The first reading of an interchange: what is right and wrong with it, before anything is done."""

import dataclasses
from dataclasses import dataclass
from typing import BinaryIO

from edi.messages.results import Disposition, Unreadable
from edi.messages.x12.reading import read_interchanges
from edi.messages.x12.results import (
    GroupResult,
    InterchangeOpened,
    InterchangeResult,
)
from edi.syntax.faults import Fault, Level

SEVERAL = (
    "The file holds several interchanges; none of them was taken in. Send one interchange per"
    " request."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the interchange deserves as a whole and per group.

    The documents inside are not kept: an interchange of 10 MB would fill memory with them.
    """

    interchange: InterchangeResult
    groups: tuple[GroupResult, ...]

    @property
    def is_refused(self) -> bool:
        return self.interchange.disposition is Disposition.REJECTED

    def counts(self, group_number: str) -> bool:
        """Return whether messages of this group may be applied at all."""
        return not self.is_refused and any(
            group.header.control_number == group_number and group.accepted for group in self.groups
        )

    @property
    def rejected(self) -> int:
        """How many messages are refused."""
        return sum(group.received - group.accepted for group in self.groups)

    @property
    def accepted(self) -> int:
        return 0 if self.is_refused else sum(group.accepted for group in self.groups)


def read_verdict(stream: BinaryIO) -> Verdict:
    """Read the stream to its end.

    Raises:
        NotReadableError: it does not start with an interchange.
    """
    groups: list[GroupResult] = []
    first: InterchangeResult | None = None
    opened = 0
    beside: list[Fault] = []
    for result in read_interchanges(stream):
        match result:
            case InterchangeOpened():
                opened += 1
            case GroupResult() if opened == 1:
                groups.append(result)
            case InterchangeResult() if first is None:
                first = result
            case Unreadable():
                beside.append(result.fault)
    assert first is not None  # noqa: S101 - the reader closes what it opened
    if opened > 1:
        beside.append(
            Fault(Level.INTERCHANGE, "022", first.header.position, SEVERAL, segment_id="ISA")
        )
    whole = dataclasses.replace(first, faults=(*first.faults, *beside[:20]))
    return Verdict(whole, tuple(groups))
