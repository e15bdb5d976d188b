"""PRICAT: products and prices, read and written."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from edi.canonical.catalogues import (
    CatalogueAction,
    CatalogueLine,
    CataloguePrice,
    Pack,
    PriceCatalogue,
)
from edi.canonical.charges import TaxCategory
from edi.canonical.measures import Measure, Money, Period, Unit
from edi.canonical.parties import Party, Reference
from edi.messages.edifact import NotWritableError, Style, write_price_catalogue
from tests.edi.examples import examples
from tests.edi.messages.edifact import catalogues
from tests.edi.messages.edifact.catalogues import CATALOGUE
from tests.edi.messages.edifact.interchanges import (
    errors,
    in_envelope,
    interchange,
    message,
    messages,
    only_document,
    read,
)

D96A, D01B = Style("D96A", level="UNOW"), Style("D01B", "EAN010", level="UNOW")
TODAY = date(2026, 11, 21)
PIECE, YEAR = Unit("H87"), Period(date(2027, 1, 1), date(2027, 12, 31))
quick = settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def file_of(body: tuple[str, ...] | list[str] = CATALOGUE, version: str = "D:96A") -> bytes:
    return interchange(message(body, kind="PRICAT", version=version))


def changed(old: str, *new: str) -> list[str]:
    at = CATALOGUE.index(old)
    return [*CATALOGUE[:at], *new, *CATALOGUE[at + 1 :]]


def catalogue_of(body: tuple[str, ...] | list[str], version: str = "D:96A") -> PriceCatalogue:
    found = only_document(file_of(body, version))
    assert isinstance(found, PriceCatalogue)
    return found


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize("version", ["D:96A", "D:01B"])
def test_a_catalogue_says_what_is_sold_at_which_prices(version: str) -> None:
    catalogue = catalogue_of(CATALOGUE, version)

    assert (catalogue.number, catalogue.issued, catalogue.replaces) == ("PL-7", TODAY, "PL-6")
    assert (catalogue.kind, catalogue.currency, catalogue.valid) == ("price-list", "EUR", YEAR)
    line, gone = catalogue.lines
    assert line.action is CatalogueAction.CHANGED
    assert line.order_unit == PIECE
    assert [line.minimum_order, line.maximum_order] == [10, 500]
    assert line.lead_days == 21
    assert line.measures == (Measure("net-weight", Decimal("0.45"), Unit("KGM")),)
    assert line.pack == Pack(
        Decimal("0.45"), Unit("KGM"), 12, "CT", (Measure("length", Decimal(40), Unit("CMT")),)
    )
    assert line.tax == TaxCategory("VAT", "S", Decimal(19))
    assert line.prices == (
        CataloguePrice(eur("9.25"), "net", from_quantity=Decimal(1), to_quantity=Decimal(99)),
        CataloguePrice(
            eur("8.75"),
            "contract",
            Decimal(100),
            from_quantity=Decimal(100),
            valid=Period(date(2027, 2, 1)),
            buyers="edifact:WS",
        ),
        CataloguePrice(eur("14.99"), "retail"),
    )
    assert gone.action is CatalogueAction.DELETED
    assert messages(read(file_of(version=version)))[0].not_carried == ()


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ("PGI+2", ["PGI+11+7::91:Chandlery"], ("PGI 5379", "PGI 5388", "PGI 5389")),
        ("QTY+59:12", ["QTY+59:12.5"], ("LIN/QTY+59",)),
        ("QTY+59:12", ["QTY+59:12:PCE"], ("PGI/LIN/QTY+59 6411",)),
        ("QTY+54:500:PCE", ["QTY+54:50:CT"], ("LIN/QTY+54",)),
        ("APR+WS", ["APR+WS++AA"], ("PGI/LIN/PRI/APR 4295",)),
        ("RNG+4+PCE:100", ["RNG+4+CT:100"], ("PGI/LIN/PRI/RNG",)),
        ("PRI+AAE:14.99::SRP", ["PRI+AAE:14.99:CA:SRP"], ("PGI/LIN/PRI 5375",)),
        ("PRI+AAE:14.99::SRP", ["PRI+AAB:14.99::SRP"], ("PGI/LIN/PRI 5125",)),
        ("DTM+169:3:803", ["DTM+169:3:802"], ("LIN/DTM+169",)),
        ("DTM+194:20270201:102", ["DTM+7:20270201:102"], ()),
        ("PAC+++CT", ["PAC+++CT", "PAC+++PX"], ("PGI/LIN/PAC",)),
        ("CUX+2:EUR:8", ["CUX+2:EUR:8", "CUX+3:PLN:11"], ("CUX", "CUX 6343")),
        ("PGI+2", ["ALC+A", "PCD+1:5", "PGI+2"], ("ALC", "ALC/PCD")),
    ],
)
def test_what_a_catalogue_has_no_field_for_is_named(
    old: str, new: list[str], left: tuple[str, ...]
) -> None:
    assert messages(read(file_of(changed(old, *new))))[0].not_carried == left


def test_an_order_quantity_without_a_unit_is_in_that_of_the_prices() -> None:
    body = [each for each in CATALOGUE if not each.startswith("QTY+54")]
    body[body.index("QTY+53:10:PCE")] = "QTY+53:10"
    line = catalogue_of([each for each in body if each != "PRI+AAE:14.99::SRP"]).lines[0]
    assert line.order_unit == PIECE
    assert line.minimum_order == Decimal(10)
    assert {price.unit for price in line.prices} == {None}


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("BGM+9+PL-7+9", "BGM+9++9", "BGM02", "13"),
        ("DTM+194:20270201:102", "DTM+194:20270231:102", "DTM01-2", "12"),
        ("DTM+169:3:803", "DTM+169:three:803", "DTM01-2", "12"),
        ("PRI+AAE:14.99::SRP", "PRI+AAE:14.9.9::SRP", "PRI01-2", "19"),
        ("PRI+AAE:14.99::SRP", "PRI+AAE:14.99::SRPX", "PRI01-4", "39"),
        ("RNG+4+PCE:100", "RNG+4+:100", "RNG02-1", "13"),
        ("RNG+4+PCE:100", "RNG+4+PCE:many", "RNG02-2", "37"),
        ("QTY+53:10:PCE", "QTY+53:ten:PCE", "QTY01-2", "37"),
        ("PGI+2", "PGI", "PGI01", "13"),
        ("PGI+2", "CPS+1", "CPS", "15"),
    ],
)
def test_a_fault_is_named_in_its_place(old: str, new: str, place: str, code: str) -> None:
    found = errors(read(file_of(changed(old, new))))
    assert (place, code) in {(fault.place(), fault.code) for fault in found}
    assert all(fault.sentence.endswith(".") for fault in found)


@quick
@given(catalogues.catalogues(is_first=True))
def test_a_catalogue_comes_back_as_it_was_in_d96a(catalogue: PriceCatalogue) -> None:
    written = write_price_catalogue(catalogue, "1", style=D96A)
    assert only_document(in_envelope(written)) == catalogue
    assert written.left_out == ()


@quick
@given(catalogues.catalogues(is_first=False))
def test_a_catalogue_comes_back_as_it_was_in_d01b(catalogue: PriceCatalogue) -> None:
    written = write_price_catalogue(catalogue, "1", style=D01B)
    assert only_document(in_envelope(written)) == catalogue
    assert written.left_out == ()


def test_what_pricat_has_no_place_for_is_named() -> None:
    line = CatalogueLine(
        "1",
        prices=(CataloguePrice(eur("1"), "net", from_quantity=Decimal(5), buyers="x12:RS"),),
        references=(Reference("department", "1"), Reference("department", "2")),
        parties=(Party("supplier", "Hansa", references=(Reference("department", "3"),)),),
    )
    catalogue = PriceCatalogue("1", TODAY, version="B", description="All", lines=(line,))
    assert write_price_catalogue(catalogue, "1", style=D96A).left_out == (
        "version",
        "description",
        "lines[0].prices[0].from_quantity",
        "lines[0].prices[0].buyers",
        "lines[0].references[1]",
        "lines[0].parties[0].references[0]",
    )


def test_a_catalogue_without_any_date_is_refused() -> None:
    with pytest.raises(NotWritableError) as refusal:
        write_price_catalogue(PriceCatalogue("1"), "1")
    assert [(each.segment_id, each.code) for each in refusal.value.faults] == [("DTM", "13")]
