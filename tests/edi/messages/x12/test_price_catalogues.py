"""832: written and read back, in plain cases, and with each of its faults named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from edi.canonical.catalogues import (
    CatalogueAction,
    CatalogueLine,
    CataloguePrice,
    Pack,
    PriceCatalogue,
)
from edi.canonical.measures import Measure, Money, Period, Unit
from edi.canonical.parties import Identifier
from edi.messages.x12 import MessageResult, NotWritableError, write_price_catalogue
from tests.edi.examples import examples
from tests.edi.interchanges import SAMPLES, every_fault, messages, read
from tests.edi.messages.x12.items import price_catalogues
from tests.edi.messages.x12.test_round_trips import assert_reads_back_equal, many

GOOD = (SAMPLES / "832_good.edi").read_bytes()


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


LINE = CatalogueLine(
    "1", products=(Identifier("SELLER", "HC-3542"),), prices=(CataloguePrice(eur("9.25"), "net"),)
)
CATALOGUE = PriceCatalogue("HC-2027", currency="EUR", lines=(LINE,))
versions = st.sampled_from(["004010", "005010"])


@settings(many, max_examples=examples(40))
@given(st.data(), versions)
def test_a_price_catalogue_written_as_832_reads_back_equal(
    data: st.DataObject, version: str
) -> None:
    catalogue = data.draw(price_catalogues(version))
    assert_reads_back_equal(write_price_catalogue, catalogue, version)


def sample() -> PriceCatalogue:
    (found,) = messages(read(GOOD))
    assert isinstance(found, MessageResult)
    assert isinstance(found.document, PriceCatalogue)
    assert found.faults == ()
    assert found.not_carried == ()
    return found.document


def test_the_sample_says_what_is_sold_at_which_prices() -> None:
    catalogue = sample()

    assert (catalogue.number, catalogue.version, catalogue.replaces) == ("HC-2027", "3", "HC-2026")
    assert catalogue.issued == date(2026, 11, 25)
    assert catalogue.valid == Period(date(2027, 1, 1), date(2027, 12, 31))
    assert [line.action for line in catalogue.lines] == ["changed", "added", "deleted"]
    shackle, chain, _ = catalogue.lines
    assert (shackle.minimum_order, shackle.lead_days) == (Decimal(10), 14)
    assert shackle.order_unit == Unit("EA")
    assert shackle.pack == Pack(
        Decimal(1),
        Unit("EA"),
        10,
        "CT",
        (
            Measure("gross-weight", Decimal("3.4"), Unit("KGM")),
            Measure("length", Decimal(300), Unit("MMT")),
            Measure("width", Decimal(200), Unit("MMT")),
            Measure("height", Decimal(100), Unit("MMT")),
        ),
    )
    assert [(each.from_quantity, each.amount) for each in shackle.prices] == [
        (None, eur("11")),
        (None, eur("9.25")),
        (Decimal(100), eur("8.9")),
    ]
    assert shackle.prices[2].valid == Period(None, date(2027, 6, 30))
    assert (chain.prices[0].amount, chain.prices[0].price_per) == (eur("88"), Decimal(100))


@pytest.mark.parametrize("version", ["004010", "005010"])
def test_the_sample_is_written_without_loss(version: str) -> None:
    assert_reads_back_equal(write_price_catalogue, sample(), version)


@pytest.mark.parametrize(
    ("line", "left_out"),
    [
        (replace(LINE, maximum_order=Decimal(9)), "lines[0].maximum_order"),
        (replace(LINE, order_multiple=Decimal(9)), "lines[0].order_multiple"),
        (replace(LINE, notes=("Cut to length.",)), "lines[0].notes[0]"),
        (replace(LINE, action=CatalogueAction.UNCHANGED), "lines[0].action"),
        (replace(LINE, order_unit=Unit("edifact:ZZZ")), "lines[0].order_unit"),
        (
            replace(LINE, prices=(replace(LINE.prices[0], to_quantity=Decimal(9)),)),
            "lines[0].prices[0].to_quantity",
        ),
        (
            replace(LINE, prices=(CataloguePrice(Money(Decimal(9)), "net"),)),
            "lines[0].prices[0]",
        ),
    ],
)
def test_what_an_832_has_no_place_for_is_listed(line: CatalogueLine, left_out: str) -> None:
    written = write_price_catalogue(replace(CATALOGUE, lines=(line,)), "0001")
    assert written.left_out == (left_out,)


@pytest.mark.parametrize(
    ("catalogue", "place"),
    [
        (replace(CATALOGUE, number="X" * 16), "BCT02"),
        (replace(CATALOGUE, kind="edifact:9"), "BCT01"),
        (replace(CATALOGUE, lines=(replace(LINE, products=()),)), "LIN02"),
        (replace(CATALOGUE, lines=(replace(LINE, descriptions=("x" * 81,)),)), "PID05"),
        (
            replace(
                CATALOGUE,
                lines=(replace(LINE, prices=(CataloguePrice(eur("1"), "", Decimal(300)),)),),
            ),
            "CTP03",
        ),
    ],
)
def test_what_an_832_must_say_and_cannot_is_refused_at_its_place(
    catalogue: PriceCatalogue, place: str
) -> None:
    with pytest.raises(NotWritableError) as refused:
        write_price_catalogue(catalogue, "0001")
    fault = refused.value.faults[0]
    assert f"{fault.segment_id}{fault.element:02}" == place


def test_a_price_for_three_hundred_is_said_for_one_where_that_is_exact() -> None:
    line = replace(LINE, prices=(CataloguePrice(eur("600"), "", Decimal(300)),))
    written = write_price_catalogue(replace(CATALOGUE, lines=(line,)), "0001")
    assert [each[3] for each in written.segments if each[0] == "CTP"] == ["2"]
    assert written.left_out == ("lines[0].prices[0].amount.amount", "lines[0].prices[0].price_per")


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("BCT*PC*", "BCT**", "BCT01", "1"),
        ("BCT*PC*HC-2027*", "BCT*PC*HC-2027-AND-BEYOND*", "BCT02", "5"),
        ("DTM*007*20270101", "DTM*007*20271301", "DTM02", "8"),
        ("G53*001", "G53*1", "G5301", "4"),
        ("CTB*OR**57*10", "CTB*OR*Ten*57", "CTB04", "2"),
        ("CTB*OR**57*10", "CTB*OR", "CTB02", "2"),
        ("CTP*WS*NET*9.25*1*EA", "CTP*WS*NET*9.25*1", "CTP05", "2"),
        ("CTP*WS*NET*9.25*1", "CTP*WS*NET*9,25*1", "CTP03", "6"),
        ("PO4*10*1*EA", "PO4*10*1*", "PO403", "2"),
        ("LDT*AF*14*DA", "LDT*AF*14", "LDT03", "1"),
        ("CTT*3", "CTT*4", "CTT01", "7"),
        ("LIN*2*VP*HC-5266", "LIN*2*VP", "LIN03", "1"),
        ("G53*021~\n", "G53*021~\nG53*021~\n", "G53", "5"),
        ("LIN*3*", "QTY*33*1~\nLIN*3*", "QTY", "7"),
        ("BCT*PC*HC-2027*3***HC-2026***Price list 2027, trade*00~\n", "", "BCT", "3"),
    ],
)
def test_each_fault_is_named_at_its_place(old: str, new: str, place: str, code: str) -> None:
    text = GOOD.decode()
    assert old in text
    added = new.count("~") - old.count("~")
    data = text.replace(old, new).replace("SE*34*", f"SE*{34 + added}*").encode()
    faults = every_fault(read(data))
    assert [(f.place(), f.code) for f in faults][:1] == [(place, code)], faults


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("BCT*PC*HC-2027*3*", "BCT*PC*HC-2027*3*B", "BCT04"),
        ("LDT*AF*14*DA", "LDT*AF*2*WK", "LIN/LDT"),
        ("CTB*OR**57*10", "CTB*NR*Not returnable", "LIN/CTB"),
        ("PO1**1*EA", "PO1**12*EA", "LIN/PO102"),
        ("CTP*WS*CAT*11*1*EA", "CTP*WS*CAT", "LIN/CTP"),
        ("CTP*WS*CAT*11*1*EA", "CTP*WS*CAT*11*1*EA*SEL*0.9", "LIN/CTP06"),
        ("MEA*PD*N*0.31*KG", "MEA*PD*N**KG*1*2", "LIN/MEA"),
        ("CUR*SE*EUR", "CUR*SE*EUR~\nCUR*BY*USD", "CUR"),
        ("FOB*PP", "SAC*A*C310***500~\nFOB*PP", "SAC"),
    ],
)
def test_what_has_no_field_is_told(old: str, new: str, place: str) -> None:
    text = GOOD.decode()
    assert old in text
    added = new.count("~")
    data = text.replace(old, new, 1).replace("SE*34*", f"SE*{34 + added}*").encode()
    (found,) = messages(read(data))
    assert found.faults == ()
    assert place in found.not_carried
