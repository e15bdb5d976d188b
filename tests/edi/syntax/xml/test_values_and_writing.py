from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.syntax.xml import values
from edi.syntax.xml.parsing import parse, source_of
from edi.syntax.xml.positions import locate
from edi.syntax.xml.writing import Node, has_forbidden_character, write
from tests.edi.examples import examples

many = settings(max_examples=examples(60), deadline=None)


@pytest.mark.parametrize(
    "text", ["NaN", "1e999", "INF", "1,5", "", "+", ".", "1 000", "٣", "1_0", "0x1"]
)
def test_what_is_no_decimal_of_xml_schema_is_none(text: str) -> None:
    assert values.read_decimal(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("-0", "-0"), (".5", "0.5"), ("+7.", "7"), ("1.50", "1.50")]
)
def test_decimals_keep_their_digits(text: str, number: str) -> None:
    assert str(values.read_decimal(text)) == number


def test_a_number_of_a_thousand_digits_is_none() -> None:
    assert values.read_decimal("9" * 1000) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-31",
        "0000-01-01",
        "20260101",
        "2026-1-1",
        "26-01-01",
        "2026-01-01T00:00:00",
        "٢٠٢٦-01-01",
    ],
)
def test_what_is_no_date_of_the_calendar_is_none(text: str) -> None:
    assert values.read_date(text) is None


def test_a_date_may_have_a_zone() -> None:
    assert values.read_date("2026-11-22+01:00") == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["24:00:00", "12:60:00", "12:00", "noon", "1:00:00"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert values.read_time(text) is None


@many
@given(st.times(), st.dates(), st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_what_is_written_is_read(at: time, on: date, number: Decimal) -> None:
    assert values.read_time(values.write_time(at)) == at
    assert values.read_date(values.write_date(on)) == on
    written = values.write_decimal(number)
    assert len(written) > 100 or values.read_decimal(written) == number


@pytest.mark.parametrize(
    ("iban", "good"),
    [("DE89 3704 0044 0532 0130 00", True), ("DE89370400440532013001", False), ("DE", False)],
)
def test_an_iban_is_known_by_its_check_digits(iban: str, *, good: bool) -> None:
    assert values.is_iban(iban) is good


@pytest.mark.parametrize(("code", "good"), [("4006381333931", True), ("4006381333932", False)])
def test_a_gs1_number_is_known_by_its_check_digit(code: str, *, good: bool) -> None:
    assert values.has_gs1_check_digit(code) is good


@many
@given(
    st.text(st.characters(codec="utf-8")).filter(lambda text: not has_forbidden_character(text)),
    st.sampled_from(["", "  "]),
)
def test_any_text_and_attribute_survives(text: str, indent: str) -> None:
    node = Node("a", children=[Node("b", text, [("c", text)])])
    root = parse(write(node, {"": "urn:x"}, indent=indent))
    assert (root[0].text or "", root[0].get("c")) == (text, text)


@pytest.mark.parametrize("text", ["\0", "\x0b", "\ufffe", "\ud800"])
def test_characters_xml_cannot_carry_are_known(text: str) -> None:
    assert has_forbidden_character(f"a{text}b")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_path_is_found_with_line_column_and_byte(encoding: str) -> None:
    stated = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{stated}"?>\n<r xmlns:y="urn:x">é<y:b/>\n'
    text += "  <y:b><c/></y:b></r>"
    data = text.encode(encoding)
    found = locate(source_of(data), ["/r/x:b[2]/c", "/r/x:b[2]/gone/@q", "/s"], {"urn:x": "x"})
    position = found["/r/x:b[2]/c"]
    assert (position.line, position.column, position.segment) == (3, 8, 4)
    wide = 2 if encoding == "utf-16" else 1
    bare = encoding if encoding != "utf-16" else "utf-16-le"
    assert data[position.offset : position.offset + 4 * wide].decode(bare) == "<c/>"
    assert found["/r/x:b[2]/gone/@q"].line == 3
    assert found["/s"].line == 1
