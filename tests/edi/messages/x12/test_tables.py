"""The tables read, and the fast pattern and the slow diagnosis of a segment never disagree."""

import random

import pytest

from edi.messages.diagnosis import diagnose
from edi.messages.notation import TableError, read_elements, read_message, read_segments
from edi.messages.patterns import segment_pattern
from edi.messages.tables import Segment
from edi.messages.x12.catalogue import VERSIONS, grammar, segments
from edi.syntax.faults import Position
from edi.syntax.x12.delimiters import DEFAULT, Delimiters

WITH_REPETITION = Delimiters(repetition="^")
VALUES = (
    "", "", "", "1", "12", "EA", "ABC", "A:B", "A^B", "20261204", "20260231", "0930", "9999",
    "1.5", "-1", ".5", "1.", "-", ".", " ", " A", "x" * 31, "1" * 20, "\x01", "Y", "00",
)  # fmt: skip


@pytest.mark.parametrize("version", sorted(VERSIONS))
@pytest.mark.parametrize("message", ["810", "832", "846", "850", "855", "856", "860", "865", "997"])
def test_every_table_compiles_and_starts_with_st(message: str, version: str) -> None:
    compiled = grammar(message, version)
    assert compiled is not None
    assert [place.path for place in compiled.places][:1] == ["ST"]
    assert compiled.places[-1].path == "SE"


def test_the_999_is_a_message_of_005010() -> None:
    assert grammar("999", "004010") is None
    assert grammar("999", "005010") is not None


@pytest.mark.parametrize("marks", [DEFAULT, WITH_REPETITION])
@pytest.mark.parametrize("segment", segments("005010").values(), ids=lambda s: s.id)
def test_a_segment_is_refused_exactly_when_a_fault_is_found(
    segment: Segment, marks: Delimiters
) -> None:
    if segment.is_open:
        return
    chance = random.Random(segment.id)  # noqa: S311
    for _ in range(300):
        count = chance.randint(0, len(segment.elements) + 1)
        text = "*".join([segment.id, *(chance.choice(VALUES) for _ in range(count))])
        faults = diagnose(segment, text, marks, Position(0), "")
        refused = segment_pattern(segment, marks).match(text) is None
        assert refused == bool(faults), (text, faults)


@pytest.mark.parametrize(
    "text", ["1 | AN | 1/2", "1 | XX | 1/2 | Name", "1 | AN | 1/2 | Name | more"]
)
def test_a_line_that_is_no_data_element_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        read_elements(text)


@pytest.mark.parametrize("text", ["N1 | Name | 999M |", "N1 | Name | 1 | Q0102", "N1 | Name"])
def test_a_line_that_is_no_segment_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        read_segments(text, read_elements("1 | AN | 1/2 | Name"))


def test_a_table_without_a_title_is_refused() -> None:
    with pytest.raises(TableError):
        read_message("010 | ST | M | 1", "004010", {})
