"""The way in: a binary stream to results, in the order of the stream and in flat memory."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from edi.messages.checking import Checker
from edi.messages.guides import Guide
from edi.messages.results import Disposition, Unreadable, disposition
from edi.messages.x12 import envelope
from edi.messages.x12.catalogue import GROUPS, VERSIONS, grammar
from edi.messages.x12.messages import Reading, checker, read_message
from edi.messages.x12.results import (
    GroupHeader,
    GroupResult,
    InterchangeNote,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    MessageVerdict,
    Result,
)
from edi.syntax.faults import Fault, Level, Position
from edi.syntax.limits import Limits
from edi.syntax.x12.blocks import Block, BlockReader, Body, Control, Header, Junk

_VERSION = len("004010")
_NOTES = {"A": Disposition.ACCEPTED, "E": Disposition.ACCEPTED_WITH_ERRORS}


def read_interchanges(
    stream: BinaryIO,
    *,
    charset: str = "utf-8",
    limits: Limits | None = None,
    guides: Sequence[Guide] = (),
) -> Iterator[Result]:
    """Read every interchange of a binary stream.

    For each: InterchangeOpened; per group (GS) its MessageResults, then its GroupResult; at the
    end InterchangeResult. What belongs to no interchange comes as Unreadable. `charset` is any
    that keeps ASCII bytes (`utf-8`, `latin-1`, `cp1252`); characters that are not in it are faults
    of their element (AK403 6).

    `guides` are the partner's own rules for messages; one that names a place its message does not
    have raises GuideError when the first such message comes.

    Raises NotReadableError, before the first result, when the stream does not start with an X12
    interchange. Nothing else is raised for any bytes.
    """
    known = limits or Limits()
    return iter(_Reader(BlockReader(stream, known), charset, known, guides))


class _GiveUpError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Message:
    """An ST whose SE has not come yet."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.position = envelope.position(control, in_message=1)
        self.type = envelope.value(control, 1)
        self.number = envelope.value(control, 2)
        self.bodies: list[Body] = []
        self.body_count = 0  # segments
        self.is_cut = False  # it is longer than the limit

    def add(self, body: Body) -> None:
        self.bodies.append(body)
        self.body_count += body.segments
        self.is_cut = self.is_cut or bool(body.segments and not body.text)


class _Group:
    """A GS whose GE has not come yet."""

    def __init__(self, header: GroupHeader, faults: list[Fault]) -> None:
        self.header = header
        self.faults = faults
        self.verdicts: list[MessageVerdict] = []
        self.unfinished = 0
        self.numbers: set[str] = set()
        self.version = header.version[:_VERSION]
        self.checkers: dict[str, Checker[Any] | None] = {}


class _Interchange:
    """An ISA whose IEA has not come yet."""

    def __init__(self, opened: Header) -> None:
        self.header = opened.header
        self.faults = list(opened.faults)
        self.groups = 0
        self.strays = self.refused = 0
        self.numbers: set[str] = set()
        self.notes: list[InterchangeNote] = []
        self.end = opened.header.position


