"""From the segments of one message to its faults and its document."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from edi.canonical.documents import Document
from edi.canonical.invoices import Invoice
from edi.canonical.orders import Order
from edi.canonical.totals import compare_totals
from edi.messages.edifact import (
    applications,
    catalogue_taking,
    codes,
    despatch,
    documents,
    drafts,
    invoices,
    order_turns,
    price_catalogues,
    receiving,
    reports,
    taking,
)
from edi.messages.edifact.audits import AUDITS
from edi.messages.edifact.catalogue import grammar
from edi.messages.edifact.checking import Checker
from edi.messages.edifact.documents import IncompleteError
from edi.messages.edifact.picks import PICKS
from edi.messages.edifact.rules import Rules, Take
from edi.messages.edifact.shorthand import Shorthand
from edi.syntax.edifact.blocks import Body
from edi.syntax.edifact.charsets import decode, first_outside
from edi.syntax.edifact.line_ends import without_line_ends
from edi.syntax.edifact.release import held, same_length
from edi.syntax.edifact.separators import Separators
from edi.syntax.faults import Fault, Level, Position, Severity


class Mapped(NamedTuple):
    """How a message becomes a document: a draft, who fills it, how it is finished."""

    draft: Callable[[str], Any]
    takers: Mapping[str, Take]
    finish: Callable[[Any], Document]
    shorthands: tuple[Shorthand, ...] = ()


_MAPPINGS: dict[str, Mapped] = {
    "ORDERS": Mapped(drafts.Draft, taking.TAKERS, documents.order, order_turns.SHORTHANDS),
    "ORDRSP": Mapped(drafts.Draft, taking.TAKERS, documents.response),
    "ORDCHG": Mapped(drafts.Draft, taking.TAKERS, documents.change),
    "INVOIC": Mapped(drafts.Draft, taking.TAKERS, invoices.invoice),
    "DESADV": Mapped(despatch.DespatchDraft, despatch.TAKERS, despatch.despatch_advice),
    "RECADV": Mapped(receiving.ReceiptDraft, receiving.TAKERS, receiving.receiving_advice),
    "PRICAT": Mapped(
        catalogue_taking.CatalogueDraft, catalogue_taking.TAKERS, price_catalogues.price_catalogue
    ),
    "APERAK": Mapped(
        applications.ApplicationDraft, applications.TAKERS, applications.application_response
    ),
    "CONTRL": Mapped(reports.ReportDraft, reports.TAKERS, reports.ReportDraft.report),
}


class Reading(NamedTuple):
    """A message read: faults, the document if there are no errors, what the document leaves out."""

    faults: list[Fault]
    document: Document | None
    not_carried: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def checker(message: str, version: str, marks: Separators) -> Checker[Any] | None:
    """Return the checker of a message, or None where there is no table."""
    compiled = grammar(message, version)
    if compiled is None:
        return None
    mapped = _MAPPINGS.get(message)
    if mapped is None:
        return Checker(compiled, marks, Rules(PICKS, {}, AUDITS))
    return Checker(compiled, marks, Rules(PICKS, mapped.takers, AUDITS, mapped.shorthands))


@lru_cache(maxsize=256)
def check_only(message: str, version: str, marks: Separators) -> Checker[None] | None:
    """Return a checker that hands nothing on, for messages that are being written."""
    compiled = grammar(message, version)
    return Checker(compiled, marks, Rules({}, {}, {})) if compiled else None


def read_message(
    run: Checker[Any],
    bodies: list[Body],
    header: Position,
    level: str,
    most_faults: int,
    *,
    is_decoded: bool = False,
) -> Reading:
    """Check and map one message; `header` is where its UNH stands."""
    texts = [body.text if is_decoded else decode(body.text, level) for body in bodies]
    kept = [held(text, run.marks) for text in texts]
    is_held = kept != texts
    if len(kept) > 1 or run.marks.terminator in "\r\n":
        kept = [without_line_ends(text, run.marks) for text in kept]
    whole = "".join(kept)
    mapped = _MAPPINGS.get(run.grammar.table.id)
    version = run.grammar.table.version
    locate = Locator(bodies, run.marks, header)
    faults, untaken, draft = run.check(
        whole,
        lambda: mapped.draft(version) if mapped else None,
        locate,
        most_faults,
        is_held=is_held,
    )
    faults += _outside(texts, header, level, run.marks)
    if mapped is None or (faults and any(each.severity is Severity.ERROR for each in faults)):
        return Reading(faults, None, tuple(sorted(untaken)))
    try:
        document = mapped.finish(draft)
    except IncompleteError as missing:
        at = locate(whole.count(run.marks.terminator) + 1)
        fault = Fault(Level.SEGMENT, "13", at, missing.sentence, missing.tag)
        return Reading([*faults, fault], None, tuple(sorted(untaken)))
    if isinstance(draft, drafts.Draft):
        draft.leave_rest()
    faults += _differences(document, whole, run.marks, locate)
    return Reading(faults, document, tuple(sorted(untaken | draft.left)))


def _outside(texts: list[str], header: Position, level: str, marks: Separators) -> list[Fault]:
    """Warn of a character that the level of few characters named in UNB lacks; once a message."""
    for text in texts:
        found = first_outside(text, level, marks.all())
        if found:
            sentence = (
                f"The message has characters that {level} (UNB01-1) lacks, first “{found}”. They "
                "were read all the same; name the right character set, such as UNOC."
            )
            return [
                Fault(
                    Level.MESSAGE, "21", header, sentence, "UNB", 1, 1, value=found,
                    data_element="0001", severity=Severity.WARNING,
                )
            ]  # fmt: skip
    return []


def _differences(
    document: Document, whole: str, marks: Separators, locate: "Locator"
) -> list[Fault]:
    """Warn of stated sums that are not what the parts come to, each at its MOA."""
    if not isinstance(document, _WITH_SUMS) or document.totals is None:
        return []
    names: tuple[str, ...] = _SUMS
    if isinstance(document, Invoice):
        names = _SUMS_WITH_TAX if document.taxes else _SUMS_WITHOUT_TAX
    comparable = {name for name in names if getattr(document.totals, name) is not None}
    if not comparable:
        return []
    found = compare_totals(document, _TOLERANCE)
    if found and any(line.amount is None for line in document.lines):
        comparable = {"allowances", "charges"}
    return [
        Fault(
            Level.ELEMENT,
            "12",
            locate(_stated_at(each.name, whole, marks)),
            f"The {each.name} total is stated as {each.stated:f} (MOA01-2), but the parts come to "
            f"{each.computed:f}. Check the amounts (MOA) with the sender.",
            "MOA",
            1,
            2,
            data_element="5004",
            value=f"{each.stated:f}",
            severity=Severity.WARNING,
        )
        for each in found
        if each.name in comparable
    ]


_TOLERANCE = Decimal("0.01")
_WITH_SUMS = (Order, Invoice)
_SUMS = ("lines", "allowances", "charges")
_SUMS_WITHOUT_TAX = (*_SUMS, "net")
_SUMS_WITH_TAX = (*_SUMS_WITHOUT_TAX, "tax", "gross", "payable")


def _stated_at(name: str, whole: str, marks: Separators) -> int:
    """Return the ordinal of the MOA in the summary that states a total."""
    segments = without_line_ends(whole, marks).split(marks.terminator)
    summary = max((at for at, text in enumerate(segments) if text.startswith("UNS")), default=0)
    for ordinal, text in enumerate(segments[summary:], summary + 2):
        tag, _, rest = text.partition(marks.element)
        if tag == "MOA" and codes.TOTALS.get(rest.partition(marks.component)[0]) == name:
            return ordinal
    return 1


class Locator:
    """Finds where a segment of a message stands, by its ordinal, the header being 1."""

    def __init__(self, bodies: list[Body], marks: Separators, header: Position) -> None:
        self._bodies = bodies
        self._marks = marks
        self._header = header
        self._reached: dict[int, tuple[int, int]] = {}  # by body: segment, where it starts
        self._texts: dict[int, str] = {}

    def __call__(self, ordinal: int) -> Position:
        at = ordinal - 2
        for index, body in enumerate(self._bodies):
            if 0 <= at < body.segments:
                start = self._start(index, at)
                return Position(body.offset + start, body.ordinal + at, ordinal)
            at -= body.segments
        offset = self._header.offset
        if self._bodies:
            offset = self._bodies[-1].offset + len(self._bodies[-1].text)
        return Position(offset, self._header.segment + ordinal - 1, ordinal)

    def _start(self, index: int, at: int) -> int:
        """Find a segment in a body, from the one that was asked for before on."""
        text = self._texts.get(index)
        if text is None:
            text = self._texts[index] = same_length(self._bodies[index].text, self._marks)
        reached, start = self._reached.get(index, (0, 0))
        if at < reached:
            reached, start = 0, 0
        for _ in range(at - reached):
            start = text.find(self._marks.terminator, start) + 1
        self._reached[index] = at, start
        return (
            start
            + len(text[start : start + _LINE_ENDS])
            - len(text[start : start + _LINE_ENDS].lstrip("\r\n"))
        )


_LINE_ENDS = 100  # no more of them are passed over before a segment
