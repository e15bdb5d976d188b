"""The way in: a binary stream to results, in the order of the stream and in flat memory."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from edi.messages.edifact import envelope
from edi.messages.edifact.catalogue import CONTRL, MESSAGES, nearest, segments
from edi.messages.edifact.checking import Checker
from edi.messages.edifact.diagnosis import diagnose, trimmed
from edi.messages.edifact.messages import Reading, checker, read_message
from edi.messages.edifact.patterns import segment_pattern
from edi.messages.edifact.results import (
    GroupHeader,
    GroupResult,
    InterchangeOpened,
    InterchangeResult,
    MessageResult,
    MessageVerdict,
    Result,
)
from edi.messages.results import Unreadable
from edi.syntax.edifact.blocks import Block, BlockReader, Body, Control, Header, Junk
from edi.syntax.edifact.header import value
from edi.syntax.edifact.release import held
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Position
from edi.syntax.limits import Limits


def read_interchanges(stream: BinaryIO, *, limits: Limits | None = None) -> Iterator[Result]:
    """Read every interchange of a binary stream.

    For each: InterchangeOpened; its MessageResults, those of a group (UNG) followed by its
    GroupResult; at the end InterchangeResult. What belongs to no interchange comes as Unreadable.
    The character set is that of UNB0001; characters that are not in it are faults of their element
    (DE 0085 21). A directory without tables is read by the nearest there are, with a warning.

    Raises NotReadableError, before the first result, when the stream does not start with an EDIFACT
    interchange. Nothing else is raised for any bytes.
    """
    return iter(_Reader(BlockReader(stream, limits or Limits()), limits or Limits()))


@lru_cache(maxsize=64)
def _header_match(marks: Separators) -> Callable[[str], object | None]:
    return segment_pattern(segments("D96A")["UNH"], marks, (), is_tight=False).match


class _GiveUpError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Message:
    """A UNH whose UNT has not come yet."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.position = envelope.position(control, in_message=1)
        self.type = envelope.message_type(control)
        self.number = value(control.elements, 1)
        self.bodies: list[Body] = []
        self.body_count = 0  # segments
        self.is_cut = False  # it is longer than the limit

    def add(self, body: Body) -> None:
        self.bodies.append(body)
        self.body_count += body.segments
        self.is_cut = self.is_cut or bool(body.segments and not body.text)


class _Group:
    """A UNG whose UNE has not come yet."""

    def __init__(self, header: GroupHeader) -> None:
        self.header = header
        self.faults: list[Fault] = []
        self.verdicts: list[MessageVerdict] = []


class _Interchange:
    """A UNB whose UNZ has not come yet."""

    def __init__(self, opened: Header) -> None:
        self.header = opened.header
        self.faults = list(opened.faults)
        self.groups: list[GroupResult] = []
        self.verdicts: list[MessageVerdict] = []
        self.numbers: set[str] = set()
        self.group_numbers: set[str] = set()
        self.strays = self.unfinished = self.refused = 0
        self.end = opened.header.position
        self.header_match = _header_match(opened.header.separators)
        self.checkers: dict[tuple[str, str], Checker[Any] | None] = {}  # by message and version

    def checker(self, message: str, version: str) -> Checker[Any] | None:
        known = message, version
        if known not in self.checkers:
            self.checkers[known] = checker(message, version, self.header.separators)
        return self.checkers[known]


def _header_faults(message: _Message, interchange: _Interchange) -> list[Fault]:
    marks, match = interchange.header.separators, interchange.header_match
    text = held(message.control.raw, marks)
    if match(text):
        return []
    text = trimmed(text, marks)
    if match(text):
        return []
    found = diagnose(segments("D96A")["UNH"], text, marks, message.position, "")
    return [fault for fault in found if (fault.element, fault.code) != (1, "13")]


