"""A partner's own rules: what the standard allows and this partner does not, codes of its own."""

import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from edi.canonical.measures import Moment, Unit
from edi.canonical.orders import Order
from edi.messages.guides import Guide, GuideError, read_guide
from edi.messages.x12 import MessageResult, NotWritableError, read_interchanges, write_order
from edi.messages.x12.catalogue import VERSIONS, grammar
from edi.messages.x12.guiding import guided
from tests.edi.interchanges import GOOD_850, only_order, order_file
from tests.edi.messages.x12.test_round_trips import ORDER, sent

HEAD = 'name = "Danzig Trading"\nmessage = "850"\n'


def read(data: bytes, guide: Guide) -> MessageResult:
    results = read_interchanges(io.BytesIO(data), guides=[guide])
    (found,) = (result for result in results if isinstance(result, MessageResult))
    return found


@pytest.mark.parametrize(
    ("rule", "place", "code"),
    [
        ('mandatory = ["BEG06"]', "BEG06", "1"),
        ('mandatory = ["FOB"]', "FOB", "3"),
        ('mandatory = ["PO1/DTM"]', "DTM", "3"),
        ('mandatory = ["PO1/N1"]', "N1", "3"),
        ('mandatory = ["N1/N3"]', "N3", "3"),
        ('forbidden = ["PO1/PID"]', "PID", "7"),
        ('forbidden = ["CUR"]', "CUR", "7"),
        ('forbidden = ["PO107"]', "PO107", "7"),
        ('[codes]\nPO103 = ["EA"]', "PO103", "7"),
        ('[codes]\n"N1/N101" = ["BY"]', "N101", "7"),
    ],
)
def test_what_this_partner_wants_is_named_at_its_place_and_as_its_wish(
    rule: str, place: str, code: str
) -> None:
    assert not read(order_file(), read_guide(HEAD)).faults
    faults = read(order_file(), read_guide(HEAD + rule)).faults
    assert (place, code) == (faults[0].place(), faults[0].code)
    assert place in {"PID", "CUR"} or "guide of Danzig Trading" in faults[0].sentence


def test_a_rule_for_the_heading_leaves_the_lines_alone() -> None:
    guide = read_guide(HEAD + 'mandatory = ["REF"]\nforbidden = ["FOB"]')
    assert not read(order_file(), guide).faults


def test_codes_of_the_partner_are_read_as_those_of_the_standard() -> None:
    guide = read_guide(HEAD + '[maps.in]\nPO103 = { KARTON = "CT" }')
    data = order_file([segment.replace("*CT*", "*KARTON*") for segment in GOOD_850])
    found = read(data, guide)
    assert isinstance(found.document, Order), found.faults
    assert found.document.lines[1].unit == Unit("XCT")


def test_faults_stand_at_their_bytes_even_where_codes_were_mapped() -> None:
    guide = read_guide(HEAD + '[maps.in]\nPO103 = { STUECK = "EA" }')
    body = [segment.replace("*120*EA*", "*120*STUECK*") for segment in GOOD_850]
    data = order_file([*body[:7], "PO1*2*40*CASE*13.79", *body[8:]])
    (fault,) = read(data, guide).faults
    assert data[fault.position.offset :].startswith(b"PO1*2*40*CASE")


def test_defaults_are_written_and_codes_are_the_partners() -> None:
    guide = read_guide(
        HEAD + 'mandatory = ["BEG06"]\n[maps.out]\nPO103 = { EA = "STK" }\n'
        '[defaults]\nBEG06 = "FRAME-2026"'
    )
    written = write_order(ORDER, "0001", guide=guide)
    assert written.segments[1][6] == "FRAME-2026"
    assert written.segments[3][3] == "STK"
    assert written.left_out == ()
    plain = write_order(ORDER, "0001")
    assert only_order(sent(plain)) == ORDER


def test_what_the_partner_does_not_take_is_refused_before_it_is_sent() -> None:
    guide = read_guide(HEAD + 'mandatory = ["BEG06"]')
    with pytest.raises(NotWritableError, match="guide of Danzig Trading"):
        write_order(ORDER, "0001", guide=guide)


@pytest.mark.parametrize("place", ["PO1/XYZ", "BEG77", "N1/DTM", "AK1"])
def test_a_guide_for_a_place_that_is_not_there_is_refused(place: str) -> None:
    for version in VERSIONS:
        compiled = grammar("850", version)
        assert compiled
        with pytest.raises(GuideError, match=f"no {place} in the 850"):
            guided(compiled.table, read_guide(HEAD + f'mandatory = ["{place}"]'))


def test_codes_of_an_element_with_parts_cannot_be_listed() -> None:
    compiled = grammar("860", "004010")
    assert compiled
    with pytest.raises(GuideError, match="has parts"):
        guided(compiled.table, read_guide(HEAD + '[codes]\nPOC05 = ["EA"]'))


def test_the_guide_in_the_handbook_does_what_the_handbook_says() -> None:
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "write-a-partner-guide.md").read_text()
    guide = read_guide(page.split("```toml\n")[1].split("```")[0])
    dated = replace(ORDER.lines[0], dates=(Moment("delivery", ORDER.issued),))
    order = replace(ORDER, lines=(dated,))
    written = write_order(order, "0001", guide=guide)
    assert ("PO1", "1", "5", "STK", "9.25", "") in written.segments
    found = read(sent(written), guide)
    assert found.document == replace(order, contract="FRAME-2026")
    with pytest.raises(NotWritableError, match="guide of Danzig Trading"):
        write_order(ORDER, "0001", guide=guide)
