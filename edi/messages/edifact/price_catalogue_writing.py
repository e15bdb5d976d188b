"""`PriceCatalogue` to PRICAT."""

from msgspec.structs import replace

from edi.canonical.catalogues import CatalogueLine, CataloguePrice, Pack, PriceCatalogue
from edi.canonical.measures import Period, Unit
from edi.canonical.parties import Party
from edi.messages.edifact import catalogue_codes, codes, moments, sections
from edi.messages.edifact.catalogue_codes import (
    CATALOGUE_DATES,
    CONTENTS,
    CURRENCY_OF_PRICES,
    END,
    INFORMATION,
    ISSUED,
    LEAD_TIME,
    MAXIMUM,
    MINIMUM,
    MULTIPLES,
    NO_GROUP,
    PERIOD,
    PIECES,
    QUANTITY_RANGE,
    REPLACED,
    SPECIFICATIONS,
    START,
)
from edi.messages.edifact.composing import D96A, Composer, Style, WrittenMessage, number
from edi.messages.edifact.despatch_writing import measures
from edi.messages.edifact.writing import purpose_code

_DAYS = "804"  # 2379


def write_price_catalogue(
    catalogue: PriceCatalogue, reference: str, *, style: Style = D96A
) -> WrittenMessage:
    """Return the PRICAT for a price catalogue; `reference` is UNH0062.

    Raises NotWritableError naming segment and element when a value does not fit, and when there is
    no date at all: PRICAT must have one. Nothing is cut.
    """
    to = Composer("PRICAT", style)
    function = purpose_code(catalogue.purpose, catalogue.purpose_code)
    kind = catalogue_codes.KINDS.code(catalogue.kind) or "9"
    to.add("BGM", "1001", kind, "1004", catalogue.number, "1225", function)
    if catalogue.issued:
        sections.date(to, ISSUED, moments.write(catalogue.issued))
    _valid(to, catalogue.valid)
    sections.dates(to, catalogue.dates, CATALOGUE_DATES)
    sections.notes(to, catalogue.notes)
    sections.terms_note(to, catalogue.payment_terms)
    sections.reference(to, REPLACED, catalogue.replaces)
    sections.references(to, catalogue.references)
    sections.parties(to, catalogue.parties)
    sections.currency(to, catalogue.currency, CURRENCY_OF_PRICES)
    sections.payment_terms(to, catalogue.payment_terms, catalogue.currency)
    sections.delivery_terms(to, catalogue.delivery_terms)
    if catalogue.lines:
        to.add("PGI", "5379", NO_GROUP)
    for line in catalogue.lines:
        _line(to, line, catalogue.currency)
    return to.finish(reference, catalogue)


def _valid(to: Composer, period: Period | None) -> None:
    if period is None:
        return
    if period.start and period.end:
        sections.date(to, PERIOD, moments.write_period(period.start, period.end))
    elif period.start:
        sections.date(to, START, moments.write(period.start))
    elif period.end:
        sections.date(to, END, moments.write(period.end))


def _line(to: Composer, line: CatalogueLine, currency: str) -> None:
    action = catalogue_codes.ACTION_CODES.get(line.action) or codes.own(line.action_code)
    sections.products(to, line.number, action, line.products)
    sections.descriptions(to, line.descriptions)
    measures(to, line.measures, "PD")
    _quantities(to, line)
    _dates(to, line)
    is_first = to.version == "D96A"
    people = [_of_line(party, with_contacts=not is_first) for party in line.parties]
    if is_first:
        sections.parties(to, people)
    sections.references(to, line.references[:1] if is_first else line.references)
    sections.notes(to, line.notes)
    if line.tax:
        sections.tax(to, line.tax)
    for price in line.prices:
        _price(to, price, line.order_unit, currency)
    if line.pack and (line.pack.package or line.pack.measures or line.pack == Pack()):
        _pack(to, line.pack)
    if not is_first:
        sections.parties(to, people)


def _of_line(party: Party, *, with_contacts: bool) -> Party:
    """Return a party with what lines have place for: after their NAD there is no RFF of its own."""
    plain = replace(party, references=(), tax_ids=(), registration=None)
    return plain if with_contacts else replace(plain, contacts=())


def _quantities(to: Composer, line: CatalogueLine) -> None:
    sections.quantity(to, MINIMUM, line.minimum_order, line.order_unit)
    sections.quantity(to, MAXIMUM, line.maximum_order, line.order_unit)
    sections.quantity(to, MULTIPLES[to.version], line.order_multiple, line.order_unit)
    if line.pack:
        sections.quantity(to, CONTENTS, line.pack.contents, line.pack.unit)
        if line.pack.packs is not None:
            to.add("QTY", "6063", PIECES, "6060", str(line.pack.packs))


def _dates(to: Composer, line: CatalogueLine) -> None:
    _valid(to, line.valid)
    if line.lead_days is not None and line.lead_days >= 0:
        sections.date(to, LEAD_TIME, (str(line.lead_days), _DAYS))
    sections.dates(to, line.dates, CATALOGUE_DATES)


def _price(to: Composer, price: CataloguePrice, order_unit: Unit | None, of_document: str) -> None:
    unit = price.unit or order_unit
    code = codes.unit_code(unit) if unit else ""
    qualifier, kind, specification = _kinds(price.basis)
    to.add(
        "PRI", "5125", qualifier, "5118", number(price.amount.amount), "5375", kind,
        "5387", specification,
        "5284", number(price.price_per) if price.price_per != 1 or code else "", "6411", code,
    )  # fmt: skip
    if price.amount.currency and price.amount.currency != of_document:
        to.add("CUX", "6347", "2", "6345", price.amount.currency)
    if price.buyers.startswith("edifact:"):
        to.add("APR", "4043", codes.own(price.buyers))
    if code and (price.from_quantity is not None or price.to_quantity is not None):
        to.add(
            "RNG", "6167", QUANTITY_RANGE, "6411", code, "6162", number(price.from_quantity),
            "6152", number(price.to_quantity),
        )  # fmt: skip
    _valid(to, price.valid)


def _kinds(basis: str) -> tuple[str, str, str]:
    """Return 5125, 5375 and 5387 for a kind of price."""
    specification = SPECIFICATIONS.code(basis)
    if specification:
        return (INFORMATION if basis == "retail" else "AAA"), "", specification
    if basis.startswith("edifact:"):
        return codes.own(basis) or "AAA", "", ""
    kind = codes.PRICE_TYPES.code(basis)
    return ("AAA" if kind else codes.PRICE_BASES.code(basis) or "AAA"), kind, ""


def _pack(to: Composer, pack: Pack) -> None:
    package = codes.own(pack.package)
    to.add("PAC", "7224", "" if package else "1", "7065", package)
    measures(to, pack.measures, "PD")