class _Reader:
    def __init__(
        self, blocks: BlockReader, charset: str, limits: Limits, guides: Sequence[Guide]
    ) -> None:
        self._blocks = blocks
        self._charset = charset
        self._limits = limits
        self._guides = {guide.message: guide for guide in guides}
        self._count = 0
        self._interchange: _Interchange | None = None
        self._group: _Group | None = None
        self._message: _Message | None = None
        self._results: list[Result] = []  # read, and not yet handed on
        self._handlers: dict[str, Callable[[_Interchange, Control, Position], None]] = {
            "GS": self._gs,
            "ST": self._st,
            "SE": self._se,
            "GE": self._ge,
            "IEA": self._iea,
            "TA1": self._ta1,
        }

    def __iter__(self) -> Iterator[Result]:
        results = self._results
        try:
            for block in self._blocks:
                self._block(block)
                if results:
                    yield from results
                    results.clear()
            self._close_interchange(None)
        except _GiveUpError as end:
            self._close_interchange(None)
            results.append(Unreadable(end.fault))
        yield from results

    def _block(self, block: Block) -> None:
        interchange = self._interchange
        if interchange and isinstance(block, Control):
            interchange.end = at = envelope.position(block)
            self._handlers[block.elements[0]](interchange, block, at)
        elif interchange and isinstance(block, Body):
            self._body(interchange, block)
        elif isinstance(block, Junk):
            self._close_interchange(None)
            self._results.append(Unreadable(block.fault))
        elif isinstance(block, Header):
            self._close_interchange(None)
            self._open_interchange(block)

    def _open_interchange(self, header: Header) -> None:
        self._count += 1
        if self._count > self._limits.interchanges:
            raise _GiveUpError(envelope.too_many("interchanges", header.header.position))
        self._interchange = _Interchange(header)
        self._results.append(InterchangeOpened(header.header))

    def _body(self, interchange: _Interchange, body: Body) -> None:
        if self._message:
            self._message.add(body)
            return
        at = Position(body.offset(), body.ordinal)
        shown = body.text.lstrip("\r\n").partition(self._blocks.delimiters.element)[0]
        self._stray(
            interchange, shown, at, "between messages" if self._group else "outside a group"
        )

    def _gs(self, interchange: _Interchange, control: Control, at: Position) -> None:
        self._close_group(None, at)
        interchange.groups += 1
        header = envelope.group_header(control)
        if interchange.groups > self._limits.groups_per_interchange:
            raise _GiveUpError(envelope.too_many("groups", header.position))
        found = envelope.check_group_header(control, self._blocks.delimiters)
        faults = [fault for fault in found if fault.level is Level.GROUP]
        interchange.faults += [fault for fault in found if fault.level is Level.INTERCHANGE]
        if header.control_number in interchange.numbers:
            faults.append(envelope.repeated_group(header))
        interchange.numbers.add(header.control_number)
        known_code = header.functional_code in GROUPS
        if not known_code or header.version[:_VERSION] not in VERSIONS:
            faults.append(envelope.unsupported_group(header, known_code=known_code))
        self._group = _Group(header, faults)

    def _st(self, interchange: _Interchange, control: Control, at: Position) -> None:
        self._close_message(None, at)
        if not self._group:
            self._stray(interchange, "ST", at, "outside a group")
            return
        if interchange.refused > self._limits.refused_messages:
            raise _GiveUpError(envelope.too_many("refused messages", at))
        if (
            len(self._group.verdicts) >= self._limits.messages_per_group
            or self._group.unfinished > self._limits.faults_per_message
        ):
            raise _GiveUpError(envelope.too_many("messages", at))
        self._message = _Message(control)

    def _se(self, interchange: _Interchange, control: Control, at: Position) -> None:
        if not self._message:
            self._stray_control(interchange, control)
            return
        self._close_message(control, at)

    def _ge(self, interchange: _Interchange, control: Control, at: Position) -> None:
        if not self._group:
            self._stray_control(interchange, control)
            return
        self._close_group(control, at)

    def _iea(self, _interchange: _Interchange, control: Control, _at: Position) -> None:
        self._close_interchange(control)

    def _ta1(self, interchange: _Interchange, control: Control, at: Position) -> None:
        if self._group:
            self._stray_control(interchange, control)
            return
        number, date, time, verdict, code = (envelope.value(control, n) for n in range(1, 6))
        disposition = _NOTES.get(verdict, Disposition.REJECTED)
        if len(interchange.notes) >= self._limits.groups_per_interchange:
            raise _GiveUpError(envelope.too_many("TA1 segments", at))
        interchange.notes.append(InterchangeNote(number, date, time, disposition, code, at))

    def _stray_control(self, interchange: _Interchange, control: Control) -> None:
        where = "here, without what it belongs to"
        self._stray(interchange, control.elements[0], envelope.position(control), where)

    def _stray(self, interchange: _Interchange, segment: str, at: Position, where: str) -> None:
        interchange.strays += 1
        if interchange.strays > self._limits.faults_per_message:
            raise _GiveUpError(envelope.too_many("misplaced segments", at))
        interchange.faults.append(envelope.stray(segment, at, where))

    def _close_message(self, trailer: Control | None, end: Position) -> None:
        message, group, interchange = self._message, self._group, self._interchange
        if not message or not group or not interchange:
            return
        self._message = None
        reading = self._read(message, group)
        faults = envelope.check_message_number(message.number, message.position, group.numbers)
        group.numbers.add(message.number)
        faults += reading.faults
        if trailer:
            count = message.body_count + 2
            faults += envelope.check_message_trailer(trailer, message.number, count)
        else:
            group.unfinished += 1
            faults.append(envelope.missing_message_trailer(message.number, end))
        found = tuple(faults)
        is_refused = disposition(found) is Disposition.REJECTED
        interchange.refused += is_refused
        group.verdicts.append(MessageVerdict(message.type, message.number, found))
        self._results.append(
            MessageResult(
                interchange=interchange.header,
                group=group.header,
                message=message.type,
                version=group.version,
                control_number=message.number,
                position=message.position,
                segment_count=message.body_count + (2 if trailer else 1),
                faults=found,
                document=None if is_refused else reading.document,
                not_carried=reading.not_carried,
            )
        )

    def _read(self, message: _Message, group: _Group) -> Reading:
        guide = self._guides.get(message.type)
        run = group.checkers.get(message.type) or self._checker(message.type, group, guide)
        code = group.header.functional_code
        if run is None or run.grammar.table.group != code:
            known = grammar(message.type, group.version) is not None and code in GROUPS
            fault = envelope.unsupported_message(message.type, code, message.position, known=known)
            return Reading([fault], None)
        if message.is_cut:
            return Reading([envelope.oversized_message(message.number, message.position)], None)
        most = self._limits.faults_per_message
        return read_message(run, message.bodies, message.position, self._charset, most, guide)

    def _checker(self, message: str, group: _Group, guide: Guide | None) -> Checker[Any] | None:
        found = checker(message, group.version, self._blocks.delimiters, guide)
        group.checkers[message] = found
        return found

    def _close_group(self, trailer: Control | None, end: Position) -> None:
        self._close_message(None, end)
        group, interchange = self._group, self._interchange
        if not group or not interchange:
            return
        self._group = None
        received = len(group.verdicts)
        stated = envelope.value(trailer, 1) if trailer else ""
        if trailer:
            group.faults += envelope.check_group_trailer(trailer, group.header, received)
        else:
            group.faults.append(envelope.missing_group_trailer(group.header, end))
        included = int(stated) if stated.isdecimal() and len(stated) < _VERSION else received
        self._results.append(
            GroupResult(
                interchange.header,
                group.header,
                tuple(group.verdicts),
                included,
                tuple(group.faults),
            )
        )

    def _close_interchange(self, trailer: Control | None) -> None:
        interchange = self._interchange
        if not interchange:
            return
        self._close_group(None, interchange.end)
        self._interchange = None
        number = interchange.header.control_number
        if trailer:
            interchange.faults += envelope.check_interchange_trailer(
                trailer, number, interchange.groups
            )
        else:
            interchange.faults.append(envelope.missing_interchange_trailer(number, interchange.end))
        self._results.append(
            InterchangeResult(
                interchange.header,
                tuple(interchange.faults),
                interchange.groups,
                tuple(interchange.notes),
            )
        )
