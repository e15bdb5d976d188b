"""Every legal way to write an envelope is read alike; what is none is refused with its place."""

import io

import pytest

from edi.messages.x12 import Disposition, Unreadable, read_interchanges
from edi.syntax.faults import NotReadableError
from tests.edi.interchanges import (
    GOOD_850,
    closed,
    every_fault,
    group,
    interchange,
    isa,
    message,
    messages,
    only_order,
    order_file,
    read,
)

ORDER = only_order(order_file())


@pytest.mark.parametrize(
    "end", ["~", "~\n", "~\r\n", "\n", "\r", "\r\n", "|", "_", "\x1c", "~\n\n"]
)
def test_any_terminator_and_line_end_gives_the_same_order(end: str) -> None:
    assert only_order(order_file(end=end)) == ORDER


@pytest.mark.parametrize("mark", ["|", "^", "\t", "\x1d", "_", "!"])
def test_any_element_separator_gives_the_same_order(mark: str) -> None:
    assert only_order(order_file().replace(b"*", mark.encode())) == ORDER


@pytest.mark.parametrize("column", [80, 72, 100])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_wrapped_lines_are_joined_and_places_stay_true(column: int, line_end: bytes) -> None:
    plain = order_file(end="~").replace(b"*CT*13.79", b"*CASE*13.79")
    wrapped = line_end.join(plain[at : at + column] for at in range(0, len(plain), column))
    (fault,) = every_fault(read(wrapped))[:1]
    assert fault.place() == "PO103"
    there = wrapped[fault.position.offset :].replace(b"\r", b"").replace(b"\n", b"")
    assert there.startswith(b"PO1*2*40*CASE")


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\r\n \t", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("tail", [b"", b"\r\n\r\n", b"\x1a", b"\0\0\0"])
def test_white_space_and_marks_around_a_file_do_not_matter(lead: bytes, tail: bytes) -> None:
    assert only_order(lead + order_file() + tail) == ORDER


def test_several_interchanges_are_read_one_after_the_other() -> None:
    data = order_file() + order_file(end="|") + order_file(end="\n").rstrip(b"\n")
    results = read(data)
    assert [m.document for m in messages(results)] == [ORDER] * 3
    assert all(not one.faults for one in closed(results))


def test_isa_in_data_starts_no_interchange() -> None:
    body = [*GOOD_850[:2], "N9*L1**ISA", "MSG*ISA*", *GOOD_850[3:]]
    assert only_order(order_file(body)).lines == ORDER.lines


def test_a_missing_trailer_before_the_next_interchange_is_named() -> None:
    first = order_file().replace(b"IEA*1*000000101~\n", b"")
    results = read(first + order_file(number="000000102"))
    assert [[f.code for f in one.faults] for one in closed(results)] == [["023"], []]


def test_text_after_an_interchange_is_reported_and_the_next_one_read() -> None:
    results = read(order_file() + b"-- cut here --" + order_file())
    (junk,) = [result for result in results if isinstance(result, Unreadable)]
    assert junk.fault.position.offset == len(order_file())
    assert len(messages(results)) == 2


def test_repetition_separators_are_known_from_version_00402() -> None:
    data = order_file(version="00501", repetition="^").replace(b"004010", b"005010")
    assert only_order(data) == ORDER
    assert only_order(order_file(version="00501", repetition="U")) == ORDER


def test_the_character_set_is_the_agreements() -> None:
    body = [*GOOD_850[:3], "N1*ST*Lübeck", "PO1*1*1*EA"]
    utf8 = order_file(body)
    latin = utf8.decode().encode("latin-1")
    assert only_order(utf8).parties[0].name == "Lübeck"
    assert only_order(latin, "latin-1").parties[0].name == "Lübeck"
    assert [(f.place(), f.code) for f in every_fault(read(latin))] == [("N102", "6")]


def test_lengths_count_characters_not_bytes() -> None:
    body = [*GOOD_850[:3], "N1*ST*" + "ü" * 60, "PO1*1*1*EA"]
    assert len(only_order(order_file(body)).parties[0].name) == 60


def test_leading_zeros_apart_trailer_numbers_are_accepted_with_a_note() -> None:
    (result,) = closed(read(order_file().replace(b"IEA*1*000000101", b"IEA*1*101")))
    assert result.disposition is Disposition.ACCEPTED_WITH_ERRORS


def test_an_interchange_without_groups_is_read() -> None:
    (result,) = closed(read(interchange()))
    assert (result.groups, result.faults) == (0, ())


@pytest.mark.parametrize(
    ("data", "code", "element"),
    [
        (b"", "023", 0),
        (b"   \r\n", "023", 0),
        (b"Tk9OIEVESSBGSUxF", "024", 0),
        (b"<?xml version='1.0'?>", "024", 0),
        (b"UNA:+.? 'UNB+UNOA:1", "024", 0),
        ("ISA*00*".encode("utf-16"), "024", 0),
        (b"ISA*00*     ", "023", 0),
        (isa().encode(), "023", 0),
        (order_file().replace(b"HANSACOMP      ", b"HANSACOMP"), "008", 8),
        (order_file().replace(b"*00*          *00", b"*00**00"), "011", 2),
        (order_file(component="*"), "022", 16),
        (order_file(component="A"), "022", 16),
        (order_file(end="*"), "022", 16),
        (order_file(end="\0"), "022", 16),
        (order_file(end=" "), "022", 16),
    ],
)
def test_what_is_no_x12_is_refused_with_code_place_and_advice(
    data: bytes, code: str, element: int
) -> None:
    with pytest.raises(NotReadableError) as refusal:
        list(read_interchanges(io.BytesIO(data)))
    fault = refusal.value.fault
    assert (fault.code, fault.element) == (code, element)
    assert fault.sentence.endswith(".")


def test_a_broken_header_later_in_the_file_is_reported_not_raised() -> None:
    broken = order_file().replace(b"HANSACOMP      ", b"HANSACOMP")
    results = read(order_file() + broken + order_file())
    assert len(messages(results)) == 2
    assert any(isinstance(result, Unreadable) for result in results)


def test_empty_groups_and_messages_are_counted() -> None:
    results = read(interchange(group(), group(message([]), number="8")))
    (only,) = messages(results)
    assert only.segment_count == 2
    assert [(f.place(), f.code) for f in only.faults] == [("BEG", "3"), ("PO1", "3")]


@pytest.mark.parametrize("lines", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("end", ["~", "\n", "\r"])
def test_many_empty_lines_before_a_control_segment_are_passed_over_at_once(
    end: str, lines: str
) -> None:
    """They cross borders of what is read at a time, too; looked through anew, they take minutes."""
    empty = end + lines * 300_000
    assert only_order(order_file(end=end).replace(f"{end}SE".encode(), f"{empty}SE".encode())) == (
        ORDER
    )
