"""From the segments of one message to its faults and its document."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from edi.canonical.documents import Document
from edi.messages.checking import Checker, Take
from edi.messages.x12 import acknowledgements, orders
from edi.messages.x12.acknowledgements import AcknowledgementDraft
from edi.messages.x12.catalogue import grammar
from edi.messages.x12.orders import OrderDraft
from edi.messages.x12.remarks import Remark, located
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.x12.blocks import Body
from edi.syntax.x12.delimiters import Delimiters


class Mapped(NamedTuple):
    """How a message becomes a document: a draft, who fills it, how it is finished.

    `remarks` says what only the whole message shows, `spare` what was taken but has no field.
    """

    draft: Callable[[], Any]
    takers: Mapping[str, Take[Any]]
    finish: Callable[[Any], Document]
    remarks: Callable[[Any], Iterable[Remark]] = lambda _: ()
    spare: Callable[[Any], Iterable[str]] = lambda _: ()


_MAPPINGS: dict[str, Mapped] = {
    "850": Mapped(OrderDraft, orders.TAKERS, OrderDraft.order),
    "997": Mapped(
        AcknowledgementDraft, acknowledgements.TAKERS, AcknowledgementDraft.acknowledgement
    ),
}
_NO_MAPPING = Mapped(lambda: None, {}, lambda _: None)  # type: ignore[arg-type,return-value]


class Reading(NamedTuple):
    """A message read: faults, the document if there are none, what the document leaves out."""

    faults: list[Fault]
    document: Document | None
    not_carried: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def checker(message: str, version: str, delimiters: Delimiters) -> Checker[Any] | None:
    """Return the checker of a message, or None where there is no table."""
    compiled = grammar(message, version)
    if compiled is None:
        return None
    return Checker(compiled, delimiters, _MAPPINGS.get(message, _NO_MAPPING).takers)


@lru_cache(maxsize=256)
def check_only(message: str, version: str, delimiters: Delimiters) -> Checker[None] | None:
    """Return a checker that hands nothing on, for messages that are being written."""
    compiled = grammar(message, version)
    return Checker(compiled, delimiters, {}) if compiled else None


def read_message(
    run: Checker[Any], bodies: list[Body], header: Position, charset: str, most_faults: int
) -> Reading:
    """Check and map one message; `header` is where its ST stands."""
    segments = [segment for body in bodies for segment in split(body, run.delimiters, charset)]
    mapping = _MAPPINGS.get(run.grammar.table.id, _NO_MAPPING)
    draft = mapping.draft()
    locate = Locator(bodies, run.delimiters, header)
    faults, untaken = run.check(segments, draft, locate, most_faults)
    if not faults and isinstance(draft, OrderDraft):
        faults = _line_count(draft, segments, locate)
    if not faults:
        faults = located(mapping.remarks(draft), segments, locate)
    if any(fault.severity is Severity.ERROR for fault in faults):
        return Reading(faults, None, untaken)
    spare = mapping.spare(draft)
    return Reading(faults, mapping.finish(draft), tuple(sorted({*untaken, *spare})))


def split(body: Body, delimiters: Delimiters, charset: str) -> list[str]:
    """Return the segments of a body as text, without terminators and line ends."""
    text = body.text
    if not text.isascii() and delimiters.all().isascii():
        text = _decoded(text, charset)
    segments = text.split(delimiters.segment)
    if not segments[-1].strip("\r\n\0\x1a "):
        del segments[-1]
    if "\n" in text or "\r" in text:
        return [segment.lstrip("\r\n") for segment in segments]
    return segments


def _decoded(text: str, charset: str) -> str:
    """Decode; what is not in the character set becomes SUB, a control character tables refuse."""
    return text.encode("latin-1").decode(charset, "replace").replace("\ufffd", "\x1a")


class Locator:
    """Finds where a segment of a message stands, by its ordinal, the header being 1."""

    def __init__(self, bodies: list[Body], delimiters: Delimiters, header: Position) -> None:
        self._bodies = bodies
        self._end = delimiters.segment
        self._header = header
        self._starts: list[list[int]] = []

    def __call__(self, ordinal: int) -> Position:
        if not self._starts:
            self._starts = [self._starts_in(body) for body in self._bodies]
        at = ordinal - 2
        for body, starts in zip(self._bodies, self._starts, strict=True):
            if at < len(starts):
                return Position(body.offset(starts[at]), body.ordinal + at, ordinal)
            at -= len(starts)
        end = self._bodies[-1].offset(len(self._bodies[-1].text)) if self._bodies else None
        offset = self._header.offset if end is None else end
        return Position(offset, self._header.segment + ordinal - 1, ordinal)

    def _starts_in(self, body: Body) -> list[int]:
        raw = body.text.split(self._end)
        if not raw[-1].strip("\r\n\0\x1a "):
            del raw[-1]
        begins = accumulate((len(segment) + 1 for segment in raw), initial=0)
        return [
            begin + len(segment) - len(segment.lstrip("\r\n"))
            for begin, segment in zip(begins, raw, strict=False)
        ]


def _line_count(draft: OrderDraft, segments: list[str], locate: Locator) -> list[Fault]:
    draft.end_line()
    if draft.stated_lines in {None, len(draft.lines)}:
        return []
    at = max(at for at, segment in enumerate(segments) if segment.startswith("CTT"))
    sentence = (
        f"The order says it has {draft.stated_lines} lines (CTT01), but {len(draft.lines)} came. "
        "Check whether lines were lost, correct the count and send the order again."
    )
    return [
        Fault(
            Level.ELEMENT,
            "7",
            locate(at + 2),
            sentence,
            "CTT",
            1,
            data_element="354",
            loop="CTT",
            value=str(draft.stated_lines),
        )
    ]