class _Reader:
    def __init__(self, blocks: BlockReader, limits: Limits) -> None:
        self._blocks = blocks
        self._limits = limits
        self._count = 0
        self._interchange: _Interchange | None = None
        self._group: _Group | None = None
        self._message: _Message | None = None
        self._results: list[Result] = []  # read, and not yet handed on
        self._handlers: dict[str, Callable[[_Interchange, Control, Position], None]] = {
            "UNG": self._ung,
            "UNH": self._unh,
            "UNT": self._unt,
            "UNE": self._une,
            "UNZ": self._unz,
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
            self._handlers[block.tag](interchange, block, at)
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
        at = Position(body.offset, body.ordinal)
        shown = body.text.lstrip("\r\n").partition(self._blocks.separators.element)[0]
        where = "between messages" if interchange.numbers else "outside a message"
        self._stray(interchange, shown, at, where)

    def _ung(self, interchange: _Interchange, control: Control, at: Position) -> None:
        self._close_group(None, at)
        header = envelope.group_header(control)
        if len(interchange.groups) >= self._limits.groups_per_interchange:
            raise _GiveUpError(envelope.too_many("groups", header.position))
        self._group = _Group(header)
        if header.control_number in interchange.group_numbers:
            self._group.faults.append(envelope.repeated_group(header))
        interchange.group_numbers.add(header.control_number)

    def _unh(self, interchange: _Interchange, control: Control, at: Position) -> None:
        self._close_message(None, at)
        if not self._group and interchange.groups:
            interchange.faults.append(envelope.mixed(at))
        if interchange.refused > self._limits.refused_messages:
            raise _GiveUpError(envelope.too_many("refused messages", at))
        known = self._group.verdicts if self._group else interchange.verdicts
        is_hopeless = interchange.unfinished > self._limits.faults_per_message
        if len(known) >= self._limits.messages_per_group or is_hopeless:
            raise _GiveUpError(envelope.too_many("messages", at))
        self._message = _Message(control)

    def _unt(self, interchange: _Interchange, control: Control, at: Position) -> None:
        if not self._message:
            self._stray_control(interchange, control)
            return
        self._close_message(control, at)

    def _une(self, interchange: _Interchange, control: Control, at: Position) -> None:
        if not self._group:
            self._stray_control(interchange, control)
            return
        self._close_group(control, at)

    def _unz(self, _interchange: _Interchange, control: Control, _at: Position) -> None:
        self._close_interchange(control)

    def _stray_control(self, interchange: _Interchange, control: Control) -> None:
        where = "here, without what it belongs to"
        self._stray(interchange, control.tag, envelope.position(control), where)

    def _stray(self, interchange: _Interchange, tag: str, at: Position, where: str) -> None:
        interchange.strays += 1
        if interchange.strays > self._limits.faults_per_message:
            raise _GiveUpError(envelope.too_many("misplaced segments", at))
        interchange.faults.append(envelope.stray(tag, at, where))

    def _close_message(self, trailer: Control | None, end: Position) -> None:
        message, group, interchange = self._message, self._group, self._interchange
        if not message or not interchange:
            return
        self._message = None
        version = nearest(message.type.version, message.type.release)
        faults = envelope.check_message_header(
            message.number, message.position, interchange.numbers
        )
        interchange.numbers.add(message.number)
        reading = self._read(message, version, interchange)
        faults += reading.faults
        if trailer:
            count = message.body_count + 2
            faults += envelope.check_message_trailer(trailer, message.number, count)
        else:
            interchange.unfinished += 1
            faults.append(envelope.missing_message_trailer(message.number, end))
        found = tuple(faults)
        verdict = MessageVerdict(message.type, message.number, found)
        (group.verdicts if group else interchange.verdicts).append(verdict)
        is_refused = verdict.disposition is verdict.disposition.REJECTED
        interchange.refused += is_refused
        self._results.append(
            MessageResult(
                interchange=interchange.header,
                group=group.header if group else None,
                type=message.type,
                message=message.type.message,
                version=version or f"{message.type.version}{message.type.release}",
                control_number=message.number,
                position=message.position,
                segment_count=message.body_count + (2 if trailer else 1),
                faults=found,
                document=None if is_refused else reading.document,
                not_carried=reading.not_carried,
            )
        )

    def _read(self, message: _Message, version: str, interchange: _Interchange) -> Reading:
        kind, at = message.type, message.position
        if kind.message not in MESSAGES and kind.message != CONTRL:
            return Reading([envelope.unsupported_message(kind, at)], None)
        if kind.message == CONTRL:
            version = "D96A"
        run = interchange.checker(kind.message, version)
        if run is None:
            return Reading([envelope.unsupported_version(kind, at)], None)
        if message.is_cut:
            return Reading([envelope.oversized_message(message.number, at)], None)
        faults = _header_faults(message, interchange)
        if kind.message != CONTRL and version != f"{kind.version}{kind.release}":
            faults.append(envelope.other_version(kind, version, at))
        most = self._limits.faults_per_message
        reading = read_message(run, message.bodies, at, interchange.header.level, most)
        return reading._replace(faults=[*faults, *reading.faults]) if faults else reading

    def _close_group(self, trailer: Control | None, end: Position) -> None:
        self._close_message(None, end)
        group, interchange = self._group, self._interchange
        if not group or not interchange:
            return
        self._group = None
        kinds = {verdict.type.message for verdict in group.verdicts}
        received = len(group.verdicts)
        group.faults += envelope.check_group(group.header, trailer, end, received, kinds)
        result = GroupResult(
            interchange.header, group.header, tuple(group.verdicts), tuple(group.faults)
        )
        interchange.groups.append(result)
        self._results.append(result)

    def _close_interchange(self, trailer: Control | None) -> None:
        interchange = self._interchange
        if not interchange:
            return
        self._close_group(None, interchange.end)
        self._interchange = None
        number, counted = interchange.header.control_number, len(interchange.groups)
        counted = counted or len(interchange.verdicts)
        if trailer:
            interchange.faults += envelope.check_interchange_trailer(trailer, number, counted)
        else:
            interchange.faults.append(envelope.missing_interchange_trailer(number, interchange.end))
        if not counted:
            interchange.faults.append(
                envelope.empty_interchange(number, interchange.header.position)
            )
        self._results.append(
            InterchangeResult(
                interchange.header,
                tuple(interchange.faults),
                tuple(interchange.verdicts),
                tuple(interchange.groups),
            )
        )
