"""Separators, release characters, character sets and envelopes, in every shape they come."""

import io
from datetime import datetime

import pytest

from edi.canonical.orders import Order
from edi.messages.edifact import (
    Address,
    Envelope,
    NotWritableError,
    Separators,
    Style,
    read_interchanges,
    write_interchange,
    write_order,
)
from edi.syntax.edifact.window import CHUNK
from edi.syntax.faults import NotReadableError
from tests.edi.messages.edifact.interchanges import (
    ORDER,
    closed,
    errors,
    every_fault,
    file_of,
    interchange,
    message,
    messages,
    only_document,
    read,
    unb,
)

NOW = datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001 - UNB has no zone


def only_order(data: bytes) -> Order:
    document = only_document(data)
    assert isinstance(document, Order)
    return document


def with_note(note: str) -> list[str]:
    return [*ORDER[:3], f"FTX+AAI+++{note}", *ORDER[4:]]


def test_separators_without_una_are_those_of_level_a() -> None:
    assert only_order(file_of(una="")).number == "DT-1"


@pytest.mark.parametrize("end", ["'", "'\r\n", "'\n", "'\r"])
def test_line_ends_may_follow_segments(end: str) -> None:
    assert len(only_order(file_of(end=end)).lines) == 2


def test_separators_are_those_una_names() -> None:
    text = file_of().decode().removeprefix("UNA:+.? '")
    swapped = text.translate({ord("+"): "|", ord(":"): "^", ord("'"): "~"})
    order = only_order(("UNA^|.? ~" + swapped).encode())
    assert order.party("buyer") is not None


def test_level_b_separators_need_no_una() -> None:
    text = file_of(una="").decode().replace("\n", "")
    swapped = text.translate({ord("+"): "\x1d", ord(":"): "\x1f", ord("'"): "\x1c"})
    assert only_order(swapped.encode()).number == "DT-1"


def test_each_interchange_has_its_own_separators() -> None:
    text = file_of().decode().removeprefix("UNA:+.? '")
    other = "UNA^|.? ~" + text.translate({ord("+"): "|", ord(":"): "^", ord("'"): "~"})
    results = read(file_of() + b"\r\n" + other.encode() + file_of(una=""))
    assert len(closed(results)) == 3
    assert not errors(results)


def test_the_decimal_mark_is_the_one_una_names() -> None:
    comma = [each.replace("9.25", "9,25").replace("1110.00", "1110,00") for each in ORDER]
    comma = [each.replace("13.79", "13,79") for each in comma]
    assert str(only_order(file_of(body=comma, una="UNA:+,? '")).lines[0].price) == str(
        only_order(file_of()).lines[0].price
    )
    assert {fault.code for fault in errors(read(file_of(body=comma)))} == {"19"}
    assert not errors(read(file_of(body=comma, una="")))
    assert not errors(read(file_of(body=comma, syntax="4")))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("it?'s", "it's"),
        ("really????", "really??"),
        ("a?+b?:c", "a+b:c"),
        ("end??", "end?"),
        ("UNT?+1?'UNT?+2", "UNT+1'UNT+2"),
        ("a?b", "ab"),
    ],
)
def test_released_characters_are_text(written: str, meant: str) -> None:
    assert only_order(file_of(body=with_note(written))).notes == (meant,)


