"""From the segments of one message to its faults and its document."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple

from edi.canonical.documents import Document
from edi.messages.checking import Checker, Shorthand, Take
from edi.messages.grammar import Grammar
from edi.messages.guides import Guide
from edi.messages.x12 import (
    acknowledgements,
    changes,
    despatch,
    guiding,
    inventory,
    invoices,
    order_turns,
    orders,
    price_catalogues,
    responses,
)
from edi.messages.x12.acknowledgements import AcknowledgementDraft
from edi.messages.x12.catalogue import grammar
from edi.messages.x12.changes import OrderChangeDraft
from edi.messages.x12.despatch import DespatchDraft
from edi.messages.x12.inventory import InventoryDraft
from edi.messages.x12.invoices import InvoiceDraft
from edi.messages.x12.orders import OrderDraft
from edi.messages.x12.price_catalogues import CatalogueDraft
from edi.messages.x12.remarks import Remark, at_most, located
from edi.messages.x12.responses import ResponseDraft
from edi.syntax.faults import Fault, Level, Position, Severity
from edi.syntax.substitutes import decode_latin
from edi.syntax.x12.blocks import Body
from edi.syntax.x12.delimiters import Delimiters


class Mapped(NamedTuple):
    """How a message becomes a document: a draft, who fills it, how it is finished.

    `remarks` says what only the whole message shows, `spare` what was taken but has no field.
    `shorthands` take the commonest turns of loops as a whole.
    """

    draft: Callable[[], Any]
    takers: Mapping[str, Take[Any]]
    finish: Callable[[Any], Document]
    remarks: Callable[[Any], Iterable[Remark]] | None = None
    spare: Callable[[Any], Collection[str]] = lambda _: ()
    shorthands: Sequence[Shorthand[Any]] = ()


_MAPPINGS: dict[str, Mapped] = {
    "810": Mapped(
        InvoiceDraft,
        invoices.TAKERS,
        InvoiceDraft.invoice,
        InvoiceDraft.remarks,
        attrgetter("spare"),
    ),
    "832": Mapped(
        CatalogueDraft,
        price_catalogues.TAKERS,
        CatalogueDraft.catalogue,
        CatalogueDraft.remarks,
        attrgetter("spare"),
    ),
    "846": Mapped(
        InventoryDraft,
        inventory.TAKERS,
        InventoryDraft.report,
        InventoryDraft.remarks,
        attrgetter("spare"),
    ),
    "850": Mapped(
        OrderDraft,
        orders.TAKERS,
        OrderDraft.order,
        spare=attrgetter("spare"),
        shorthands=order_turns.SHORTHANDS,
    ),
    **dict.fromkeys(
        ("855", "865"),
        Mapped(
            ResponseDraft,
            responses.TAKERS,
            ResponseDraft.response,
            ResponseDraft.remarks,
            attrgetter("spare"),
        ),
    ),
    "856": Mapped(
        DespatchDraft,
        despatch.TAKERS,
        DespatchDraft.advice,
        DespatchDraft.remarks,
        attrgetter("spare"),
    ),
    "860": Mapped(
        OrderChangeDraft,
        changes.TAKERS,
        OrderChangeDraft.change,
        OrderChangeDraft.remarks,
        attrgetter("spare"),
    ),
    **dict.fromkeys(
        ("997", "999"),
        Mapped(AcknowledgementDraft, acknowledgements.TAKERS, AcknowledgementDraft.acknowledgement),
    ),
}
_MOST_FAULTS = 100
_NO_MAPPING = Mapped(lambda: None, {}, lambda _: None)  # type: ignore[arg-type,return-value]


class Reading(NamedTuple):
    """A message read: faults, the document if there are none, what the document leaves out."""

    faults: list[Fault]
    document: Document | None
    not_carried: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def checker(
    message: str, version: str, delimiters: Delimiters, guide: Guide | None = None
) -> Checker[Any] | None:
    """Return the checker of a message, or None where there is no table.

    Raises GuideError when the guide names a place that the table does not have.
    """
    compiled = grammar(message, version)
    if compiled is None:
        return None
    mapping = _MAPPINGS.get(message, _NO_MAPPING)
    if guide:  # shorthands are shapes of the standard's segments, which the guide narrows
        narrowed = Grammar(guiding.guided(compiled.table, guide))
        return Checker(narrowed, delimiters, mapping.takers)
    return Checker(compiled, delimiters, mapping.takers, mapping.shorthands)


class ReadBack(NamedTuple):
    """A written message as a reader gets it; `group` is the GS01 it goes in."""

    faults: list[Fault]
    document: Document | None
    group: str


def read_back(
    message: str,
    version: str,
    delimiters: Delimiters,
    segments: list[str],
    guide: Guide | None = None,
) -> ReadBack:
    """Check and map the segments of a message that is being written, without ST and SE."""
    run = checker(message, version, delimiters, guide)
    if run is None:
        raise ValueError(f"no table for {message} in {version}")
    mapping = _MAPPINGS.get(message, _NO_MAPPING)
    draft = mapping.draft()
    text = "".join([segment + delimiters.segment for segment in segments])

    def locate(at: int) -> Position:
        return Position(0, in_message=text.count(delimiters.segment, 0, at) + 2)

    faults = run.check(text, draft, locate, _MOST_FAULTS).faults
    if not faults and mapping.remarks:
        faults = located(mapping.remarks(draft), locate)
    faults = guiding.explained(faults, guide) if guide and faults else faults
    is_refused = any(fault.severity is Severity.ERROR for fault in faults)
    return ReadBack(faults, None if is_refused else mapping.finish(draft), run.grammar.table.group)


def read_message(
    run: Checker[Any],
    bodies: list[Body],
    header: Position,
    charset: str,
    most_faults: int,
    guide: Guide | None = None,
) -> Reading:
    """Check and map one message; `header` is where its ST stands."""
    text = message_text(bodies, run.delimiters, charset)
    is_mapped = bool(guide and guide.maps_in)
    text = guiding.mapped_in(text, guide, run.delimiters) if guide else text
    mapping = _MAPPINGS.get(run.grammar.table.id, _NO_MAPPING)
    draft = mapping.draft()
    locate = Locator(text, bodies, run.delimiters, header, is_mapped=is_mapped)
    counted = sum([body.segments for body in bodies])
    faults, untaken = run.check(text, draft, locate, most_faults, segments=counted)
    if not faults and isinstance(draft, OrderDraft):
        faults = _line_count(draft, locate)
    if not faults and mapping.remarks:
        faults = located(at_most(most_faults, mapping.remarks(draft)), locate)
    if faults:
        faults = guiding.explained(faults, guide) if guide else faults
        if any(fault.severity is Severity.ERROR for fault in faults):
            return Reading(faults, None, untaken)
    if spare := mapping.spare(draft):
        untaken = tuple(sorted({*untaken, *spare}))
    return Reading(faults, mapping.finish(draft), untaken)


def message_text(bodies: list[Body], delimiters: Delimiters, charset: str) -> str:
    """Return the segments between header and trailer as text, each with its terminator."""
    end = delimiters.segment
    raw = bodies[0].text if len(bodies) == 1 else "".join([body.text for body in bodies])
    if not raw.isascii() and delimiters.all().isascii():
        raw = decode_latin(raw, charset)
    text = raw.lstrip("\r\n".replace(end, ""))
    last = text[text.rfind(end) + 1 :]
    if last.strip("\r\n\0\x1a "):
        return text + end  # the last segment of a file that ends without a terminator
    return text.removesuffix(last)


class Locator:
    """Finds where the segment that starts at a character of a message's text stands in the file."""

    def __init__(
        self,
        text: str,
        bodies: list[Body],
        delimiters: Delimiters,
        header: Position,
        *,
        is_mapped: bool = False,
    ) -> None:
        self._text = text
        self._bodies = bodies
        self._end = delimiters.segment
        self._header = header
        self._is_as_sent = not is_mapped  # codes of other lengths move what follows them
        self._counted = 0, 0  # up to which character, how many segments
        self._starts: list[list[int]] = []

    def __call__(self, at: int) -> Position:
        start, count = self._counted if self._counted[0] <= at else (0, 0)
        count += self._text.count(self._end, start, at)
        self._counted = at, count
        body = self._bodies[0] if len(self._bodies) == 1 else None
        if body and at < len(self._text) and self._text.isascii() and self._is_as_sent:
            lead = len(body.text) - len(body.text.lstrip("\r\n".replace(self._end, "")))
            return Position(body.offset(lead + at), body.ordinal + count, count + 2)
        return self._by_count(count)

    def _by_count(self, count: int) -> Position:
        """Find a segment in bytes that were decoded, where a character may be several of them."""
        ordinal = count + 2
        self._starts = self._starts or [self._starts_in(body) for body in self._bodies]
        for body, starts in zip(self._bodies, self._starts, strict=True):
            if count < len(starts):
                return Position(body.offset(starts[count]), body.ordinal + count, ordinal)
            count -= len(starts)
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


def _line_count(draft: OrderDraft, locate: Locator) -> list[Fault]:
    draft.end_line()
    if draft.ctt is None or draft.stated_lines == len(draft.lines):
        return []
    sentence = (
        f"The order says it has {draft.stated_lines} lines (CTT01), but {len(draft.lines)} came. "
        "Check whether lines were lost, correct the count and send the order again."
    )
    return [
        Fault(
            Level.ELEMENT,
            "7",
            locate(draft.ctt.start()),
            sentence,
            "CTT",
            1,
            data_element="354",
            loop="CTT",
            value=str(draft.stated_lines),
        )
    ]
