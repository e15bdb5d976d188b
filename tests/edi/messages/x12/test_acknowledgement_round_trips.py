"""An answer of ours, read again, says what was found in a file: nothing more and nothing less."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from edi.canonical.acknowledgements import Acknowledgement, MessageAcknowledgement, Verdict
from edi.messages.results import Disposition
from edi.messages.x12 import GroupResult, acknowledge, interchange_acknowledgement
from edi.messages.x12.results import MessageVerdict, message_codes
from edi.syntax.faults import Level
from tests.edi.examples import examples
from tests.edi.interchanges import (
    GOOD_850,
    closed,
    every_fault,
    group,
    groups,
    interchange,
    message,
    messages,
    read,
)

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
WRONG = (
    "ZZZ*1", "REF*DP", "CUR*BY*E", "DTM*002*20260231", "DTM*002", "N1*ST**92", "N4*Gdynia***P0L",
    "PO1*1*many*EA*9.25", "PO1*1*1*CASE*9.25", "PO1*1*1*EA*9.25**VP", "CTT*3", "CTT", "PID*F",
    "BEG*00*SA*DT-1**20261121", "N1*ST*Danzig*92*DT-210*A*B*C", "MSG",
)  # fmt: skip
VERDICTS = {
    Disposition.ACCEPTED: Verdict.ACCEPTED,
    Disposition.ACCEPTED_WITH_ERRORS: Verdict.ACCEPTED_WITH_ERRORS,
    Disposition.PARTIAL: Verdict.PARTIALLY_ACCEPTED,
    Disposition.REJECTED: Verdict.REJECTED,
}
numbers = st.integers(1, 999_999_999).map(lambda number: f"{number:04}")


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    body = list(GOOD_850)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 1))] = [draw(st.sampled_from(WRONG))]
    return body


@st.composite
def files(draw: st.DrawFn) -> bytes:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        held = [message(draw(bodies()), draw(numbers)) for _ in range(draw(st.integers(1, 3)))]
        if draw(st.integers(0, 5)) == 0:
            held[-1][-1] = "SE*99*0001"
        made.append(group(*held, number=str(draw(st.integers(1, 999_999_999)))))
        if draw(st.integers(0, 9)) == 0:
            made[-1][-1] = draw(st.sampled_from(["GE*9*1", "GE*1*123456789"]))
    data = interchange(*made)
    return data.replace(b"IEA*", b"IEA*9", 1) if draw(st.integers(0, 9)) == 0 else data


def said(one: MessageAcknowledgement) -> Iterator[tuple[Any, ...]]:
    for note in one.notes:
        place = note.position, note.segment_id, note.loop, note.code
        if not note.elements:
            yield place
        for each in note.elements:
            yield (*place, each.element, each.component, each.data_element, each.code, each.value)


def found(verdict: MessageVerdict) -> Iterator[tuple[Any, ...]]:
    for fault in verdict.faults:
        place = fault.position.in_message, fault.segment_id, fault.loop
        if fault.level is Level.SEGMENT:
            yield (*place, fault.code)
        elif fault.level is Level.ELEMENT:
            element = fault.element, fault.component, fault.data_element, fault.code, fault.value
            yield (*place, "8", *element)


def assert_says(answer: Acknowledgement, of: GroupResult) -> None:
    assert (answer.group, answer.control_number) == ("PO", of.header.control_number)
    assert answer.verdict is VERDICTS[of.disposition]
    counts = of.included, of.received, of.accepted
    assert (answer.included, answer.received, answer.accepted) == counts
    assert answer.codes == tuple(dict.fromkeys(fault.code for fault in of.faults))
    is_refused = of.accepted == 0 and any(fault.level is Level.GROUP for fault in of.faults)
    verdicts = [each for each in of.verdicts if each.faults or not is_refused]
    assert len(answer.messages) == len(verdicts)
    for one, verdict in zip(answer.messages, verdicts, strict=True):
        assert (one.message, one.control_number) == (verdict.message, verdict.control_number)
        assert one.verdict is VERDICTS[verdict.disposition]
        assert one.codes == tuple(message_codes(verdict.faults))
        assert list(said(one)) == list(found(verdict))


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(files(), st.sampled_from(["997", "999"]))
def test_an_answer_says_what_was_found_and_nothing_else(
    data: bytes, kind: Literal["997", "999"]
) -> None:
    results = read(data)
    (whole,) = closed(results)
    answer = acknowledge(
        whole,
        groups(results),
        interchange_number=55,
        group_numbers=[7, 8, 9],
        written=AT,
        with_ta1=True,
        kind=kind,
    )
    assert answer is not None
    returned = read(answer)
    assert every_fault(returned) == []

    (heard,) = closed(returned)
    note = interchange_acknowledgement(heard.notes[0], heard.header)
    assert note.control_number == whole.header.control_number
    assert note.verdict is VERDICTS[whole.disposition]
    assert (note.sender, note.recipient) == (whole.header.sender, whole.header.receiver)
    assert bool(note.codes) == bool(whole.faults)
    if whole.disposition is Disposition.REJECTED:
        assert messages(returned) == []
        return
    answers = [each.document for each in messages(returned)]
    assert len(answers) == len(groups(results))
    for each, of in zip(answers, groups(results), strict=True):
        assert isinstance(each, Acknowledgement)
        assert_says(each, of)