def test_a_release_character_may_stand_at_any_border_of_a_chunk() -> None:
    for shift in range(-4, 5):
        fill = CHUNK - 400 + shift
        notes = [f"FTX+AAI+++{'x' * 60}"] * (fill // 72) + [f"FTX+AAI+++{'y' * 9}"]
        head = [*ORDER[:3], *notes[:90]]
        data = file_of(body=[*head, "FTX+AAI+++it?'s??", *ORDER[4:]])
        pad = b" " * (CHUNK - data.index(b"?'s") + shift)
        assert only_order(pad + data).notes[-1] == "it's?"


@pytest.mark.parametrize(
    ("level", "codec", "text"),
    [
        ("UNOC", "latin-1", "Größe é"),
        ("UNOD", "iso8859-2", "Zażółć"),
        ("UNOE", "iso8859-5", "Привет"),
        ("UNOF", "iso8859-7", "Ελλάδα"),
        ("UNOK", "iso8859-9", "İstanbul"),
        ("UNOW", "utf-8", "Zażółć 漢字"),
        ("UNOY", "utf-8", "漢字"),
    ],
)
def test_text_is_in_the_character_set_unb_names(level: str, codec: str, text: str) -> None:
    data = file_of(body=with_note(text), level=level).decode().encode(codec)
    assert only_order(data).notes == (text,)


def test_each_header_is_in_the_character_set_it_names_itself() -> None:
    first = file_of(level="UNOY").decode().replace("5412345000013", "Spółka").encode("utf-8")
    second = file_of(level="UNOD").decode().replace("5412345000013", "Spółka").encode("iso8859-2")
    results = read(first + second)
    assert [each.header.sender.id for each in closed(results)] == ["Spółka", "Spółka"]
    assert not errors(results)
    longest = file_of(level="UNOY").decode().replace("5412345000013", "ł" * 35).encode("utf-8")
    assert not errors(read(longest))


def test_bytes_outside_the_character_set_are_a_fault_of_their_element() -> None:
    data = file_of(body=with_note("Größe"), level="UNOW").decode().encode("latin-1")
    assert ("FTX04-1", "21") in {(fault.place(), fault.code) for fault in errors(read(data))}
    data = file_of(body=with_note("Größe"), level="UNOA").decode().encode("latin-1")
    assert ("FTX04-1", "21") in {(fault.place(), fault.code) for fault in errors(read(data))}


def test_lower_case_in_unoa_is_read_with_a_warning() -> None:
    results = read(file_of(level="UNOA"))
    assert not errors(results)
    assert [fault.code for fault in every_fault(results)] == ["21"]


def test_a_byte_order_mark_and_blanks_before_the_interchange_are_passed_over() -> None:
    assert only_order(b"\xef\xbb\xbf \r\n" + file_of()).number == "DT-1"


def test_text_between_interchanges_is_reported_and_the_next_one_read() -> None:
    results = read(file_of() + b"hello" + file_of())
    assert len(messages(results)) == 2
    assert [fault.code for fault in errors(results)] == ["33"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"ISA*00*",
        b"UNB",
        b"UNB|UNOC|",
        b"UNA:+.? '",
        b"UNA:+.?",
        b"UNA:::::'UNB+UNOC",
        "UNB+UNOC:3+A+B".encode("utf-16"),
        b"UNB+UNOC:3+A+B+261121:0930+1",
    ],
)
def test_what_is_no_edifact_is_refused_before_any_result(data: bytes) -> None:
    with pytest.raises(NotReadableError) as refusal:
        next(read_interchanges(io.BytesIO(data)))
    assert refusal.value.fault.sentence.endswith(".")


def test_positions_are_byte_offsets() -> None:
    body = [*with_note("é?'é"), "ZZZ+1"]
    data = file_of(body=body, level="UNOW")
    found = next(fault for fault in errors(read(data)) if fault.segment_id == "ZZZ")
    assert data[found.position.offset :].startswith(b"ZZZ+1")
    assert found.position.in_message == len(body) + 1
    assert found.position.segment == len(body) + 2


def test_a_written_interchange_is_read_as_it_was_meant() -> None:
    order = only_order(file_of(body=with_note("it?'s a?+b??")))
    marks = Separators("^", "|", "?", "~", ".")
    written = write_order(order, "1", style=Style(separators=marks, level="UNOW"))
    envelope = Envelope(
        Address("5412345000013", "14"),
        Address("BUYER+CO", "ZZ", "X"),
        "4711",
        NOW,
        level="UNOW",
        is_test=True,
        acknowledgement_request=True,
        separators=marks,
        line_end="\r\n",
    )
    results = read(write_interchange(envelope, [written]))
    (result,) = closed(results)
    assert messages(results)[0].document == order
    assert result.header.recipient == Address("BUYER+CO", "ZZ", "X")
    assert result.header.is_test
    assert result.header.wants_acknowledgement


def test_a_character_the_set_lacks_is_refused_in_its_place() -> None:
    order = only_order(file_of(body=with_note("漢字"), level="UNOW"))
    with pytest.raises(NotWritableError) as refusal:
        write_order(order, "1", style=Style(level="UNOC"))
    (fault,) = refusal.value.faults
    assert (fault.place(), fault.code, fault.position.in_message) == ("FTX04-1", "21", 5)


def test_an_envelope_that_cannot_be_is_refused() -> None:
    order = only_order(file_of())
    message_of = write_order(order, "1")
    too_long = Envelope(Address("5" * 36), Address("4"), "1", NOW)
    with pytest.raises(NotWritableError):
        write_interchange(too_long, [message_of])
    other_level = Envelope(Address("5"), Address("4"), "1", NOW, level="UNOW")
    with pytest.raises(NotWritableError):
        write_interchange(other_level, [message_of])
    twice = Envelope(Address("5"), Address("4"), "1", NOW)
    with pytest.raises(NotWritableError):
        write_interchange(twice, [message_of, message_of])


def test_two_interchanges_may_follow_without_the_first_trailer() -> None:
    first = interchange(message(ORDER)).replace(b"UNZ+1+101'", b"")
    results = read(first + file_of())
    assert len(closed(results)) == 2
    assert [fault.code for fault in errors(results)] == ["13"]
    assert unb().startswith("UNB")
