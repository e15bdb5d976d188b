"""A CONTRL of ours, read again, says what was found in a file: nothing more and nothing less."""

from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edi.canonical.acknowledgements import (
    InterchangeAcknowledgement,
    MessageAcknowledgement,
    Verdict,
)
from edi.messages.edifact import InterchangeResult, MessageResult, acknowledge
from edi.messages.edifact.results import MessageVerdict
from edi.messages.results import Disposition
from edi.syntax.faults import Fault, Level, Severity
from tests.edi.examples import examples
from tests.edi.messages.edifact.interchanges import ORDER, group, interchange, message, read

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WRONG = (
    "ZZZ+1", "DTM+137:20260231:102", "DTM", "NAD", "NAD+BY+5412345000013::9+++A", "CUX+2:EURO:9",
    "QTY+21:many:PCE", "QTY+21", "LIN+1234567", "PRI+AAA:x", "CNT+2:9", "UNS+X", "UNS+S",
    "BGM+220+DT-1+9", "IMD+F++:::Shackle", "RFF+CT:C:::::5", "MOA+203:1,1,1", "CTA+OC+:Anna",
)  # fmt: skip
SERVICE = {"UNB", "UNZ", "UNG", "UNE", "UNH", "UNT", "UNA"}
numbers = st.integers(1, 10**14 - 1).map(str)
# what is wrong with an element of an envelope
ENVELOPES = {"UCI 0098", "UCI 0104", "UCF 0013", "UCF 0098", "UCF 0104"}
# position, 0085 of the segment, then of an element: 0085, 0098 - 1, 0104
Note = tuple[int, str] | tuple[int, str, str, int, int]


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    body = list(ORDER)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 1))] = [draw(st.sampled_from(WRONG))]
    return body


@st.composite
def several(draw: st.DrawFn) -> list[list[str]]:
    made = []
    for number in draw(st.lists(numbers, min_size=1, max_size=3, unique=True)):
        made.append(message(draw(bodies()), number))
        if draw(st.integers(0, 5)) == 0:
            made[-1][-1] = draw(st.sampled_from([f"UNT+99+{number}", "UNT+99", f"UNT+x+{number}"]))
        if draw(st.integers(0, 5)) == 0:
            wrong = (
                "UNH+1+ORDERS:D:96A:UN:TOOLONG1",
                "UNH+1+ORDERS:D:06A:UN",
                "UNH+1+ZZZZZZ:D:96A:UN",
            )
            made[-1][0] = draw(st.sampled_from(wrong))
    return made


@st.composite
def files(draw: st.DrawFn) -> bytes:
    parts = draw(several())
    if draw(st.booleans()):
        known = draw(st.lists(numbers, min_size=1, max_size=2, unique=True))
        parts = [group(*draw(several()), number=each) for each in known]
        if draw(st.integers(0, 5)) == 0:
            parts[-1][-1] = draw(st.sampled_from(["UNE+9+1", "UNE+1"]))
    count = draw(st.sampled_from([None] * 9 + [77]))
    return interchange(*parts, count=count, number=draw(numbers))


def said(one: MessageAcknowledgement) -> Iterator[Note]:
    for note in one.notes:
        if note.segment_id:
            continue  # the UNH
        if not note.elements:
            yield note.position, note.code
        for each in note.elements:
            yield note.position, note.code, each.code, each.element, each.component


def found(faults: tuple[Fault, ...]) -> Iterator[Note]:
    """Yield what a report can say: not which of two segments is missing in one place."""
    last: Note | None = None
    for note in _each(faults):
        if note != last or len(note) > len((0, "")):
            yield note
        last = note


def _each(faults: tuple[Fault, ...]) -> Iterator[Note]:
    for fault in faults:
        if fault.severity is not Severity.ERROR or fault.segment_id in SERVICE:
            continue
        at = fault.position.in_message
        if fault.level is Level.SEGMENT:
            yield max(at - 1, 1) if fault.code == "13" else at, fault.code
        elif fault.level is Level.ELEMENT:
            yield at, "", fault.code, fault.element, fault.component


def assert_says(
    messages: tuple[MessageAcknowledgement, ...], verdicts: tuple[MessageVerdict, ...]
) -> None:
    refused = [each for each in verdicts if each.disposition is Disposition.REJECTED]
    assert [(one.message, one.control_number) for one in messages] == [
        (each.type.message, each.control_number) for each in refused
    ]
    for one, each in zip(messages, refused, strict=True):
        assert one.verdict is Verdict.REJECTED
        assert list(said(one)) == list(found(each.faults))
        assert_names_its_own_segment(one, each.faults)


def assert_names_its_own_segment(one: MessageAcknowledgement, faults: tuple[Fault, ...]) -> None:
    own = [each for each in faults if each.severity is Severity.ERROR]
    own = [each for each in own if each.segment_id in SERVICE][:1]
    notes = [note for note in one.notes if note.segment_id]
    assert [(note.segment_id, note.code) for note in notes] == [
        (each.segment_id, each.code) for each in own
    ]
    for note, each in zip(notes, own, strict=True):
        assert note.position == (1 if each.segment_id == "UNH" else 0)
        places = [(place.element, place.component) for place in note.elements]
        assert places == ([(each.element, each.component)] if each.element else [])


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(files())
def test_a_report_says_what_was_found_and_nothing_else(data: bytes) -> None:
    whole = read(data)[-1]
    assert isinstance(whole, InterchangeResult)
    answer = acknowledge(whole, control_number="9", written=AT, wanted=True)
    assert answer is not None
    (heard,) = [each for each in read(answer) if isinstance(each, MessageResult)]
    assert heard.faults == ()
    assert set(heard.not_carried) <= ENVELOPES
    report = heard.document
    assert isinstance(report, InterchangeAcknowledgement)

    header = whole.header
    assert report.control_number == header.control_number
    assert (report.sender, report.recipient) == (header.sender.id, header.recipient.id)
    is_refused = whole.disposition is Disposition.REJECTED
    assert (report.verdict is Verdict.REJECTED) == is_refused
    assert bool(report.codes) == is_refused
    if is_refused:
        assert (report.groups, report.messages) == ((), ())
        return
    assert_says(report.messages, whole.verdicts if not whole.groups else ())
    assert [each.control_number for each in report.groups] == [
        each.header.control_number for each in whole.groups
    ]
    for one, of in zip(report.groups, whole.groups, strict=True):
        is_lost = of.disposition is Disposition.REJECTED
        assert (one.verdict is Verdict.REJECTED) == is_lost
        assert_says(one.messages, () if is_lost else of.verdicts)
